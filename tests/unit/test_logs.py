"""Logs: one line an event, without the text of an exception, and with no secret in it."""

import logging
import re
import sys
from collections.abc import Callable

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import logs

Lines = Callable[[], list[str]]
TOKEN, LONGER = "xoxb-secret", "xoxb-secret-longer"
PAIR = re.compile(r'([a-z]+)=("(?:[^"\\]|\\.)*"|[^\s"]*)(?: |$)')


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    """What was logged since the last look."""
    return lambda: capsys.readouterr().err.splitlines()  # noqa: PLW0108 -- anew each time


def serve() -> None:
    """Log as a service does. Within a test: what pytest captures is another stream before it."""
    logs.configure(service=True, secrets=[TOKEN, "", LONGER])


def ours() -> structlog.stdlib.BoundLogger:
    log: structlog.stdlib.BoundLogger = structlog.get_logger("ours")
    return log


def foreign() -> logging.Logger:
    return logging.getLogger("a.library")


def pairs(line: str) -> dict[str, str]:
    """Read logfmt."""
    found = PAIR.findall(line)
    assert "".join(f"{key}={value} " for key, value in found).rstrip() == line
    return {key: value.strip('"') for key, value in found}


def test_a_service_logs_keys_and_values_with_a_moment_in_utc(lines: Lines) -> None:
    serve()
    ours().info("delivered", place="slack:T01/C01", papers=3)
    foreign().warning("%d items left out", 2)
    mine, theirs = map(pairs, lines())
    assert list(mine) == ["timestamp", "level", "event", "place", "papers"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", mine["timestamp"])
    assert (mine["level"], mine["event"], mine["papers"]) == ("info", "delivered", "3")
    assert (theirs["level"], theirs["event"]) == ("warning", "2 items left out")


def test_a_command_says_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(service=False, level=logging.WARNING)
    ours().info("not said")
    ours().warning("a source failed", what="cs.CL", why="it is closed")
    foreign().warning("a line\nand another")
    assert capsys.readouterr().err.splitlines() == [
        "paperboy: a source failed: what cs.CL, why it is closed",
        "paperboy: a line and another",
    ]


@pytest.mark.parametrize("service", [True, False])
@pytest.mark.parametrize("log", [ours, foreign])
def test_an_exception_is_named_by_kind_and_place_and_never_by_its_text(
    capsys: pytest.CaptureFixture[str], log: Callable[[], logging.Logger], service: bool
) -> None:
    logs.configure(service=service)
    try:
        int("somebody's private words")
    except ValueError as error:
        log().exception("a surprise")
        log().error("an error", exc_info=error)
        log().warning("a stack", stack_info=True)
    first, second, third = capsys.readouterr().err.splitlines()
    for line in (first, second):
        assert "ValueError" in line
        assert re.search(r"test_logs\.py:\d+", line)
        assert "private" not in line
    assert third.endswith("a stack" if not service else 'event="a stack"')


def test_an_exception_that_is_none_is_left_out(lines: Lines) -> None:
    serve()
    foreign().error("no error", exc_info=True)
    ours().error("no error", exc_info=sys.exc_info())
    assert all("error=" not in line for line in lines())


@pytest.mark.parametrize("log", [ours, foreign])
def test_secrets_are_struck_out_of_every_line(
    lines: Lines, log: Callable[[], logging.Logger]
) -> None:
    serve()
    log().warning(f"sent {TOKEN} and {LONGER}, Authorization: Bearer {TOKEN}")
    foreign().error("asked %s with %r", f"https://x/?token={LONGER}", {"token": TOKEN})
    ours().info("why", why=f"the URL wss://x/{TOKEN}/y", **{TOKEN: [LONGER]})
    said = lines()
    assert len(said) == 3
    assert said[0].count("***") == 3
    assert not any("secret" in line or "longer" in line for line in said)


def test_libraries_that_talk_much_are_heard_when_they_fail(lines: Lines) -> None:
    serve()
    for name in ("slack_bolt", "slack_sdk.web", "discord.gateway", "apscheduler.executors"):
        logging.getLogger(name).warning("nothing much")
        logging.getLogger(name).error("a failure")
    said = lines()
    assert len(said) == 4
    assert all("a failure" in line for line in said)


def test_setting_up_twice_says_each_thing_once(lines: Lines) -> None:
    serve()
    serve()
    ours().info("once")
    foreign().info("and this")
    assert len(lines()) == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(), st.text() | st.lists(st.text()), st.booleans())
def test_whatever_comes_from_outside_stays_one_printable_line(
    lines: Lines, text: str, value: object, service: bool
) -> None:
    logs.configure(service=service)
    ours().info("event", why=text, what=value)
    foreign().info("%s", text)
    said = lines()
    assert len(said) == 2
    for line in said:
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e]", line)
    if service:
        assert [*pairs(said[0])][2:] == ["event", "why", "what"]
