"""`paperboy doctor`: whether all that Paperboy needs is there, and how to mend what is not."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import Path

from bot.app import platforms_of, sources_of, utc_now
from bot.cli_doctor_model import look_at_embeddings, look_at_model
from bot.cli_doctor_store import Places, look_at_store
from bot.config import Settings, Tokens, slack_needs
from bot.errors import ConfigError, SourceError
from bot.messages import Address
from bot.models import Finding
from bot.ports import Chat, PaperSource
from bot.text.fold import fold
from bot.text.words import counted

_PATIENCE = 10.0  # seconds for a source
_CHAT_PATIENCE = 30.0  # for all that is asked of a chat
_CHATS = ("slack", "discord", "console")
_SMALL = ("cs.GL",)  # few papers a day: a small answer


async def examine(
    file: Path, settings: Settings, environment: Mapping[str, str], *, as_json: bool
) -> bool:
    """Print one line a finding; returns whether there is nothing to mend."""
    found = []
    last = ""
    async for about, each in _findings(file, settings, environment):
        found.append((about, each))
        if not as_json:
            print(f"{about}\n" * (about != last) + _line(each), flush=True)
        last = about
    to_mend = sum(bool(each.mend) for _, each in found)
    if as_json:
        print(json.dumps([_record(*each) for each in found], ensure_ascii=False))
    else:
        print(f"\n{counted(to_mend, 'thing')} to mend." if to_mend else "\nAll is well.")
    return not to_mend


async def _findings(
    file: Path, settings: Settings, environment: Mapping[str, str]
) -> AsyncIterator[tuple[str, Finding]]:
    places: Places = {each.place: None for each in settings.wanted}
    yield "configuration", _configuration(file, settings)
    async for each in look_at_store(settings, places):
        yield "store", each
    sources = [_source(each) for each in sources_of(settings, _PATIENCE)]
    for each in await asyncio.gather(*sources):
        yield "sources", each
    if not sources:
        yield "sources", Finding("none is enabled: there is the sample alone")
    yield "model", await _model(settings, environment, look_at_model)
    if settings.llm.embedding_model:
        yield "embeddings", await _model(settings, environment, look_at_embeddings)
    async for each in _chats(settings, environment, places):
        yield "chats", each


def _configuration(file: Path, settings: Settings) -> Finding:
    is_read = f"{file} is read" if file.exists() else f"there is no {file} here: the defaults hold"
    return Finding(f"{is_read}; {counted(len(settings.subscriptions), 'subscription')} configured")


async def _model(
    settings: Settings,
    environment: Mapping[str, str],
    look: Callable[[Settings, Tokens], Awaitable[Finding]],
) -> Finding:
    try:
        return await look(settings, Tokens.of_model(environment))
    except ConfigError as error:
        return _wrong_tokens(error)


async def _source(source: PaperSource) -> Finding:
    try:
        batch = await source.latest(_SMALL, None)
        failed = batch.failed[0][1] if batch.failed else ""
    except SourceError as error:
        failed = str(error)
    mend = "look at the network, and at its addresses in config.toml; it is tried again by itself"
    return Finding(failed.rstrip("."), mend) if failed else Finding(f"{source.name} answers")


async def _chats(
    settings: Settings, environment: Mapping[str, str], places: Iterable[Address]
) -> AsyncIterator[Finding]:
    mode = settings.chat.slack.mode
    needs = {"slack": slack_needs(mode), "discord": "DISCORD_TOKEN"}
    tokens = Tokens(discord=environment.get("DISCORD_TOKEN", "").strip())
    try:
        tokens = Tokens.read(environment, mode)
    except ConfigError as error:  # the tokens of Slack
        yield _wrong_tokens(error)
        del needs["slack"]
    connected = {each.name: each for each in platforms_of(settings, tokens, utc_now)}
    for name, tokens_needed in needs.items():
        its = [each for each in places if each.chat == name]
        if name in connected:
            for each in await _chat(connected[name], its):
                yield each
        elif its:
            what = f"{name}: {counted(len(its), 'place')} there, and no token"
            yield Finding(what, f"set {tokens_needed} in the environment")
        else:
            yield Finding(f"{name}: not connected; it needs {tokens_needed}")
    for place in places:
        if place.chat not in _CHATS:
            mend = f"write one of {', '.join(_CHATS)}"
            yield Finding(f"{place}: there is no chat “{place.chat}”", mend)


def _wrong_tokens(error: ConfigError) -> Finding:
    what, _, mend = str(error).partition(": ")
    return Finding(what, mend)


async def _chat(chat: Chat, places: Sequence[Address]) -> Sequence[Finding]:
    try:
        async with asyncio.timeout(_CHAT_PATIENCE):
            return await chat.check(places)
    except TimeoutError:
        return [Finding(f"{chat.name}: it did not answer in time", "look at the network")]
    finally:
        await chat.close()


def _line(finding: Finding) -> str:
    what = fold(finding.what).rstrip(".")
    mend = fold(finding.mend).rstrip(".")
    return f"  mend  {what}: {mend}." if mend else f"  ok    {what}."


def _record(about: str, finding: Finding) -> dict[str, object]:
    its = {"what": fold(finding.what), "mend": fold(finding.mend)}
    return {"about": about, "ok": not finding.mend, **its}
