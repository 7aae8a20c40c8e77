"""Everything that is remembered."""

from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.ports.delivery import Ledger, Outbox, Runs, Subscriptions
from bot.ports.papers import AnnouncementStore, MeaningStore, PaperStore
from bot.ports.people import Deliveries, Follows, Votes
from bot.ports.pictures import Pictures
from bot.ports.playing import GroupVotes, QuizRounds, QuizStore, Scores
from bot.ports.tastes import Tastes
from bot.ports.writing import Spending, Summaries


class Store(Protocol):
    """Everything that is remembered, in one place."""

    @property
    def papers(self) -> PaperStore:
        """The papers."""
        ...

    @property
    def meanings(self) -> MeaningStore:
        """What their words mean."""
        ...

    @property
    def announcements(self) -> AnnouncementStore:
        """Who announced which paper when."""
        ...

    @property
    def summaries(self) -> Summaries:
        """What was written about the papers."""
        ...

    @property
    def spending(self) -> Spending:
        """What models cost."""
        ...

    @property
    def subscriptions(self) -> Subscriptions:
        """What each place wants."""
        ...

    @property
    def runs(self) -> Runs:
        """What came of each due day."""
        ...

    @property
    def outbox(self) -> Outbox:
        """What is to be sent."""
        ...

    @property
    def ledger(self) -> Ledger:
        """Which paper went where."""
        ...

    @property
    def votes(self) -> Votes:
        """Who liked what."""
        ...

    @property
    def tastes(self) -> Tastes:
        """What was learned from that."""
        ...

    @property
    def follows(self) -> Follows:
        """What each person follows."""
        ...

    @property
    def deliveries(self) -> Deliveries:
        """Which events were dealt with."""
        ...

    @property
    def pictures(self) -> Pictures:
        """The bytes of pictures."""
        ...

    @property
    def quizzes(self) -> QuizStore:
        """Questions and answers."""
        ...

    @property
    def rounds(self) -> QuizRounds:
        """What becomes of questions by themselves."""
        ...

    @property
    def scores(self) -> Scores:
        """Who did how well."""
        ...

    @property
    def group_votes(self) -> GroupVotes:
        """Which paper a place wants to discuss."""
        ...

    async def forget(self, chat: str, person: str) -> int:
        """Delete what a person of a chat answered, voted and follows, everywhere; returns how much.

        What closed questions show are counts without names: they stay.
        """
        ...

    async def backup(self, file: Path) -> None:
        """Write a whole copy beside what is going on. Never over a file that is there."""
        ...

    async def clean_up(self, before: datetime) -> int:
        """Forget the texts of what was sent before then; returns how many. Ids stay for ever."""
        ...

    async def close(self) -> None:
        """Finish what is being written, then let go of the files. Harmless when repeated."""
        ...
