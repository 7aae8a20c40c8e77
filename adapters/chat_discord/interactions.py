"""An interaction as it comes in, read in the front's thread, and what it says to the core."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from adapters.chat_discord.commands import read, spec_of
from adapters.chat_discord.places import DIRECT, NAME
from adapters.chat_discord.render import read_custom_id
from adapters.chat_discord.sdk import discord
from bot.messages import Address, Command, CommandSpec, MessageRef, Press, User

Interaction = discord.Interaction[discord.Client]
Json = dict[str, Any]

_KINDS: Mapping[discord.InteractionType, Literal["command", "press", "typing"]] = {
    discord.InteractionType.application_command: "command",
    discord.InteractionType.component: "press",
    discord.InteractionType.autocomplete: "typing",
}
_THINKING, _STAYS = 5, 6  # kinds of acknowledgements: “thinking”; the message stays as it is
_EPHEMERAL = 1 << 6


@dataclass(frozen=True, slots=True)
class Arrived:
    """What the main loop needs of an interaction. `application` and `token` are its webhook.

    `message`: the id of the message with the button. `pending`: who will see what shows
    “thinking”: `True`: the person alone; `False`: everyone; `None`: nothing shows. `since`: when
    it arrived, in seconds of `time.monotonic`.
    """

    id: int
    kind: Literal["command", "press", "typing"]
    at: Address
    user: User
    application: str
    token: str = field(repr=False)
    data: Mapping[str, Any] = field(repr=False)
    message: str = ""
    pending: bool | None = None
    since: float = 0.0

    @property
    def acknowledgement(self) -> Json | None:
        """The body that acknowledges it; `None` where only what is offered does."""
        if self.kind == "typing":
            return None
        if self.kind == "press":
            return {"type": _STAYS}
        return {"type": _THINKING} | ({"data": {"flags": _EPHEMERAL}} if self.pending else {})


def arrived(interaction: Interaction, specs: Sequence[CommandSpec]) -> Arrived | None:
    """Read an interaction; `None` where it is of a kind that is not ours."""
    kind = _KINDS.get(interaction.type)
    if kind is None:
        return None
    data = cast("Mapping[str, Any]", interaction.data or {})
    # Of a command, who sees the first answer is fixed here, for it shows that we think. A
    # press shows nothing: each of its answers may be private or not, its message stays.
    spec = spec_of(data, specs) if kind == "command" else None
    pending = (spec.private if spec else True) if kind == "command" else None
    message = str(interaction.message.id) if interaction.message else ""
    return Arrived(
        interaction.id,
        kind,
        _address(interaction),
        _user(interaction),
        str(interaction.application_id),
        interaction.token,
        data,
        message,
        pending,
        time.monotonic(),
    )


def read_event(came: Arrived, specs: Sequence[CommandSpec]) -> Command | Press:
    """What a command or a press says, in the core's words."""
    if came.kind == "press":
        action, value = read_custom_id(came.data["custom_id"])
        return Press(action, value, came.user, MessageRef(came.at, came.message))
    return read(came.data, specs, came.user, came.at, str(came.id))


def _address(interaction: Interaction) -> Address:
    channel = interaction.channel
    guild = str(interaction.guild_id or DIRECT)
    if isinstance(channel, discord.Thread):
        return Address(NAME, f"{guild}/{channel.parent_id}", str(channel.id))
    return Address(NAME, f"{guild}/{interaction.channel_id or 0}")


def _user(interaction: Interaction) -> User:
    """In a direct message, the place is the person's own."""
    may = interaction.permissions
    manages = may.manage_channels or may.administrator or interaction.guild_id is None
    return User(str(interaction.user.id), interaction.user.display_name, can_manage=manages)
