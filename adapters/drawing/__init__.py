"""Draws workflows: PNG by Mermaid and resvg in a process of its own, and letters for a terminal.

Text of models ends up in a layout engine here, and both libraries are foreign machine code: so
they run with limits of time and memory, without this process's secrets, and can be killed.
"""

import asyncio
import json
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path

from adapters.drawing.letters import letters
from bot.models import Workflow

log = logging.getLogger(__name__)

_SECONDS = 10.0
_CHILD = (sys.executable, "-P", "-m", "adapters.drawing.child")
_ROOT = str(Path(__file__).parents[2])  # where the child finds this package, installed or not
_KEPT = ("PATH", "PYTHONHOME", "LD_LIBRARY_PATH", "SYSTEMROOT")  # to start at all
_FEWEST, _MOST, _LONGEST = 3, 8, 80  # steps in all; characters of a label


class MermaidDrawing:
    """A `Drawing`. Where merman has no wheel for this machine, it draws letters only."""

    def __init__(self, *, seconds: float = _SECONDS, child: Sequence[str] = _CHILD) -> None:
        self._seconds, self._child = seconds, child
        self._turn = asyncio.Semaphore(1)  # a drawing takes all of a processor

    async def picture(self, workflow: Workflow) -> bytes | None:
        """See `Drawing.picture`: 800 to 1600 pixels wide, on white, at most 1 MB."""
        if not (_is_whole(workflow) and find_spec("merman") and find_spec("resvg_py")):
            return None
        async with self._turn:
            return await self._drawn(json.dumps(asdict(workflow)).encode())

    async def letters(self, workflow: Workflow) -> str:
        """See `Drawing.letters`: needs no library."""
        return letters(workflow) if _is_whole(workflow) else ""

    async def _drawn(self, asked: bytes) -> bytes | None:
        pipe = asyncio.subprocess.PIPE
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        kept["PYTHONPATH"] = os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH"))))
        try:
            child = await asyncio.create_subprocess_exec(
                *self._child, stdin=pipe, stdout=pipe, stderr=pipe, env=kept
            )
        except OSError as error:
            log.warning("no picture of a workflow: its process did not start: %s", error)
            return None
        try:
            async with asyncio.timeout(self._seconds):
                png, said = await child.communicate(asked)
        except TimeoutError:
            log.warning("no picture of a workflow: not done in %g seconds", self._seconds)
            return None
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        if child.returncode or not png:
            why = said.decode(errors="replace").strip().splitlines()[-1:]
            log.info("no picture of a workflow: %s", why[0][:300] if why else child.returncode)
            return None
        return png


def _is_whole(workflow: Workflow) -> bool:
    """Tell whether it is what it says it is: a line of some steps, a branch from it and back."""
    steps = workflow.steps + workflow.branch
    end = len(workflow.steps) - 1 if workflow.joins is None else workflow.joins
    return (
        _FEWEST <= len(steps) <= _MOST
        and all(step.label.strip() and len(step.label) <= _LONGEST for step in steps)
        and (not workflow.branch or 0 <= workflow.leaves < end < len(workflow.steps))
    )
