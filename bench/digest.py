"""How long a digest takes over 70,000 papers, the start of its process included."""

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from figures import OFFLINE, SHARED, measure, report

RUNS = 5

if __name__ == "__main__":
    if not SHARED.is_dir():
        sys.exit("the real papers are not beside this checkout (../shared)")
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own: a child's peak of memory counts what its parent held.
        filling = [sys.executable, Path(__file__).with_name("ingest.py"), f"{folder}/paperboy.db"]
        subprocess.run(filling, check=True, stdout=subprocess.DEVNULL)
        words = ("digest", "--category", "cs.CV", "--topic", '"gaussian splatting"', "--max", "3")
        runs = [
            measure((*words, "--place", f"console:{number}"), folder, OFFLINE)
            for number in range(RUNS)
        ]
    seconds, memory = map(statistics.median, zip(*runs, strict=True))
    report("a place's first digest over 70,000 papers", seconds, "s", 2.0)
    report("memory of a digest over 70,000 papers", memory, "MB", 250.0)
