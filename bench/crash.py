"""Nothing twice, nothing lost: workers that are killed over a real store, by the hundred.

A worker is a process of its own with the real store and the real `Sender`; it talks HTTP to a
stand-in of a chat in here. Most are killed at random; 30 of 100 while the stand-in has read a
message, shown it or not, and its answer is not committed. Then the last ones finish the outbox,
and what the chat shows is compared with what was asked for and with the ledger. A quarter of the
parts are parents, half go into their threads, a quarter are edits.

The seconds of `Patience` are shorter than those of a real bot (request 2, lease 4, settle 2 in
place of 20, 45, 60), and the pace is higher, so that a hundred kills take a minute; a lease covers
a request and the wait for the pace, as there. One play, beside the others, has the real ones. Keys
are honoured for 120 s as by a real chat; “for 7 s” has them run out under way, so that doubts are
looked up.
"""

import asyncio
import sys
import time

from crashing.scenario import Plan, play
from figures import report

PLANS = (
    Plan("keys honoured for 120 s", window=120),
    Plan("a history", finds=True),
    Plan("neither"),
    Plan("keys for 7 s and a history", window=7, finds=True, parts=3000),
    Plan("two workers, a history", finds=True, workers=2),
)
REAL = Plan("real patience and pace, a history", parts=600, kills=10, gaps=5, finds=True,
            places=100, patience=(20, 45, 60), pace=(1, 50))  # fmt: skip
SMALL = Plan("small", parts=60, kills=6, gaps=3, window=1.5, finds=True, places=8,
             patience=(0.4, 0.8, 0.5))  # fmt: skip


async def show(plan: Plan, seed: int) -> None:
    """Play one plan, and print its figures: counts that must be 0."""
    began = time.perf_counter()
    verdict, asked = await play(plan, seed)
    through = f"{plan.parts} parts, {plan.kills} kills, {plan.name}"
    report(f"shown twice: {through}", verdict.duplicates, "messages", 1)
    report(f"lost: {through}", verdict.lost, "messages", 1)
    report(f"misplaced, stale, or in doubt and not held: {through}", verdict.wrong, "messages", 1)
    if plan.window or plan.finds:
        report(f"held: {through}", verdict.held, "messages", 1)
    seconds = time.perf_counter() - began
    print(f"{plan.name}: {verdict}; {asked}; {seconds:.0f} s", file=sys.stderr)


async def main(*, small: bool) -> None:
    """All plans, or the small one; another seed each time."""
    seed = int(time.time())
    print(f"seed {seed}", file=sys.stderr)
    if small:
        await show(SMALL, seed)
        return
    beside = asyncio.create_task(show(REAL, seed))
    for plan in PLANS:
        await show(plan, seed)
    await beside


if __name__ == "__main__":
    asyncio.run(main(small="--small" in sys.argv))
