"""The pace: how fast a chat may be spoken to."""

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pace import Pacer
from bot.messages import Address, Pace
from tests.post import Time, check_pace


@given(
    st.lists(st.tuples(st.floats(0, 3), st.integers(0, 5)), max_size=120),
    st.floats(0.5, 60),
    st.floats(0.2, 5),
)
def test_no_second_ever_holds_more_than_the_pace_allows(
    bookings: list[tuple[float, int]], overall: float, channel: float
) -> None:
    time = Time()
    pacer = Pacer(Pace(channel=channel, overall=overall), time.monotonic)
    moments: list[tuple[float, int]] = []
    for pause, place in bookings:
        time.now += pause / 50
        at = time.now + pacer.reserve(Address("fake", str(place)))
        moments.append((at, place))
    check_pace([at for at, _ in moments], overall)
    for place in range(6):
        check_pace([at for at, its in moments if its == place], channel)
