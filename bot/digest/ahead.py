"""What the digests of the next minutes will show is written before their hour: a model is slow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.digest.deliver import prepare_digest
from bot.digest.edition import Edition
from bot.models import Subscription
from bot.ports import Chat, Clock, Store
from bot.schedule import local_date
from bot.summaries import Summariser

_AHEAD = timedelta(minutes=20)
_MOST = 1000  # subscriptions looked at in one go
_PATIENCE = 300.0  # seconds for all of them; what is not written by then goes on


@dataclass
class Ahead:
    """Looks what is due soon. Nothing is posted or recorded."""

    store: Store
    summariser: Summariser
    clock: Clock
    chats: Mapping[str, Chat] = field(default_factory=dict)
    _done: dict[int, datetime] = field(default_factory=dict)

    async def coming(self) -> list[Subscription]:
        """What is due in the next 20 minutes, and was not written for yet."""
        due = await self.store.subscriptions.due(self.clock() + _AHEAD, _MOST)
        return [each for each in due if self._done.get(each.id) != each.next_run_at]

    async def write(self, coming: list[Subscription]) -> None:
        """Have their summaries written; what many places want is written once."""
        edition = Edition(self.store, self.summariser, _PATIENCE, self.chats)
        now = self.clock()
        for each in coming:
            if each.next_run_at:
                self._done[each.id] = each.next_run_at
            day = local_date(each.next_run_at or now, each.schedule.timezone)
            await prepare_digest(each, day, self.store, edition, now)
        self._done = {each: at for each, at in self._done.items() if at > now - _AHEAD}
