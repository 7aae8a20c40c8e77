"""What all dialogues share."""

import pytest

from adapters.chat_discord import DiscordChat
from adapters.chat_slack import SlackChat
from bot.messages import Pace


@pytest.fixture(autouse=True)
def quick_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in takes more messages a second than a real platform does."""
    for chat in (SlackChat, DiscordChat):
        monkeypatch.setattr(chat, "pace", Pace(20, 50))
