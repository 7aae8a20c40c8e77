"""Commands, presses and their like at the stand-in: how people make them, how they are answered."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.discord.components import Json, Refusal, text_of, wrong
from tests.discord.lifecycle import Lifecycle
from tests.discord.messages import EPHEMERAL, Upload
from tests.discord.shapes import (
    BOT_MAY,
    CHANNEL,
    DIRECT_CHANNEL,
    MANAGE_CHANNELS,
    PERSON,
    interaction,
    member_of,
    thread_of,
)
from tests.discord.world import time_of

COMMAND, COMPONENT, AUTOCOMPLETE = 2, 3, 4
_DEADLINE, _LIFE = timedelta(seconds=3), timedelta(minutes=15)
_MESSAGE, _THINKING, _QUIET, _UPDATE, _CHOICES = 4, 5, 6, 7, 8
_FITTING = {
    COMMAND: (_MESSAGE, _THINKING, 9),
    COMPONENT: (_MESSAGE, _THINKING, _QUIET, _UPDATE, 9),
    AUTOCOMPLETE: (_CHOICES,),
}


@dataclass
class Asked:
    """An interaction: how it was acknowledged, and the answers that it has now.

    `choices` are those offered to an autocomplete, `None` until then; `waited` are the real
    seconds from when it was sent until it was acknowledged; `source` is the pressed message.
    """

    id: str
    token: str
    kind: int
    acknowledged: Json | None = None
    original: str | None = None
    answers: dict[str, Json] = field(default_factory=dict)
    choices: list[Json] | None = None
    channel: str = CHANNEL
    source: Json | None = None
    waited: float | None = None
    sent_at: float = 0.0
    is_late: bool = False

    def late(self) -> "Asked":
        """From now on an acknowledgement is too late, as after 3 seconds."""
        self.is_late = True
        return self

    @property
    def thinking(self) -> bool:
        """Whether it shows that an answer is on its way."""
        deferred = self.acknowledged is not None and self.acknowledged["type"] == _THINKING
        return deferred and self.original is None

    @property
    def seen(self) -> list[tuple[str, bool]]:
        """The text of each answer, and whether one person alone sees it."""
        return [(text_of(each), bool(each["flags"] & EPHEMERAL)) for each in self.answers.values()]


class Interactions(Lifecycle):
    """`asked` are all interactions, by token."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: dict[str, Asked] = {}

    @property
    def shown(self) -> list[Json]:
        """Every message that somebody can see now, in channels, threads and answers."""
        answers = [each.answers for each in self.asked.values()]
        return [*super().shown, *(message for each in answers for message in each.values())]

    async def start(self, kind: int, data: Json, *, late: bool = False, **more: Any) -> Asked:
        """Make an interaction of a kind and tell it; see `tell` for the rest."""
        number = self.snowflake()
        self.asked[f"token-{number}"] = asked = Asked(number, f"token-{number}", kind)
        asked.is_late = late
        await self.tell(asked, data, **more)
        return asked

    async def tell(
        self,
        asked: Asked,
        data: Json,
        *,
        message: Json | None = None,
        channel: str = CHANNEL,
        thread: str = "",
        direct: bool = False,
        permissions: int = MANAGE_CHANNELS,
        by: str = PERSON,
        name: str = "Ada",
    ) -> None:
        """Send an interaction to whoever is connected, or keep it for them.

        It happens in a `channel`, a `thread`, or a direct message; `permissions` are those of the
        person there.
        """
        where = self._where(channel, thread, direct=direct)
        asked.channel, asked.source = where["id"], message
        asked.sent_at = asyncio.get_running_loop().time()
        head: Json = {"id": asked.id, "token": asked.token, "type": asked.kind}
        bot_may = self.may(where["id"]) if where["id"] in self.channels else BOT_MAY
        who = member_of(by, name)
        event = interaction(head, data, where, who, may=permissions, bot_may=bot_may)
        event |= {"message": message} if message else {}
        await self.dispatch("INTERACTION_CREATE", event, where.get("guild_id", ""))

    def _where(self, channel: str, thread: str, *, direct: bool) -> Json:
        if direct or channel == DIRECT_CHANNEL["id"]:
            return DIRECT_CHANNEL
        if thread and thread not in self.channels:
            return thread_of(thread)
        return self.place(thread or channel)

    # ---------------------------------------------------------------- how the bot answers

    def _callback(self, number: str, token: str, *, body: Json, **more: Any) -> Json:
        asked = self.asked.get(token)
        if not asked or asked.id != number:
            raise Refusal(404, 10062, "Unknown interaction")
        if asked.acknowledged is not None:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        if asked.is_late or self.now - time_of(asked.id) > _DEADLINE:
            raise Refusal(404, 10062, "Unknown interaction")
        if body["type"] not in _FITTING[asked.kind]:
            raise wrong("type", "This interaction is not answered so.")
        if body["type"] == _CHOICES:
            asked.choices = checked_choices(body["data"]["choices"])
        if body["type"] == _MESSAGE:
            made = self.make(asked.channel, body["data"], more["files"])
            asked.original, asked.answers[made["id"]] = made["id"], made
        if body["type"] == _UPDATE and asked.source:
            self._update_source(asked, body.get("data", {}), more["files"])
        asked.acknowledged = body
        asked.waited = asyncio.get_running_loop().time() - asked.sent_at
        shown = {"response_message_id": asked.original} if asked.original else {}
        return {"interaction": {"id": number, "type": asked.kind, **shown}}

    def _follow(self, _application: str, token: str, *, body: Json, **more: Any) -> Json:
        asked = self._alive(token)
        if asked.thinking:  # who sees it was fixed then
            return self._fill(asked, body, more["files"])
        made = self.make(asked.channel, body, more["files"])
        asked.answers[made["id"]] = made
        return made

    def _change_answer(
        self, _application: str, token: str, message: str, *, body: Json, **more: Any
    ) -> Json:
        asked = self._alive(token)
        if message == "@original" and asked.thinking:
            return self._fill(asked, body, more["files"])
        if message == "@original" and asked.source and not asked.original:
            return self._update_source(asked, body, more["files"])
        message = (asked.original or "") if message == "@original" else message
        if message not in asked.answers:
            raise Refusal(404, 10008, "Unknown Message")
        asked.answers[message] = self.change(asked.answers[message], body, more["files"])
        return asked.answers[message]

    def _take_back(self, _application: str, token: str, message: str, **_: Any) -> None:
        asked = self._alive(token)
        if message == "@original":
            message, asked.original = asked.original or "", "deleted"
        asked.answers.pop(message, None)

    def _answer_of(self, _application: str, token: str, message: str, **_: Any) -> Json:
        asked = self._alive(token)
        message = (asked.original or "") if message == "@original" else message
        if message not in asked.answers:
            raise Refusal(404, 10008, "Unknown Message")
        return asked.answers[message]

    def _fill(self, asked: Asked, body: Json, files: list[Upload]) -> Json:
        deferred = (asked.acknowledged or {}).get("data") or {}
        made = self.make(asked.channel, body, files)
        made["flags"] = made["flags"] & ~EPHEMERAL | deferred.get("flags", 0)
        asked.original = made["id"]
        asked.answers[made["id"]] = made
        return made

    def _update_source(self, asked: Asked, body: Json, files: list[Upload]) -> Json:
        shown = asked.source or {}
        for messages in (*self.channels.values(), *(a.answers for a in self.asked.values())):
            if shown["id"] in messages:
                messages[shown["id"]] = self.change(messages[shown["id"]], body, files)
                return messages[shown["id"]]
        raise Refusal(404, 10008, "Unknown Message")

    def _alive(self, token: str) -> Asked:
        asked = self.asked.get(token)
        if not asked or asked.acknowledged is None:
            raise Refusal(404, 10015, "Unknown Webhook")
        if self.now - time_of(asked.id) > _LIFE:
            raise Refusal(401, 50027, "Invalid Webhook Token")
        return asked


def checked_choices(choices: list[Json]) -> list[Json]:
    """The choices of an autocomplete; raises `Refusal` where Discord would not take them."""
    if len(choices) > 25:
        raise wrong("data.choices", "Must be 25 or fewer in length.")
    for number, each in enumerate(choices):
        for name in ("name", "value"):
            value = each[name]
            if isinstance(value, str) and not 1 <= len(value.strip()) <= len(value) <= 100:
                where = f"data.choices.{number}.{name}"
                raise wrong(where, "Must be between 1 and 100 in length.")
    return choices
