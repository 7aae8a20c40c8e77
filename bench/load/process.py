"""`paperboy run`, started as a person would; what it logs, and the processor time it takes."""

import asyncio
import os
import re
import socket
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from figures import OFFLINE, PAPERBOY

_STARTS = 30.0  # seconds
_ENDS = 30.0
_NOT_PASSED_ON = (
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"),
    *("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "DISCORD_TOKEN"),
)


@dataclass
class Running:
    """The process. `digests`: when each digest was made, by `time.time`; `troubles`: warnings."""

    process: asyncio.subprocess.Process
    started: asyncio.Event = field(default_factory=asyncio.Event)
    digests: list[float] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    async def read(self) -> None:
        """Read its log to the end."""
        if self.process.stderr is None:
            return
        async for raw in self.process.stderr:
            line = raw.decode().strip()
            if "event=digest" in line or 'event="no digest"' in line:
                self.digests.append(_moment(line))
            elif "event=started" in line:
                self.started.set()
            elif "level=info" not in line:
                self.troubles.append(line)
        self.started.set()

    def processor(self) -> float | None:
        """Seconds that all its threads computed so far; `None` where this cannot be known."""
        try:
            stat = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii")
        except FileNotFoundError:
            return None
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port that nothing listens on just now."""
    with socket.socket() as its:
        its.bind(("127.0.0.1", 0))
        port: int = its.getsockname()[1]
        return port


@asynccontextmanager
async def running(folder: Path, config: str, secrets: Mapping[str, str]) -> AsyncIterator[Running]:
    """Paperboy over the store in this folder, with this in its config.toml and environment."""
    text = f"[chat.console]\nenabled = false\n{config}"
    (folder / "config.toml").write_text(text, encoding="utf-8")
    around = {name: its for name, its in os.environ.items() if name.upper() not in _NOT_PASSED_ON}
    process = await asyncio.create_subprocess_exec(
        PAPERBOY,
        "run",
        cwd=folder,
        env={**around, **OFFLINE, **secrets},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    its = Running(process)
    reading = asyncio.create_task(its.read())
    try:
        await asyncio.wait_for(its.started.wait(), _STARTS)
        if reading.done():
            raise RuntimeError(f"paperboy did not start: {'; '.join(its.troubles)}")
        yield its
        process.terminate()
        await asyncio.wait_for(process.wait(), _ENDS)
    finally:
        if process.returncode is None:
            process.kill()
        await reading
        await process.wait()


def _moment(line: str) -> float:
    found = re.search(r"timestamp=(\S+)", line)
    return datetime.fromisoformat(found[1]).timestamp() if found else time.time()
