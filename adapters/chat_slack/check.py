"""Whether Slack can be used: the tokens, their scopes, and each place."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from adapters.chat_slack.api import SlackApi
from adapters.chat_slack.errors import WorkspaceGone
from adapters.chat_slack.http import cannot_listen
from adapters.chat_slack.manifest import EVENTS_PATH, SCOPES
from adapters.chat_slack.places import channel_of
from adapters.chat_slack.ways import HttpMode, SocketMode, Way
from bot.errors import ChatError, PlaceGone, RateLimited, Unsure
from bot.messages import Address
from bot.models import Finding
from bot.text.fold import fold

_PATIENCE = 2.0  # seconds for a Paperboy on this machine
_ADD_SCOPE = (
    "add it under OAuth & Permissions, or paste `paperboy manifest slack` anew under App Manifest; "
    "then reinstall the app"
)
_INVITE = "type /invite @Paperboy there"
_AGAIN = "try again in a minute; if it stays so, look at the network and Slack's own status page"


async def check(api: SlackApi, way: Way, places: Sequence[Address]) -> tuple[Finding, ...]:
    """The token, its scopes, the way in, and each place, unless the token is of no use."""
    return tuple([each async for each in _findings(api, way, places)])


async def look_at(api: SlackApi, place: Address) -> Finding:
    """Whether Paperboy may write in a place. Raises `ChatError` where Slack does not say."""
    channel = channel_of(place)
    look = _direct if channel.startswith("D") else _absent
    return await look(api, place, channel)


async def _findings(api: SlackApi, way: Way, places: Sequence[Address]) -> AsyncIterator[Finding]:
    try:
        its = await api.call("auth.test", "Signing in with SLACK_BOT_TOKEN")
    except ChatError as error:
        yield _failed(error)
        return
    team, its_name = _text(its, "team_id"), _text(its, "team")
    bot = _text(its, "user")
    yield Finding(f"SLACK_BOT_TOKEN works: it is @{bot or 'Paperboy'} of {its_name} ({team})")
    for each in _scopes(api):
        yield each
    async for each in _way_in(api, way):
        yield each
    try:
        joined = await _joined(api) if places else {}
    except ChatError as error:
        yield _failed(error)
        return
    for number, place in enumerate(places):
        try:
            yield await _place(api, place, team, joined)
        except (RateLimited, Unsure, WorkspaceGone) as error:  # the others would fare no better
            left = len(places) - number - 1
            also = f" ({left} more were not looked at)" if left else ""
            yield Finding(f"{_failed(error).what}{also}", _failed(error).mend)
            return
        except ChatError as error:
            yield _failed(error)


def _scopes(api: SlackApi) -> Iterator[Finding]:
    missing = [scope for scope in SCOPES if api.lacks(scope)]
    for scope in missing:
        yield Finding(f"the scope {scope} is missing ({SCOPES[scope]})", _ADD_SCOPE)
    if not missing and api.names_scopes:
        yield Finding(f"it has all {len(SCOPES)} scopes that Paperboy needs")


async def _way_in(api: SlackApi, way: Way) -> AsyncIterator[Finding]:
    match way:
        case SocketMode(app_token):
            try:
                await api.open_connection(app_token)
            except ChatError as error:
                yield _failed(error)
            else:
                yield Finding("SLACK_APP_TOKEN works: Socket Mode opens")
        case HttpMode(host=host, port=port):
            yield await _port(way)
            yield Finding(
                f"Slack must reach https://<your address>{EVENTS_PATH}, and your proxy pass it on "
                f"to http://{host}:{port}{EVENTS_PATH}"
            )


async def _port(way: HttpMode) -> Finding:
    """Whether we could listen there, or do already."""
    at = f"{way.host}:{way.port}"
    loop = asyncio.get_running_loop()
    try:
        taken = await loop.create_server(asyncio.Protocol, way.host, way.port, start_serving=False)
    except (OSError, OverflowError) as error:
        if await _answers(way):
            return Finding(f"Paperboy listens on {at}")
        return _failed(cannot_listen(way, error))
    taken.close()
    return Finding(f"{at} is free: `paperboy run` will listen there")


async def _answers(way: HttpMode) -> bool:
    """Whether what listens there says that it is well, as Paperboy says it."""
    host = f"[{way.host}]" if ":" in way.host else way.host
    url = f"http://{host}:{way.port}/health"
    try:
        async with (
            ClientSession(timeout=ClientTimeout(total=_PATIENCE)) as session,
            session.get(url, allow_redirects=False) as answer,
        ):
            return bool(json.loads(await answer.content.read(100)) == {"ok": True})
    except (ClientError, OSError, ValueError):  # TimeoutError is an OSError
        return False


async def _joined(api: SlackApi) -> Mapping[str, str]:
    """The channels that Paperboy is in and that are not archived, by id; their names.

    One request for hundreds: Slack takes about 50 a minute.
    """
    pages = api.pages(
        "users.conversations",
        "Looking where Paperboy is",
        "channels",
        types="public_channel,private_channel",
        exclude_archived=True,
    )
    return {_text(each, "id"): _text(each, "name") async for each in pages}


async def _place(api: SlackApi, place: Address, team: str, joined: Mapping[str, str]) -> Finding:
    channel = channel_of(place)
    its_team = place.channel.partition("/")[0]
    if its_team != team:
        mend = f"name a channel of {team}, or set the SLACK_BOT_TOKEN of {its_team}"
        return Finding(f"{place}: the token is of another workspace, {team}", mend)
    if channel in joined:
        return Finding(f"{place} (#{joined[channel]}): Paperboy is in the channel")
    if channel.startswith("D"):
        return await _direct(api, place, channel)
    return await _absent(api, place, channel)


async def _absent(api: SlackApi, place: Address, channel: str) -> Finding:
    """Why Paperboy is not in a channel."""
    try:
        answer = await api.read("conversations.info", str(place), channel=channel)
    except WorkspaceGone:
        raise
    except PlaceGone:
        what = f"{place}: there is no such channel, or it is private and Paperboy is not in it"
        return Finding(what, f"{_INVITE}, or name another channel")
    its = answer.get("channel")
    its = its if isinstance(its, dict) else {}
    named = f"{place} (#{_text(its, 'name')})" if its.get("name") else str(place)
    if its.get("is_archived"):
        return Finding(f"{named}: the channel is archived", "unarchive it, or name another")
    if its.get("is_member"):  # since just now
        return Finding(f"{named}: Paperboy is in the channel")
    return Finding(f"{named}: Paperboy is not in the channel", _INVITE)


async def _direct(api: SlackApi, place: Address, channel: str) -> Finding:
    """`conversations.info` would take one more scope here, for nothing else."""
    try:
        await api.read("conversations.history", str(place), channel=channel, limit=1)
    except WorkspaceGone:
        raise
    except PlaceGone:
        mend = "subscribe in a channel, or where you write to Paperboy alone"
        return Finding(f"{place}: these are other people's direct messages", mend)
    return Finding(f"{place}: Paperboy may write to this person")


def _failed(error: ChatError) -> Finding:
    """What failed and, as every error of `errors` ends with it, how to mend it."""
    what, _, mend = str(error).rstrip(".").rpartition(": ")
    return Finding(what or str(error), _AGAIN if isinstance(error, Unsure) else mend)


def _text(its: Mapping[str, Any], name: str) -> str:
    return fold(str(its.get(name) or ""))
