"""Slack's addresses: `T01/C01`, the ids of workspace and channel, and a thread's first message."""

import re
from dataclasses import replace

from bot.errors import ChatError
from bot.messages import Address, MessageRef


def in_thread(to: Address, parent: MessageRef | None) -> Address:
    """The thread of `parent`, where there is one."""
    return replace(to, thread=parent.address.thread or parent.id) if parent else to


def channel_of(at: Address) -> str:
    """The channel's id. Raises `ChatError` where the address is none of Slack's."""
    team, _, channel = at.channel.partition("/")
    if not re.fullmatch(r"\w+", team) or not re.fullmatch(r"\w+", channel):
        raise ChatError(f"“{at}” names no channel of Slack: write slack:T…/C…, with their ids.")
    return channel
