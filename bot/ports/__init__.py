"""What the core needs of its neighbours. Every adapter keeps these contracts.

All methods are async and are called from one event loop. All times are UTC. Each Protocol has
one contract suite in `tests/contract` that every adapter of it passes.
"""

from collections.abc import Callable
from datetime import datetime

from bot.ports.chat import Chat
from bot.ports.delivery import Ledger, Outbox, Runs, Subscriptions
from bot.ports.papers import AnnouncementStore, MeaningStore, PaperSource, PaperStore
from bot.ports.people import Deliveries, Follows, Votes
from bot.ports.pictures import Pictures
from bot.ports.playing import GroupVotes, QuizRounds, QuizStore, Scores
from bot.ports.store import Store
from bot.ports.tastes import Tastes
from bot.ports.writing import (
    Drawing,
    Embedder,
    FullText,
    FullTexts,
    Model,
    Spending,
    Summaries,
    Writer,
)

Clock = Callable[[], datetime]
"""Says what time it is, aware and in UTC. Passed in, so that tests never sleep."""

__all__ = [
    "AnnouncementStore",
    "Chat",
    "Clock",
    "Deliveries",
    "Drawing",
    "Embedder",
    "Follows",
    "FullText",
    "FullTexts",
    "GroupVotes",
    "Ledger",
    "MeaningStore",
    "Model",
    "Outbox",
    "PaperSource",
    "PaperStore",
    "Pictures",
    "QuizRounds",
    "QuizStore",
    "Runs",
    "Scores",
    "Spending",
    "Store",
    "Subscriptions",
    "Summaries",
    "Tastes",
    "Votes",
    "Writer",
]
