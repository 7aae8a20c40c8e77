"""The polite transport against every fault that the other side may have."""

import os
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from adapters.http import TRIES, PoliteAdapter, one_line
from bot.errors import SourceError
from tests.stand_ins import Reply, StandIn, stand_in

GOOD = Reply(b"good news")
BUSY = Reply(b"busy", 503)
PAUSE = 3.0


class Clock:
    """Sleeps that only count: the time stamp of `lock` grows older by as much."""

    def __init__(self, lock: Path | None = None) -> None:
        self.slept: list[float] = []
        self._lock = lock

    def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        if self._lock and self._lock.exists():
            at = self._lock.stat().st_mtime - seconds
            os.utime(self._lock, (at, at))


@dataclass
class Visit:
    """One who asks, and whom."""

    web: StandIn
    session: requests.Session
    slept: list[float]

    def get(self, **headers: str) -> bytes:
        with one_line("The source"):
            return self.session.get(f"{self.web.url}/a", headers=headers).content

    def refusal(self) -> str:
        with pytest.raises(SourceError) as refused:
            self.get()
        assert "\n" not in str(refused.value)
        return str(refused.value)


@contextmanager
def visit(
    *replies: Reply,
    say: Callable[[str], Reply] | None = None,
    patience: float = 9.0,
    lock: Path | None = None,
) -> Iterator[Visit]:
    clock = Clock(lock)
    adapter = PoliteAdapter(
        "The source",
        "Paperboy/test",
        pause=PAUSE if lock else 0.0,
        patience=patience,
        lock=lock,
        sleep=clock,
    )
    with stand_in(*replies, say=say) as web, adapter.session() as session:
        yield Visit(web, session, clock.slept)


@pytest.mark.parametrize(
    "reply",
    [
        GOOD,
        Reply(GOOD.body, gzip=True),
        Reply(GOOD.body, chunked=True),
        Reply(GOOD.body, chunked=True, gzip=True),
        Reply(GOOD.body, hang=0.01),
    ],
)
def test_a_good_answer_is_asked_for_once(reply: Reply) -> None:
    with visit(reply) as its:
        assert its.get() == b"good news"
        assert (len(its.web.asked), its.slept) == (1, [])
        assert its.web.asked[0].headers["User-Agent"] == "Paperboy/test"


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (BUSY, "answered with HTTP 503"),
        (Reply(b"slow down", 429), "answered with HTTP 429"),
        (Reply(b"broken", 500), "answered with HTTP 500"),
        (Reply(b""), "sent an empty answer"),
        (Reply(b" \n "), "sent an empty answer"),
        (Reply(b"", chunked=True), "sent an empty answer"),
        (Reply(b"\n<!DOCTYPE html><p>Back soon"), "answered with a web page"),
        (Reply(b"<html><body>Blocked"), "answered with a web page"),
        (Reply(b"0123456789", cut=5), "sent an answer that was cut short"),
        (Reply(b"0123456789", chunked=True, cut=6), "sent an answer that was cut short"),
        (Reply(bytes(99), gzip=True, cut=9), "sent an answer that was cut short"),
        (Reply(reset=True), "could not be reached, or closed the connection"),
        (Reply(b"0123456789", cut=5, reset=True), "could not be reached, or closed"),
        (
            Reply(b"no gzip", headers={"Content-Encoding": "gzip"}),
            "sent an answer that cannot be unpacked",
        ),
    ],
)
def test_a_fault_is_tried_again_and_else_one_clear_line(fault: Reply, why: str) -> None:
    with visit(fault, fault, GOOD) as its:
        assert its.get() == b"good news"
        assert its.slept == [1.0, 2.0]
    with visit(fault) as its:
        assert its.refusal().startswith(f"The source {why}")
        assert len(its.web.asked) == TRIES


@pytest.mark.parametrize(
    "fault",
    [
        Reply(b"late", hang=5.0),
        Reply(b"drop by drop" * 99, drip=0.01),
        Reply(b"drop by drop" * 99, drip=0.01, gzip=True),
        Reply(b"half a", headers={"Connection": "close"}, drip=0.2),
    ],
)
def test_silence_and_a_slow_drip_end_at_the_deadline(fault: Reply) -> None:
    began = time.monotonic()
    with visit(fault, patience=0.4) as its:
        assert its.refusal() == "The source did not answer in time."
        assert time.monotonic() - began < 3  # of the five that it hangs
        assert len(its.web.asked) == 1


def test_nobody_at_the_address_is_one_clear_line() -> None:
    with visit(GOOD) as its:
        pass
    assert its.refusal() == "The source could not be reached, or closed the connection."
    assert its.slept == [1.0, 2.0]


def in_seconds(seconds: float, zone: str = "+0000") -> str:
    text = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds))
    return text.replace("+0000", zone)


