"""How long the picture of a method takes, the start of its own process included."""

import asyncio
import logging
import statistics
import sys
import time

from figures import report

from adapters.drawing import MermaidDrawing
from bot.models import Step, Workflow

RUNS = 5
WORKFLOW = Workflow(
    (
        Step("Recordings of whales at three bays", "data"),
        Step("Cut them into calls of 2 s"),
        Step("Fine-tune an encoder on 500 of them", "model"),
        Step("Calibrate the scores"),
        Step("F1 of 0.83 at a fourth bay", "result"),
    ),
    (
        Step("Noise of ships and of rain", "data"),
        Step("Add it at three volumes"),
        Step("Judge what is still heard", "model"),
    ),
    leaves=1,
    joins=3,
)


async def _measure() -> tuple[list[float], int]:
    drawing, seconds, size = MermaidDrawing(), [], 0
    for _ in range(RUNS):
        started = time.perf_counter()
        png = await drawing.picture(WORKFLOW)
        seconds.append(time.perf_counter() - started)
        if png is None:
            sys.exit("the workflow has no picture: see the line above")
        size = len(png)
    return seconds, size


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    times, length = asyncio.run(_measure())
    report("a picture of 8 steps, with a branch", statistics.median(times), "s", 2.0)
    report("the size of that picture", length / 1000, "kB", 200.0)
