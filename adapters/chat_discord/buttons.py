"""Our buttons, as discord.py finds them again after a restart: by the form of their `custom_id`."""

import re
from collections.abc import Awaitable, Callable
from typing import Any, Self

from adapters.chat_discord.interactions import Interaction
from adapters.chat_discord.sdk import discord

_OURS = re.compile(r"(?s)pb~\d+~[^~]+~.*")  # as `render` writes it


def button(take: Callable[[Interaction], Awaitable[None]]) -> "type[discord.ui.DynamicItem[Any]]":
    """The class to be registered: each press of a button of ours calls `take`.

    It loses some, without a word: where Discord sends only a part of the message, or one whose
    components discord.py does not know all. So whoever registers it takes in `on_interaction`
    what did not come here; discord.py calls that afterwards.
    """

    class OurButton(discord.ui.DynamicItem[Any], template=_OURS):
        @classmethod
        async def from_custom_id(
            cls, _interaction: Interaction, item: discord.ui.Item[Any], _found: re.Match[str], /
        ) -> Self:
            return cls(item)

        async def callback(self, interaction: Interaction) -> None:
            await take(interaction)

    return OurButton