@pytest.mark.parametrize(
    ("asked", "least", "most"),
    [
        (lambda: "4", 4, 4),
        (lambda: "0", 1, 1),
        (lambda: in_seconds(6), 4, 6),
        (lambda: in_seconds(6, "GMT"), 4, 6),
        (lambda: in_seconds(6, "-0000"), 4, 6),
        (lambda: in_seconds(-60), 1, 1),
        (lambda: "soon", 1, 1),
    ],
)
def test_a_wait_that_is_asked_for_is_kept(
    asked: Callable[[], str], least: float, most: float
) -> None:
    with visit(Reply(b"", 429, {"Retry-After": asked()}), GOOD) as its:
        assert its.get() == b"good news"
        (slept,) = its.slept
        assert least <= slept <= most


@pytest.mark.parametrize("asked", [lambda: "3600", lambda: in_seconds(3600)])
def test_who_asks_for_a_long_rest_is_not_asked_again(asked: Callable[[], str]) -> None:
    with visit(Reply(b"", 429, {"Retry-After": asked()}), GOOD) as its:
        first = its.refusal()
        assert re.fullmatch(
            r"The source answered with HTTP 429 and asks to wait 3(600|599) seconds\.", first
        )
        assert its.refusal() == first
        assert (len(its.web.asked), its.slept) == (1, [])


@given(st.text("0123456789²-+:., GMTMondayMar") | st.integers().map(str))
def test_no_wish_for_a_rest_breaks_anything(asked: str) -> None:
    response = requests.Response()
    response.status_code, response._content = 429, b""
    response.headers["Retry-After"] = asked

    class Answered(PoliteAdapter):
        def _once(self, *_args: object) -> requests.Response:
            return response

    with pytest.raises(SourceError, match="HTTP 429"):
        Answered("It", "us", sleep=lambda _: None).send(requests.Request("GET", "a:").prepare())


@pytest.mark.parametrize("target", ["/a", "ftp://127.0.0.1/", "http://"])
def test_redirects_that_lead_nowhere_are_one_clear_line(target: str) -> None:
    with visit(Reply(b"", 302, {"Location": target})) as its:
        assert its.refusal().startswith("The source cannot be asked: ")
        assert len(its.web.asked) <= 4


def test_a_redirect_is_followed() -> None:
    with visit(Reply(b"", 301, {"Location": "/b"}), GOOD) as its:
        assert its.get() == b"good news"
        assert its.web.paths == ["/a", "/b"]


def test_other_answers_are_passed_on_as_they_are() -> None:
    with visit(Reply(b"no", 404)) as its:
        assert its.get() == b"no"
        assert len(its.web.asked) == 1
    with visit(Reply(b"x", headers={"ETag": '"1"'})) as its:
        assert its.get(**{"If-None-Match": '"1"'}) == b""


def test_between_two_requests_lie_three_seconds(tmp_path: Path) -> None:
    with visit(GOOD, lock=tmp_path / "lock") as its:
        its.get()
        assert its.slept == []
        its.get()
        assert its.slept == [pytest.approx(PAUSE, abs=0.2)]


def test_also_a_second_try_waits_for_three_seconds(tmp_path: Path) -> None:
    with visit(BUSY, BUSY, GOOD, lock=tmp_path / "lock") as its:
        its.get()
        assert sum(its.slept) == pytest.approx(2 * PAUSE, abs=0.2)


def test_two_processes_share_the_three_seconds(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with visit(GOOD, lock=lock) as one, visit(GOOD, lock=lock) as other:
        one.get()
        other.get()
        assert other.slept == [pytest.approx(PAUSE, abs=0.2)]


def test_a_time_stamp_in_the_future_does_not_stop_everything(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.touch()
    ahead = time.time() + 9999
    os.utime(lock, (ahead, ahead))
    with visit(GOOD, lock=lock) as its:
        assert its.get() == b"good news"
        assert its.slept == [PAUSE]


def test_never_two_requests_at_once(tmp_path: Path) -> None:
    slow = Reply(b"x", hang=0.003)
    lock = tmp_path / "lock"
    with visit(slow, lock=lock) as one, visit(slow, lock=lock) as other:
        other.web.asked = one.web.asked
        with ThreadPoolExecutor() as threads:
            list(threads.map(lambda its: its.get(), [one, one, other, other]))
        times = [(each.began, each.ended[0]) for each in one.web.asked]
        assert len(times) == 4
        assert all(before[1] <= after[0] for before, after in pairwise(times))


def test_a_pause_that_outlasts_the_deadline_is_not_slept_through(tmp_path: Path) -> None:
    with visit(GOOD, lock=tmp_path / "lock", patience=2.0) as its:
        its.get()
        assert its.refusal() == (
            "The source may be asked only every 3 seconds: try again in a moment."
        )
        assert (len(its.web.asked), its.slept) == (1, [])


def test_a_lock_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with visit(GOOD, lock=tmp_path / "file" / "lock") as its:
        assert its.refusal().startswith("The source cannot be asked: ")
        assert its.web.asked == []
