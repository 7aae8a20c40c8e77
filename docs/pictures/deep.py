"""A real paper for the pictures: in depth, as a scripted model summarises it, with its workflow.

The answer is written by hand (`tests/deep`); its quotes come from the PDF in ../shared. Without
that folder these pictures stay as they are.
"""

import asyncio
import base64
from datetime import date
from pathlib import Path

from bot.app import Paperboy
from bot.errors import ModelError
from bot.models import Announcement, Batch, Paper, Prompt
from bot.ports import FullText
from bot.summaries import ModelWriter
from tests.deep_papers import DeepPaper, deep_paper
from tests.fakes import NOW
from tests.scripted import Said, ScriptedModel, asking

SHARED = Path(__file__).parents[3] / "shared"
NAMED = "PaSa"
WHY_NOT = "only what is in depth was written by hand"
_AUTHORS = ("Yichen He", "Guanhua Huang", "Peiyuan Feng", "Yuan Lin")
_DAY = date(2025, 1, 20)


class _Hand(ScriptedModel):
    name = "a scripted model"


class _Texts:
    """`FullTexts` of this one paper."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    async def of(self, paper_id: str) -> tuple[FullText, ...]:
        del paper_id
        return (FullText("pdf", self._data),)


def is_there() -> bool:
    """Whether the real PDFs lie beside the project."""
    return (SHARED / "data" / "fulltext").is_dir()


async def begin(paperboy: Paperboy) -> asyncio.Event:
    """From now on Paperboy knows the paper, and has a model that says what was written by hand.

    Set once that is asked.
    """
    its = await deep_paper(NAMED.lower(), SHARED)
    announcement = Announcement(_paper(its), "cs.IR", "new", _DAY)
    desk = paperboy.desk
    await desk.store.announcements.record("pictures", "", Batch((announcement,)), NOW)
    asked = asyncio.Event()
    desk.summariser.model = ModelWriter(asking(_Hand(lambda prompt: _said(its, prompt, asked))))
    desk.summariser.texts = _Texts(its.pdf)
    return asked


async def is_shown(paperboy: Paperboy, asked: asyncio.Event) -> None:
    """Wait until what the model is asked for is written, and shown."""
    await asked.wait()
    await asyncio.gather(*paperboy.desk.tasks)


def as_address(png: bytes) -> str:
    """A picture as an address that holds all of it."""
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def _paper(its: DeepPaper) -> Paper:
    abstract = next(each.text for each in its.source.passages if each.section == "Abstract")
    return Paper(its.paper.id, its.paper.title, abstract, _AUTHORS, ("cs.IR",), announced=_DAY)


def _said(its: DeepPaper, prompt: Prompt, asked: asyncio.Event) -> Said:
    if prompt.name != "deep_summary":
        return ModelError(WHY_NOT)
    asked.set()
    return its.say(prompt)
