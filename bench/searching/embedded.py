"""Stores whose vectors are an endpoint's, or that have none: what either does to the answers."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from io import StringIO
from pathlib import Path

from bot.app import open_paperboy
from bot.config import Settings, StorageSection, Tokens
from bot.config_llm import LlmSection


def embedded(known: Path, folder: Path, url: str, model: str) -> Path:
    """A copy of a store whose papers have the vectors of this model at this `base_url`."""
    file = shutil.copyfile(known, folder / "embedded.db")
    asyncio.run(_embed(file, url, model))
    return file


def unplaced(known: Path, folder: Path) -> Path:
    """A copy of a store whose papers have no vectors: words alone count."""
    file = shutil.copyfile(known, folder / "unplaced.db")
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("DELETE FROM vectors")
    return file


async def _embed(file: Path, url: str, model: str) -> None:
    settings = Settings(
        storage=StorageSection(url=f"sqlite:///{file}"),
        llm=LlmSection(base_url=url, embedding_model=model, embedding_price=0),
    )
    async with open_paperboy(settings, StringIO(), tokens=Tokens()) as paperboy:
        while await paperboy.desk.place_papers():
            pass
