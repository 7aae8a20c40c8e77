"""Five real days of a process that is killed and started again: the ledger is what was shown."""

import json
import re
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.replay import SCRIPT
from tests.stand_ins import has_loopback

DAYS = [f"2026-03-{day:02}" for day in range(9, 14)]
WEDNESDAY = DAYS[2]


@pytest.fixture(scope="module")
def replay() -> Iterator[str]:
    """A replay of its own: this test sets its day."""
    if not SCRIPT.exists():
        pytest.skip("the replay of real days is not beside this checkout (../shared/replay)")
    if not has_loopback():
        pytest.skip("this machine has no loopback network (127.0.0.1) to serve on")
    command = [sys.executable, str(SCRIPT), "--since", "2026-03-05", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield server.stdout.readline().split()[-1]
        finally:
            server.kill()


def tell(replay: str, day: str, *faults: dict[str, Any]) -> None:
    told = json.dumps({"date": day, "faults": faults}).encode()
    urllib.request.urlopen(urllib.request.Request(f"{replay}/_control", told), timeout=10).close()


class House:
    """A store, and processes on it. What they print is kept."""

    def __init__(self, folder: Path, replay: str) -> None:
        self.folder, self.replay = folder, replay
        self.said = folder / "said.txt"

    @contextmanager
    def running(self, moment: str) -> Iterator["subprocess.Popen[str]"]:
        """A Paperboy that starts at this moment of the replayed day, and is killed at the end."""
        script = Path(__file__).with_name("day.py")
        command = [sys.executable, str(script), str(self.folder), self.replay, moment]
        root = str(Path(__file__).parents[2])
        with (
            self.said.open("a") as said,
            subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.PIPE, text=True,
                cwd=root, env={"PYTHONPATH": root, "PATH": ""},
            ) as process,
        ):  # fmt: skip
            try:
                yield process
            finally:
                process.kill()

    def until(self, process: "subprocess.Popen[str]", pattern: str) -> None:
        """Wait for a line of the log."""
        assert process.stderr
        lines = []
        for line in process.stderr:
            lines.append(line)
            if re.search(pattern, line):
                return
        raise AssertionError(f"no {pattern} in: {''.join(lines)}")

    def until_done(self, day: str) -> None:
        """Wait until the day has its outcome, and nothing is left to be sent."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            runs = self.ask(f"SELECT state FROM runs WHERE date = '{day}'")
            left = self.ask("SELECT id FROM parts WHERE state NOT IN ('sent', 'held', 'dropped')")
            if runs == [("done",)] and not left:
                return
            time.sleep(0.05)  # another process: there is nothing to wait for
        raise AssertionError(f"{day} does not end: {runs}, {left}")

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.folder / "paperboy.db") as database:
            rows = database.execute(sql).fetchall()
        database.close()
        return rows


# At which line of its log the process of each day is killed, while its digest is due.
KILLED_AT = ("event=started", "event=digest", "a source failed", "event=digest", "event=delivered")


def test_five_days_of_kills_show_each_paper_once(tmp_path: Path, replay: str) -> None:
    house = House(tmp_path, replay)
    for day, line in zip(DAYS, KILLED_AT, strict=True):
        tell(replay, day, *([{"path": "/", "status": 503, "count": 999}] * (day == WEDNESDAY)))
        with house.running(f"{day}T07:00:00+00:00") as early:  # before the hour
            house.until(early, "event=started")
        with house.running(f"{day}T09:00:30+00:00") as due:  # in the middle of it
            house.until(due, line)
        with house.running(f"{day}T10:00:00+00:00") as late:  # when every lease has run out
            house.until(late, "event=started")
            house.until_done(day)
            late.terminate()
            late.communicate(timeout=15)
            assert late.returncode == 0

    dates = house.ask("SELECT date, outcome FROM runs WHERE occasion = 'schedule' ORDER BY date")
    assert [date for date, _ in dates] == DAYS
    posted = [paper for (paper,) in house.ask("SELECT paper FROM ledger WHERE posted_at <> ''")]
    shown = re.findall(r"arxiv\.org/abs/(\S+)", house.said.read_text())
    held = {
        paper
        for (papers,) in house.ask("SELECT papers FROM parts WHERE state = 'held'")
        for paper in json.loads(papers)
    }
    assert len(shown) == len(set(shown))
    assert set(posted) <= set(shown) <= set(posted) | held
    assert len(shown) >= 6
    outcomes = dict(dates)
    assert outcomes[WEDNESDAY] == "receipt"
    assert "503" in house.said.read_text()
