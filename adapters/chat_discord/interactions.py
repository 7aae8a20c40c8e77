"""Commands and presses as they come in through the gateway.

Each is acknowledged at once, well within Discord's 3 seconds. No button is kept in memory: what
a press means stands in its `custom_id`, so that buttons of an earlier process work.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, cast

from adapters.chat_discord.answers import Answer
from adapters.chat_discord.commands import read
from adapters.chat_discord.errors import ALREADY_ACKNOWLEDGED, RAISED, code_of, translate
from adapters.chat_discord.places import DIRECT, NAME
from adapters.chat_discord.render import read_custom_id
from adapters.chat_discord.sdk import discord
from adapters.chat_discord.wire import TIMEOUT, Wire
from bot.errors import ChatError
from bot.messages import Address, Command, CommandSpec, MessageRef, OnEvent, Press, User
from bot.ports import Clock

_REMEMBERED = 1000  # interactions: the gateway may repeat some when it resumes
_FINISH = 20.0  # seconds that those in flight have when the chat closes
_ANSWERED = (discord.InteractionType.application_command, discord.InteractionType.component)

log = logging.getLogger(__name__)

Interaction = discord.Interaction[discord.Client]


class Listener:
    """Passes each interaction to the core, once, and outlives whatever that raises."""

    def __init__(
        self, wire: Wire, clock: Clock, specs: Sequence[CommandSpec], on_event: OnEvent
    ) -> None:
        self._wire, self._clock, self._on_event = wire, clock, on_event
        self._private = {spec.name: spec.private for spec in specs}
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._busy: set[asyncio.Task[Any]] = set()
        self._closed = False

    async def on_interaction(self, interaction: Interaction) -> None:
        """Take in one; discord.py runs this in a task of its own."""
        task = asyncio.current_task()
        if self._closed or interaction.type not in _ANSWERED or self._known(interaction.id):
            return
        if task:
            self._busy.add(task)
            task.add_done_callback(self._busy.discard)
        try:
            await self._answer(interaction)
        except Exception:
            log.exception("interaction %s could not be answered", interaction.id)

    async def finish(self) -> None:
        """Take in no more and wait for those in flight, for a while."""
        self._closed = True
        others = {task for task in self._busy if task is not asyncio.current_task()}
        if others:
            _, late = await asyncio.wait(others, timeout=_FINISH)
            for task in late:
                task.cancel()

    def _known(self, interaction_id: int) -> bool:
        if interaction_id in self._seen:
            return True
        self._seen[interaction_id] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return False

    async def _answer(self, interaction: Interaction) -> None:
        event = read_event(interaction)
        at = event.source.address if isinstance(event, Press) else event.at
        # Of a command, who sees the first answer is fixed here, for it shows that we think. A
        # press shows nothing: each of its answers may be private or not, its message stays.
        pending = None if isinstance(event, Press) else self._private.get(event.name, True)
        answer = Answer(self._wire, self._clock, interaction, at, pending=pending)
        try:
            await _acknowledge(interaction, private=bool(pending))
        except ChatError as error:
            if code_of(error) == ALREADY_ACKNOWLEDGED:
                log.info("interaction %s is another process's", interaction.id)
                return
            log.warning("interaction %s was not acknowledged: %s", interaction.id, error)
        try:
            await self._on_event(event, answer)
        finally:
            await answer.leave()


def read_event(interaction: Interaction) -> Command | Press:
    """What an interaction says, in the core's words."""
    data = cast("Mapping[str, Any]", interaction.data or {})
    at, user = _address(interaction), _user(interaction)
    if interaction.type is discord.InteractionType.component:
        action, value = read_custom_id(data["custom_id"])
        source = str(interaction.message.id) if interaction.message else ""
        return Press(action, value, user, MessageRef(at, source))
    return read(data, user, at)


async def _acknowledge(interaction: Interaction, *, private: bool) -> None:
    try:
        async with asyncio.timeout(TIMEOUT):
            await interaction.response.defer(ephemeral=private)
    except RAISED as error:
        raise translate(error, NAME) from error


def _address(interaction: Interaction) -> Address:
    channel = interaction.channel
    guild = str(interaction.guild_id or DIRECT)
    if isinstance(channel, discord.Thread):
        return Address(NAME, f"{guild}/{channel.parent_id}", str(channel.id))
    return Address(NAME, f"{guild}/{interaction.channel_id}")


def _user(interaction: Interaction) -> User:
    """In a direct message, the place is the person's own."""
    manages = interaction.permissions.manage_channels or interaction.guild_id is None
    return User(str(interaction.user.id), interaction.user.display_name, can_manage=manages)
