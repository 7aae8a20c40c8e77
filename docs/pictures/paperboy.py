"""A whole Paperboy for pictures: nothing is fetched, and nobody waits."""

from dataclasses import replace
from pathlib import Path

from bot.app import Paperboy
from bot.config import (
    ArxivSection,
    BotSection,
    ChatSection,
    HuggingFaceSection,
    Settings,
    SourcesSection,
    StorageSection,
)
from bot.delivery import Sender
from bot.models import Batch
from bot.router import Router
from docs.pictures.papers import announced
from tests.fakes import NOW
from tests.post import Time

ZONE = "Europe/Berlin"  # as in shoot.mjs


def settings_for(chat: ChatSection, folder: Path) -> Settings:
    """Nothing is fetched."""
    return Settings(
        bot=BotSection(timezone=ZONE),
        storage=StorageSection(url=f"sqlite:///{folder / 'paperboy.db'}"),
        sources=SourcesSection(
            arxiv=ArxivSection(enabled=False), huggingface=HuggingFaceSection(enabled=False)
        ),
        chat=chat,
    )


def by_the_clock(paperboy: Paperboy, time: Time) -> Paperboy:
    """The same Paperboy, whose sender keeps each chat's pace by this clock: nobody waits."""
    desk = paperboy.desk
    sender = Sender(
        desk.store,
        desk.chats,
        time.clock,
        desk.sender.worker,
        sleep=time.sleep,
        monotonic=time.monotonic,
    )
    desk = replace(desk, sender=sender)
    return replace(paperboy, desk=desk, router=Router(desk))


async def serve_digests(paperboy: Paperboy) -> None:
    """Today's papers are announced; the digests that are due now go to the outbox."""
    desk, editor = paperboy.desk, paperboy.editor
    await desk.store.announcements.record("pictures", "", Batch(tuple(announced())), NOW)
    await editor.begin()
    await editor.serve(desk.newsroom.notes)
