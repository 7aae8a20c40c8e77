"""Buttons are found again by discord.py itself, wherever in a message they stand."""

import asyncio
from typing import Any

import pytest

from adapters.chat_discord.buttons import button
from adapters.chat_discord.interactions import Interaction
from adapters.chat_discord.sdk import discord
from tests.discord.shapes import CHANNEL, channel_of, interaction, member_of, message_of, user
from tests.fakes import NOW

Json = dict[str, Any]

BUTTON = {"type": 2, "style": 2, "label": "Cite", "custom_id": "pb~3~paper.cite~a~b\n", "id": 9}
TEXT = {"type": 10, "content": "text", "id": 8}
ROW = {"type": 1, "components": [BUTTON], "id": 7}
SECTION = {"type": 9, "components": [TEXT], "accessory": BUTTON, "id": 6}


@pytest.mark.parametrize(
    "components",
    [
        [ROW],
        [SECTION],
        [{"type": 17, "components": [TEXT, ROW], "id": 5}],
        [{"type": 17, "components": [SECTION], "id": 5}],
    ],
    ids=["row", "section", "row in a container", "section in a container"],
)
async def test_a_press_finds_its_class_by_the_form_of_its_id(components: list[Json]) -> None:
    taken: list[int] = []

    async def take(pressed: Interaction) -> None:
        taken.append(pressed.id)

    client = discord.Client(intents=discord.Intents(guilds=True), max_messages=None)
    state: Any = client._connection
    bot: Any = user("300", "bot")
    state.user = discord.user.ClientUser(state=state, data=bot)
    state.http._HTTPClient__session = None  # nothing is asked of Discord here
    client.add_dynamic_items(button(take))
    shown = message_of("5", CHANNEL, {"flags": 1 << 15, "components": components}, NOW)
    data = {"component_type": 2, "custom_id": BUTTON["custom_id"], "id": 9}
    head = {"id": "77", "token": "t", "type": 3}
    event = interaction(head, data, channel_of(CHANNEL), member_of("400", "Ada"), may=0, bot_may=0)
    state.parse_interaction_create(event | {"message": shown})
    for _ in range(3):
        await asyncio.sleep(0)
    assert taken == [77]
