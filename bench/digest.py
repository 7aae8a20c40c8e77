"""How long a digest takes over 70,000 papers, the start of its process included."""

import asyncio
import statistics
import sys
import tempfile
from pathlib import Path

from figures import OFFLINE, SHARED, measure, report
from ingest import fill, read_papers

RUNS = 5

if __name__ == "__main__":
    if not SHARED.is_dir():
        sys.exit("the real papers are not beside this checkout (../shared)")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(fill(Path(folder, "paperboy.db"), read_papers()))
        words = ("digest", "--category", "cs.CV", "--topic", '"gaussian splatting"', "--max", "3")
        runs = [
            measure((*words, "--place", f"console:{number}"), folder, OFFLINE)
            for number in range(RUNS)
        ]
    seconds, memory = map(statistics.median, zip(*runs, strict=True))
    report("a place's first digest over 70,000 papers", seconds, "s", 2.0)
    report("memory of a digest over 70,000 papers", memory, "MB", 250.0)
