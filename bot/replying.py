"""How an answer reaches a person: in parts that fit the chat."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from bot.messages import Handle, Message, Reply
from bot.ports import Chat
from bot.splitting import split


def in_parts(reply: Reply, chat: Chat) -> Reply:
    """The same reply for messages of any length: as many as they need."""

    def parts(message: Message) -> tuple[Message, ...]:
        return split(message, chat.limits, chat.size)

    async def answer(message: Message, *, private: bool = True) -> Handle:
        handles = [await reply(part, private=private) for part in parts(message)]
        return _InParts(handles, parts, partial(reply, private=private))

    return answer


@dataclass
class _InParts:
    """`Handle` of an answer that may have needed several messages."""

    handles: list[Handle]
    parts: Callable[[Message], tuple[Message, ...]]
    reply: Callable[[Message], Awaitable[Handle]]

    async def update(self, message: Message) -> None:
        """See `Handle.update`."""
        for number, part in enumerate(self.parts(message)):
            if number < len(self.handles):
                await self.handles[number].update(part)
            else:
                self.handles.append(await self.reply(part))
