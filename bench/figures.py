"""What the benches share: figures as JSON lines, and the time and memory of a real process."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

PAPERBOY = Path(sys.executable).with_name("paperboy")
SHARED = Path(__file__).parents[2] / "shared"
OFFLINE = {
    "PAPERBOY_SOURCES__ARXIV__ENABLED": "false",
    "PAPERBOY_SOURCES__HUGGINGFACE__ENABLED": "false",
}


def report(figure: str, value: float, unit: str, target: float, *, at_least: bool = False) -> None:
    """Print one figure as a JSON line; it holds below its target, or from there on."""
    line = {"figure": figure, "value": round(value, 3), "unit": unit, "target": target}
    holds = value >= target if at_least else value < target
    print(json.dumps({**line, "holds": holds}), flush=True)


def measure(words: tuple[str, ...], folder: str, env: Mapping[str, str]) -> tuple[float, float]:
    """Run `paperboy`, start included: seconds, and the most memory it held, in megabytes."""
    started = time.perf_counter()
    child = subprocess.Popen(
        [PAPERBOY, *words],
        cwd=folder,
        env={**os.environ, **env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    said = child.stderr.read() if child.stderr else b""
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if status:
        sys.exit(f"paperboy {' '.join(words)} failed: {said.decode()}")
    return seconds, _megabytes(usage)


def _megabytes(usage: resource.struct_rusage) -> float:
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes elsewhere
    return usage.ru_maxrss * unit / 1e6
