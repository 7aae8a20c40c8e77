"""Asking a model: what is read, mended, tried again; and when a model is left alone."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from bot.asking import Asking, Patience
from bot.errors import ModelError
from bot.models import Completion, Prompt, Spent
from tests.asking import PRICES, Clock, ScriptedModel
from tests.spending import MemorySpending

LATE = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)
PROMPT = Prompt("Summarise.", "The paper.", {"type": "object"}, "tldr", 100, "summary tldr", "a:b")
GOOD = Completion('{"answer": "yes"}', tokens_in=50, tokens_out=10)
COST = Decimal("0.00009")
LATER = ModelError("It cannot answer now.", 5.0)
LOST = ModelError("The connection broke.", 1.0, is_charged=True)
FINAL = ModelError("It refuses the key.")


class House:
    """An `Asking` with what stands around it."""

    def __init__(self, *script: Completion | ModelError) -> None:
        self.model, self.clock = ScriptedModel(*script), Clock(LATE)
        self.spending = MemorySpending()
        self.asking = Asking(
            self.model,
            self.spending,
            most_a_day=None,
            prices=PRICES,
            timezone="Europe/Berlin",
            clock=self.clock,
            random=Random(1),
            sleep=self.clock.sleep,
            patience=Patience(retries=3, pause=1.0, failures=2, rest=60.0),
        )

    async def ask(self, deadline: float = 120.0) -> str:
        return await self.asking.ask(PROMPT, read, deadline=deadline)

    async def fails(self, said: str) -> ModelError:
        with pytest.raises(ModelError, match=said) as raised:
            await self.ask()
        return raised.value

    async def spent(self) -> Spent:
        """On the eleventh in Berlin, where it is past midnight."""
        sums = await self.spending.of_day(LATE.date() + timedelta(days=1))
        return sums.get(("a:b", "summary tldr"), Spent())


def read(text: str) -> str:
    answer = json.loads(text)
    if "answer" not in answer:
        raise ValueError("answer is missing")
    return str(answer["answer"])


async def test_an_answer_is_read_and_charged_to_its_place_day_and_purpose() -> None:
    house = House(GOOD)
    assert await house.ask() == "yes"
    assert await house.spent() == Spent(1, 50, 10, COST)
    assert house.asking.name == "small"


@pytest.mark.parametrize(
    "text",
    [
        '```json\n{"answer": "yes"}\n```',
        'Of course! {"answer": "yes"} Anything else?',
        '<think>Perhaps {"answer": "no"}.</think>\n{"answer": "yes"}',
    ],
)
async def test_what_stands_around_an_answer_is_cut_away(text: str) -> None:
    assert await House(Completion(text)).ask() == "yes"


@pytest.mark.parametrize(
    ("said", "shown", "complaint"),
    [
        ('{"reply": 1}', '{"reply": 1}', "answer is missing"),
        ("Yes.", "Yes.", "Expecting value"),
        (" ", "(nothing)", "Expecting value"),
    ],
)
async def test_what_is_not_as_asked_is_mended_once_with_the_readers_words(
    said: str, shown: str, complaint: str
) -> None:
    house = House(Completion(said), GOOD)
    assert await house.ask() == "yes"
    ((answer, wrong),) = house.model.asked[1].said
    assert answer == shown
    assert wrong.startswith(complaint)
    assert house.model.asked[1].instructions == PROMPT.instructions


async def test_the_second_time_it_is_an_error_without_what_was_said() -> None:
    house = House(Completion('{"reply": "a text of the paper"}'))
    error = await house.fails(r"^What small says is not as asked, the second time too\.$")
    assert error.retry_after is None
    assert len(house.model.asked) == 2


async def test_what_nobody_can_read_at_all_is_mended_too() -> None:
    house = House(Completion('{"a":' * 3000 + "1" + "}" * 3000), GOOD)
    assert await house.ask() == "yes"


async def test_what_was_cut_off_is_asked_for_again_shorter() -> None:
    house = House(Completion('{"answer": "' + "y" * 5000, "cut"), GOOD)
    assert await house.ask() == "yes"
    ((answer, wrong),) = house.model.asked[1].said
    assert len(answer) < 500
    assert "too long" in wrong
    again = House(Completion("{", "cut"))
    await again.fails(r"^What small says ends too late, the second time too\.$")
    assert len(again.model.asked) == 2


async def test_cut_off_and_then_not_as_asked_are_two_things_to_mend() -> None:
    house = House(Completion("{", "cut"), Completion("{}"), GOOD)
    assert await house.ask() == "yes"
    assert len(house.model.asked[2].said) == 2


async def test_who_refuses_is_not_pressed() -> None:
    house = House(Completion("", "refused", 50, 0))
    await house.fails(r"^small refuses to answer this\.$")
    assert len(house.model.asked) == 1
    assert (await house.spent()).tokens_in == 50


async def test_a_server_that_is_busy_is_asked_again_later_than_it_says() -> None:
    house = House(LATER, LATER, GOOD)
    assert await house.ask() == "yes"
    assert all(5.0 <= each <= 6.25 for each in house.clock.slept)
    assert len(set(house.clock.slept)) == 2
    assert await house.spent() == Spent(1, 50, 10, COST)


async def test_pauses_grow_where_a_server_does_not_say_how_long() -> None:
    house = House(ModelError("busy", 0.1))
    await house.fails("busy")
    assert [int(each) for each in house.clock.slept] == [1, 2, 4]
    assert len(house.model.asked) == 4


async def test_what_is_to_be_asked_in_another_way_is_asked_at_once() -> None:
    house = House(ModelError("takes no schema", 0.0), ModelError("takes no max_tokens", 0.0), GOOD)
    assert await house.ask() == "yes"
    assert house.clock.slept == [0.0, 0.0]
    assert (await house.spent()).requests == 1


async def test_nobody_waits_for_longer_than_there_is_time() -> None:
    house = House(ModelError("busy", 100.0))
    with pytest.raises(ModelError, match="busy"):
        await house.ask(deadline=90)
    assert house.clock.slept == []
    assert len(house.model.asked) == 1


async def test_what_may_have_been_paid_for_is_charged_in_full_each_time() -> None:
    house = House(LOST, GOOD)
    assert await house.ask() == "yes"
    most = PRICES.at_most(PROMPT)
    assert await house.spent() == Spent(2, 50, 10, most + COST)


@pytest.mark.parametrize(
    ("script", "requests"),
    [((LOST,), 2), ((LOST, LATER, LOST), 3), ((LATER, LOST, GOOD), 3), ((LATER,), 4)],
)
async def test_what_may_have_been_paid_for_is_repeated_once_at_most(
    script: tuple[Completion | ModelError, ...], requests: int
) -> None:
    house = House(*script)
    if GOOD in script:
        await house.ask()
    else:
        await house.fails(str(script[-1]))
    assert len(house.model.asked) == requests
    lost = script.count(LOST) if len(script) > 1 else requests * script.count(LOST)
    good = COST if GOOD in script else 0
    assert (await house.spent()).usd == lost * PRICES.at_most(PROMPT) + good


async def test_an_answer_without_counts_is_charged_in_full() -> None:
    house = House(Completion('{"answer": "yes"}', tokens_in=50))
    assert await house.ask() == "yes"
    assert await house.spent() == Spent(1, 0, 0, PRICES.at_most(PROMPT))


async def test_what_cannot_be_mended_by_waiting_is_said_at_once_and_costs_nothing() -> None:
    house = House(FINAL)
    assert (await house.fails("refuses the key")).retry_after is None
    assert len(house.model.asked) == 1
    assert await house.spent() == Spent()


async def test_after_failures_in_a_row_nobody_waits_for_the_model_for_a_while() -> None:
    house = House(FINAL)
    for _ in range(2):
        await house.fails("refuses the key")
    for _ in range(5):
        resting = await house.fails(r"^It refuses the key\.$")
        assert resting.retry_after == 60.0
    assert len(house.model.asked) == 2
    house.clock.now += timedelta(seconds=60)
    await house.fails("refuses the key")
    assert len(house.model.asked) == 3
    await house.fails("refuses the key")
    assert len(house.model.asked) == 3
    house.clock.now += timedelta(seconds=60)
    house.model.script = [GOOD]
    assert await house.ask() == "yes"
    house.model.script = [FINAL, GOOD]
    await house.fails("refuses the key")
    assert await house.ask() == "yes"


async def test_an_answer_of_whatever_kind_shows_that_the_model_works() -> None:
    house = House(FINAL, Completion("{}"), Completion("{}"), FINAL, GOOD)
    await house.fails("refuses the key")
    await house.fails("not as asked")
    await house.fails("refuses the key")
    assert await house.ask() == "yes"


async def test_without_prices_tokens_are_counted_and_nothing_is_charged() -> None:
    house = House(GOOD)
    free = Asking(
        house.model, house.spending, most_a_day=None, prices=None, timezone="Europe/Berlin",
        clock=house.clock, random=Random(1),
    )  # fmt: skip
    assert await free.ask(PROMPT, read) == "yes"
    assert await house.spent() == Spent(1, 50, 10, Decimal(0))


async def test_a_model_that_hangs_is_left_at_the_deadline_and_charged_in_full() -> None:
    house = House(GOOD)
    hanging = asyncio.Event()
    house.model.complete = lambda _: hanging.wait()  # type: ignore[assignment,return-value,method-assign]
    with pytest.raises(ModelError, match=r"^small did not answer within 0\.05 seconds\.$") as late:
        await house.ask(deadline=0.05)
    assert late.value.is_charged
    assert await house.spent() == Spent(1, usd=PRICES.at_most(PROMPT))
