"""Forums: what is sent there is a post of its own, with a tag; and posts are found again."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from adapters.chat_discord.errors import NO_MESSAGES, code_of, translate_unsent
from adapters.chat_discord.pictures import Files, show
from adapters.chat_discord.places import FORUMS, channel, channel_of, snowflake
from adapters.chat_discord.posts import find_post
from adapters.chat_discord.render import Json, key_number
from adapters.chat_discord.sdk import Route
from adapters.chat_discord.threads import post_name
from adapters.chat_discord.wire import Wire
from bot.errors import ChatError, RateLimited, Unsure
from bot.messages import Address, Message, MessageRef
from bot.ports import Clock, Pictures

_OURS = ("paperboy", "papers")  # tags, in small letters
_NEEDS_TAG = 1 << 4
_SETTLES = timedelta(minutes=1)  # what is posted may be missing from Discord's lists for so long
_LOOKED_BACK = timedelta(hours=1)
_MOST_DOUBTS = 1000
_TAGS_HOLD = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Forum:
    """What must be known of a forum: the tags of each post there, as they were at that time."""

    tags: tuple[str, ...]
    learnt: datetime


class Forums:
    """The forums met so far. Posts take no nonce, so each is looked for before it is made."""

    def __init__(self, wire: Wire, clock: Clock, pictures: Pictures | None) -> None:
        self._wire, self._clock, self._pictures = wire, clock, pictures
        self._known: dict[Address, Forum] = {}
        self._doubted: dict[str, datetime] = {}  # when a post with this key may have been made

    def knows(self, at: Address) -> bool:
        """Whether this is known to be a forum."""
        return at in self._known

    async def meets(self, at: Address, error: ChatError) -> bool:
        """Whether a refused message shows that this is a forum, known as one from now on."""
        if code_of(error) not in NO_MESSAGES:
            return False
        return await self._learn(at) is not None

    async def post(self, at: Address, shown: Message, key: str) -> MessageRef:
        """Make a post, or return the one with this key. Raises `ChatError` as `Chat.send` does."""
        if found := await self._before(at, key):
            return found
        tags = await self._tags(at)
        self._doubted[key], name = self._clock(), post_name(shown)
        while len(self._doubted) > _MOST_DOUBTS:
            del self._doubted[next(iter(self._doubted))]
        try:
            make = partial(self._make, at, name, tags)
            made = await show(shown, self._pictures, make, key)
        except Unsure:
            raise
        except ChatError:
            self._known.pop(at, None)  # its tags may be others now
            del self._doubted[key]
            raise
        del self._doubted[key]
        return MessageRef(replace(at, thread=str(made["id"])), str(made["id"]))

    async def _tags(self, at: Address) -> tuple[str, ...]:
        """Those for a post now. Raises `ChatError`: nothing was sent."""
        known = self._known.get(at)
        if not known or not timedelta() <= self._clock() - known.learnt < _TAGS_HOLD:
            known = await self._learn(at)
        return known.tags if known else ()

    async def _learn(self, at: Address) -> Forum | None:
        """Look at a channel, and note it if it is a forum. Raises `ChatError`: nothing was sent."""
        try:
            its = await self._wire.call(channel("GET", channel_of(at)), str(at))
        except ChatError as error:
            raise translate_unsent(error, str(at)) from error.__cause__
        if its.get("type") in FORUMS:
            self._known[at] = Forum(_tags(its), self._clock())
        return self._known.get(at)

    async def _make(
        self, at: Address, name: str, tags: tuple[str, ...], body: Json, files: Files
    ) -> Json:
        post = {"name": name, "message": body} | ({"applied_tags": [*tags]} if tags else {})
        route = Route("POST", "/channels/{channel_id}/threads", channel_id=channel_of(at))
        made: Json = await self._wire.call(route, str(at), post, files=files)
        return made

    async def _before(self, at: Address, key: str) -> MessageRef | None:
        """The post that an earlier attempt made: of this process, or of one that crashed.

        Raises `RateLimited` while Discord's lists may not show it yet: nothing is sent.
        """
        # What another process left in doubt needs no waiting here: the core leaves it alone until
        # the lease has run out, long after the request, and asks `find` first where that is older
        # than `key_window`.
        doubted, now = self._doubted.get(key), self._clock()
        begin = snowflake(min(doubted or now, now - _LOOKED_BACK))
        try:
            found = await find_post(
                self._wire, at, key_number(key), begin, lost_matter=doubted is not None
            )
        except ChatError as error:
            raise translate_unsent(error, str(at)) from error.__cause__
        left = (doubted + _SETTLES - now).total_seconds() if doubted else 0.0
        if found is None and left > 0:
            raise RateLimited(f"{at}: a post may be on its way: looking again in a minute.", left)
        return found


def _tags(its: Json) -> tuple[str, ...]:
    """The id of our own tag; else of any, where the forum wants one on each post."""
    free = [each for each in its.get("available_tags") or () if not each.get("moderated")]
    ours = [each for name in _OURS for each in free if each["name"].strip().lower() == name]
    chosen = ours or (free if its.get("flags", 0) & _NEEDS_TAG else [])
    return tuple(str(each["id"]) for each in chosen[:1])
