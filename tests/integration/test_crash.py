"""Workers that are killed over a real store: a small play of `bench/crash.py`."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stand_ins import has_loopback

BENCH = Path(__file__).parents[2] / "bench" / "crash.py"


def test_workers_that_are_killed_lose_nothing_and_send_nothing_twice() -> None:
    if not has_loopback():
        pytest.skip("this machine has no loopback network (127.0.0.1) to serve on")
    played = subprocess.run(
        [sys.executable, BENCH, "--small"], capture_output=True, text=True, timeout=120, check=False
    )
    figures = [json.loads(line) for line in played.stdout.splitlines()]
    assert played.returncode == 0, played.stderr
    assert len(figures) >= 3
    assert all(each["holds"] for each in figures), played.stdout + played.stderr
