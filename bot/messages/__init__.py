"""What the core and the chats say to each other. No platform's word is in here.

Text in a `Message` is for people. `Card.body` is small Markdown (see `bot.text.markdown`);
every other text is plain. Text of papers, models and users in a body goes through
`bot.text.markdown.escape` first; an adapter escapes the rest for its own platform.
"""

from bot.messages.addresses import Address, MessageRef, User
from bot.messages.commands import Argument, CommandSpec, read_command
from bot.messages.events import (
    Choice,
    Command,
    Event,
    Handle,
    OnEvent,
    Opened,
    PlaceChanged,
    Press,
    Reaction,
    Reply,
    Suggest,
    nobody,
)
from bot.messages.shown import Button, Card, Image, Limits, Message, Pace, Poll, Sizes

__all__ = [
    "Address",
    "Argument",
    "Button",
    "Card",
    "Choice",
    "Command",
    "CommandSpec",
    "Event",
    "Handle",
    "Image",
    "Limits",
    "Message",
    "MessageRef",
    "OnEvent",
    "Opened",
    "Pace",
    "PlaceChanged",
    "Poll",
    "Press",
    "Reaction",
    "Reply",
    "Sizes",
    "Suggest",
    "User",
    "nobody",
    "read_command",
]
