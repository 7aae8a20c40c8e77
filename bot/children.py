"""Child processes: what is heavy, or what may break, runs in one. It has limits, and no secrets."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from pathlib import Path

import bot

# No more than an interpreter needs to start: tokens are in the environment too.
_KEPT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME", "SYSTEMROOT", "LANG")
_NICE = 10


async def start(module: str, *arguments: str) -> Process:
    """Run a module of Paperboy with a pipe in and a pipe out. Raises `OSError`."""
    root = Path(bot.__file__).parents[1]  # where `-m` finds this very package
    kept = {each: os.environ[each] for each in _KEPT if each in os.environ}
    one_thread = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *arguments),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        cwd=root,
        env={**kept, **one_thread, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
    )


async def end(process: Process) -> None:
    """Kill it where it still runs, and wait for it: no zombie stays."""
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()


def limit(memory: int, seconds: float, *, patient: bool = False) -> None:
    """Within the child: take away what it may not use, as bytes of addresses and time of processor.

    A `patient` one lets others go first. What the system cannot do is left out.
    """
    if sys.platform == "win32":
        return
    import resource

    if patient:
        os.nice(_NICE)
    for name, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, int(seconds) + 1),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        hard = resource.getrlimit(name)[1]
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(name, (least, least))
        except (OSError, ValueError):  # macOS knows some of the names only
            continue
