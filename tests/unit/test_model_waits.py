"""How long a server asks to be left alone: seconds, a date, or nonsense."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from adapters.model_openai.outcomes import asked_to_wait


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("0.5", 0.5),
        (" 30 ", 30.0),
        ("", 0.0),
        ("-3", 0.0),
        ("soon", 0.0),
        ("9" * 400, 0.0),
        ("Fri, 99 Foo 2026", 0.0),
    ],
)
def test_how_long_a_server_asks_to_wait(header: str, seconds: float) -> None:
    assert asked_to_wait({"Retry-After": header}, datetime.now(UTC)) == seconds


def test_a_server_may_name_a_date() -> None:
    now = datetime(2026, 3, 10, 8, tzinfo=UTC)
    later = format_datetime(now + timedelta(seconds=90), usegmt=True)
    assert asked_to_wait({"Retry-After": later}, now) == 90.0
    assert asked_to_wait({"Retry-After": later}, now + timedelta(hours=1)) == 0.0
