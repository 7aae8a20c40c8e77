"""What the commands share: the settings, and a Paperboy that does one thing."""

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import StoreError

if TYPE_CHECKING:
    from bot.app import Paperboy
    from bot.config import Settings

PROGRAM = os.environ.get("TERM_PROGRAM", "")


def work_with(
    file: Path,
    work: "Callable[[Paperboy], Coroutine[Any, Any, None]]",
    *,
    connected: bool = False,
    existing: bool = False,
    patience: float = 60.0,
) -> None:
    """Open the store, with the subscriptions of config.toml in it, and do one thing.

    `existing`: only where there is a store already. `patience`: seconds for a source.
    """
    from bot.app import open_paperboy
    from bot.config import Tokens
    from bot.digest import apply_configured

    settings = read(file)
    if existing and not settings.storage.path.exists():
        raise StoreError(
            f"There is no store {settings.storage.path} here: go to the folder that Paperboy "
            "works in, or name its settings with --config."
        )
    mode = settings.chat.slack.mode
    tokens = Tokens.read(os.environ, mode) if connected else Tokens.of_model(os.environ)

    async def opened() -> None:
        async with open_paperboy(
            settings, sys.stdout, program=PROGRAM, tokens=tokens, patience=patience
        ) as paperboy:
            desk = paperboy.desk
            await apply_configured(settings.wanted, desk.store, desk.clock())
            await work(paperboy)
            for chat in desk.chats.values():
                await chat.close()

    asyncio.run(opened())


def read(file: Path) -> "Settings":
    """Read the settings of a file and the environment. Raises `ConfigError`."""
    from bot.config import read_settings

    named = {name: text for name, text in os.environ.items() if name != "PAPERBOY_CONFIG"}
    return read_settings(file, named)
