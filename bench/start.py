"""How fast the command line starts, and how much memory a demo's digest takes.

Each figure is the median of five runs of a real process, its start included.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PAPERBOY = Path(sys.executable).with_name("paperboy")
RUNS = 5


def measure(*words: str, fresh: bool) -> tuple[float, float]:
    """Run the command; returns seconds, and the most memory that it held, in megabytes."""
    seconds, memory = [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(RUNS):
            if fresh:
                Path(folder, "paperboy.db").unlink(missing_ok=True)
            started = time.perf_counter()
            child = subprocess.Popen(
                [PAPERBOY, *words], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            _, status, usage = os.wait4(child.pid, 0)
            seconds.append(time.perf_counter() - started)
            memory.append(_megabytes(usage))
            if status:
                sys.exit(f"paperboy {' '.join(words)} failed: exit status {status}")
    return statistics.median(seconds), statistics.median(memory)


def _megabytes(usage: resource.struct_rusage) -> float:
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes elsewhere
    return usage.ru_maxrss * unit / 1e6


def report(figure: str, value: float, unit: str, target: float) -> None:
    """Print one figure as a JSON line."""
    line = {"figure": figure, "value": round(value, 3), "unit": unit, "target": target}
    print(json.dumps({**line, "holds": value < target}))


if __name__ == "__main__":
    report("paperboy --help", measure("--help", fresh=True)[0], "s", 0.5)
    digest = ("digest", "--topic", '"diffusion models"')
    for name, fresh in (("in a new store", True), ("in a store that has papers", False)):
        seconds, memory = measure(*digest, fresh=fresh)
        report(f"a digest of the sample {name}", seconds, "s", 2.0)
        report(f"memory of a digest of the sample {name}", memory, "MB", 200.0)
    seconds, memory = measure("demo", fresh=True)
    report("the whole demo", seconds, "s", 2.0)
    report("memory of the whole demo", memory, "MB", 200.0)
