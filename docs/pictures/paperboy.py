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
from bot.messages import Address, MessageRef, Press, User, nobody
from bot.models import Batch
from bot.quizzes import Host
from bot.router import Router
from docs.pictures.papers import announced
from tests.fakes import NOW
from tests.post import Time

ANSWERS = {"ben": 0, "chen": 1, "dilara": 0, "emeka": 0, "freya": 0, "goran": 2, "hana": 0}
"""Who answers a question, and how far from the right option: at 0 it is that."""

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


async def people_answer(paperboy: Paperboy, place: Address) -> None:
    """Others answer the first question, too."""
    asked = await paperboy.desk.store.quizzes.get(1)
    if asked is None:
        raise LookupError("no question was asked")
    for name, off in ANSWERS.items():
        option = (asked.question.key + off) % len(asked.question.options)
        user = User(name, name, can_manage=False)
        press = Press("quiz.answer", f"{asked.id}:{option}", user, MessageRef(place, ""))
        await paperboy.router.handle(press, nobody)


async def close_quizzes(paperboy: Paperboy, place: Address) -> None:
    """What a running Paperboy does by itself, at this hour."""
    desk = paperboy.desk
    await Host(desk.store, desk.chats, desk.clock, desk.random, desk.quiz_open).serve()
    await desk.sender.flush(place)
