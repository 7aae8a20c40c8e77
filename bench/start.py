"""How fast the command line starts, and how much memory a demo's digest takes.

Each figure is the median of five runs of a real process, its start included. A digest is the
first of its place, so that it has papers to post.
"""

import statistics
import tempfile
from pathlib import Path

from figures import OFFLINE, measure, report

RUNS = 5


def median(*words: str, fresh: bool) -> tuple[float, float]:
    """Seconds and megabytes; a fresh store each time, or one that has papers and a new place."""
    runs = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(RUNS):
            if fresh:
                Path(folder, "paperboy.db").unlink(missing_ok=True)
            elif not number:
                measure(("paper", "quantum"), folder, OFFLINE)
            place = ("--place", f"console:{number}") if words[0] == "digest" else ()
            runs.append(measure((*words, *place), folder, OFFLINE))
    seconds, memory = zip(*runs, strict=True)
    return statistics.median(seconds), statistics.median(memory)


if __name__ == "__main__":
    report("paperboy --help", median("--help", fresh=True)[0], "s", 0.5)
    for name, fresh in (("in a new store", True), ("in a store that has papers", False)):
        seconds, memory = median("digest", "--topic", '"diffusion models"', fresh=fresh)
        report(f"a digest of the sample {name}", seconds, "s", 2.0)
        report(f"memory of a digest of the sample {name}", memory, "MB", 200.0)
    seconds, memory = median("demo", fresh=True)
    report("the whole demo, of the sample", seconds, "s", 2.0)
    report("memory of the whole demo", memory, "MB", 200.0)
