"""Whether Discord can be used: the token, and each place."""

from collections.abc import AsyncIterator, Sequence

from adapters.chat_discord.errors import translate_unsent
from adapters.chat_discord.places import channel_of
from adapters.chat_discord.sdk import Route
from adapters.chat_discord.wire import Wire
from bot.errors import ChatError, NotAllowed, PlaceGone
from bot.messages import Address
from bot.models import Finding


async def findings(wire: Wire, places: Sequence[Address]) -> AsyncIterator[Finding]:
    """One of the token, then one of each place, unless the token is of no use."""
    try:
        await wire.client()
    except ChatError as error:
        yield _failed(error, "discord")
        return
    yield Finding("Discord takes the token.")
    for place in places:
        try:
            yield await find_place(wire, place)
        except ChatError as error:
            yield _failed(error, str(place))


async def find_place(wire: Wire, place: Address) -> Finding:
    """One of a place. Raises `ChatError` where nobody knows."""
    channel = channel_of(place)
    try:
        await wire.call(Route("GET", "/channels/{channel_id}", channel_id=channel), str(place))
    except (NotAllowed, PlaceGone) as error:
        return _failed(error, str(place))
    return Finding(f"{place}: Paperboy sees the channel.")


def _failed(error: ChatError, at: str) -> Finding:
    what, _, mend = str(translate_unsent(error, at)).rpartition(": ")
    return Finding(what or at, mend)
