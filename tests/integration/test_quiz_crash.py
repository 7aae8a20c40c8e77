"""Processes that are killed while people answer: a small play of `bench/quiz_crash.py`."""

import json
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parents[2] / "bench" / "quiz_crash.py"


def test_kills_lose_no_answer_count_none_twice_and_the_question_closes() -> None:
    played = subprocess.run(
        [sys.executable, BENCH, "--small"], capture_output=True, text=True, timeout=120, check=False
    )
    figures = [json.loads(line) for line in played.stdout.splitlines()]
    assert played.returncode == 0, played.stderr
    assert len(figures) == 4
    assert all(each["holds"] for each in figures), played.stdout + played.stderr
