"""The stand-in for Discord where it is intricate, through discord.py itself."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from io import BytesIO
from typing import Any

import aiohttp
import pytest

from adapters.chat_discord.sdk import discord, point_at
from tests.discord.shapes import (
    CHANNEL,
    FORUM,
    READERS,
    SEND_MESSAGES,
    SEND_MESSAGES_IN_THREADS,
    VIEW_CHANNEL,
    Json,
    components_of,
    pings,
)
from tests.discord.stand_in import TOKEN, DiscordStandIn, Fault
from tests.stand_ins import has_loopback

ELSEWHERE = str(1 << 22)  # a server of the second shard of two
INTENTS = discord.Intents(guilds=True, guild_reactions=True)


class Bot(discord.AutoShardedClient):
    """A client that remembers what it was told, and identifies itself without waiting."""

    def __init__(self, **options: Any) -> None:
        super().__init__(intents=INTENTS, max_messages=None, guild_ready_timeout=0.01, **options)
        self.told: list[object] = []

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """At Discord one waits 5 seconds here."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self.told.append(interaction)

    async def on_raw_reaction_add(self, reaction: discord.RawReactionActionEvent) -> None:
        self.told.append(str(reaction.emoji))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self.told.append(f"removed from {guild.id}")

    async def on_guild_unavailable(self, guild: discord.Guild) -> None:
        self.told.append(f"outage of {guild.id}")

    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.told.append(f"joined {guild.id}")

    async def on_thread_update(self, _before: discord.Thread, after: discord.Thread) -> None:
        self.told.append("locked" if after.locked else "open")


@pytest.fixture
async def served() -> AsyncIterator[DiscordStandIn]:
    if not has_loopback():
        pytest.skip("this machine has no loopback network (127.0.0.1) to serve on")
    async with DiscordStandIn().serving() as made:
        point_at(f"{made.url}/api/v10", made.gateway_url)
        yield made


@asynccontextmanager
async def online(served: DiscordStandIn, **options: Any) -> AsyncIterator[Bot]:
    """A bot that is connected and knows its servers."""
    bot = Bot(**options)
    await bot.login(TOKEN)
    running = asyncio.create_task(bot.connect())
    try:
        await served.connected(shards=options.get("shard_count", 1))
        await bot.wait_until_ready()
        yield bot
    finally:
        await bot.close()
        await running


async def told(happened: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not happened():  # noqa: ASYNC110 -- discord.py tells of events by tasks of its own
            await asyncio.sleep(0.001)


BREAKS: dict[str, Callable[[DiscordStandIn], Awaitable[None]]] = {
    "closed with 4000": DiscordStandIn.hang_up,
    "torn (1006)": DiscordStandIn.tear,
    "asked to reconnect": DiscordStandIn.reconnect,
    "told to resume": lambda served: served.invalidate(resumable=True),
}


@pytest.mark.parametrize("way", BREAKS)
async def test_a_resume_replays_what_was_missed(served: DiscordStandIn, way: str) -> None:
    async with online(served) as bot:
        first = await served.type("before")
        await BREAKS[way](served)
        missed = [await served.type("meanwhile"), await served.type("meanwhile")]
        await told(lambda: len(bot.told) == 3)
        last = await served.type("after")
        await told(lambda: len(bot.told) == 4)
    ids = [each.id for each in bot.told if isinstance(each, discord.Interaction)]
    assert ids == [int(each.id) for each in (first, *missed, last)]
    assert (served.identified, served.resumed) == (1, 1)


async def test_an_invalid_session_is_begun_anew_and_what_was_missed_is_lost(
    served: DiscordStandIn,
) -> None:
    async with online(served) as bot:
        await served.invalidate(resumable=False)
        await served.type("meanwhile")
        await served.connected()
        await served.type("after")
        await told(lambda: bot.told)
    assert len(bot.told) == 1
    assert (served.identified, served.resumed) == (2, 0)


async def test_a_zombie_is_noticed_and_resumed(served: DiscordStandIn) -> None:
    served.heartbeat = 0.05
    async with online(served, heartbeat_timeout=0.2) as bot:
        await served.until(lambda: served.heartbeats > 2)
        await served.zombie()
        await served.type("into silence")
        await told(lambda: bot.told)
    assert (served.identified, served.resumed) == (1, 1)


async def test_a_gateway_may_fail_at_its_door(served: DiscordStandIn) -> None:
    served.faults += [Fault("GATEWAY", 502), Fault("GATEWAY", lost=True, times=2)]
    for _ in range(2):
        async with aiohttp.ClientSession() as session:
            with pytest.raises(aiohttp.ClientError):
                await session.ws_connect(served.gateway_url)
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(served.gateway_url) as socket,
    ):
        assert (await socket.receive_json())["op"] == 10


@pytest.mark.parametrize("code", [4004, 4011, 4014])
async def test_a_gateway_refuses_for_good(served: DiscordStandIn, code: int) -> None:
    served.refuses_gateway = code
    bot = Bot()
    await bot.login(TOKEN)
    kinds = (discord.ConnectionClosed, discord.PrivilegedIntentsRequired)
    with pytest.raises(kinds):
        await bot.connect()
    await bot.close()


async def test_each_shard_hears_of_its_own_servers(served: DiscordStandIn) -> None:
    served.add_server(ELSEWHERE)
    served.add_channel("201", server=ELSEWHERE)
    async with online(served, shard_count=2) as bot:
        await served.type("here")
        await served.type("there", channel="201")
        await told(lambda: len(bot.told) == 2)
        shards = {guild.id: guild.shard_id for guild in bot.guilds}
    assert shards == {100: 0, int(ELSEWHERE): 1}
    assert [len(each.log) for each in served.sessions.values()] == []  # both took leave


async def test_what_happens_to_the_bot_is_told(served: DiscordStandIn) -> None:
    async with online(served) as bot:
        channel = bot.get_channel(int(CHANNEL))
        assert isinstance(channel, discord.TextChannel)
        message = await channel.send("hello")
        thread = await message.create_thread(name="details")
        await served.react(str(message.id), emoji="👍")
        await served.lock_thread(str(thread.id))
        await served.outage()
        await served.outage_ends()
        await served.remove_from_server()
        await served.invite_back()
        expected = ["👍", "locked", "outage of 100", "removed from 100", "joined 100"]
        await told(lambda: bot.told == expected)


async def test_permissions_are_the_same_here_and_there(served: DiscordStandIn) -> None:
    async with online(served) as bot:
        channel = bot.get_channel(int(CHANNEL))
        assert isinstance(channel, discord.TextChannel)
        await served.deny(CHANNEL, SEND_MESSAGES)
        await told(lambda: not channel.permissions_for(channel.guild.me).send_messages)
        with pytest.raises(discord.Forbidden) as without:
            await channel.send("hello")
        await served.deny(CHANNEL, VIEW_CHANNEL)
        with pytest.raises(discord.Forbidden) as unseen:
            await channel.send("hello")
        await served.allow(CHANNEL, VIEW_CHANNEL | SEND_MESSAGES)
        await channel.send("hello")
    assert (without.value.code, unseen.value.code) == (50013, 50001)


async def test_pictures_are_kept_and_shown_by_their_names(served: DiscordStandIn) -> None:
    async with online(served) as bot:
        channel = bot.get_channel(int(CHANNEL))
        assert isinstance(channel, discord.TextChannel)
        view = discord.ui.LayoutView()
        shown = discord.ui.MediaGallery[Any](discord.MediaGalleryItem("attachment://a.png"))
        view.add_item(discord.ui.Container(discord.ui.TextDisplay("a picture"), shown))
        with pytest.raises(discord.HTTPException, match="not found"):
            await channel.send(view=view)
        await channel.send(view=view, file=discord.File(BytesIO(b"png"), "a.png"))
    (message,) = served.shown
    assert served.texts() == ["a picture"]
    assert served.pictures(message) == {"a.png": b"png"}
    items = message["components"][0]["components"][1]["items"]
    assert items[0]["media"]["url"] == message["attachments"][0]["url"]


async def test_a_post_needs_its_tag_and_sleeps_and_wakes(served: DiscordStandIn) -> None:
    served.add_forum(tags=("papers",), needs_tag=True)
    served.strict = False  # discord.py sends a type that the document does not know
    async with online(served) as bot:
        forum = bot.get_channel(int(FORUM))
        assert isinstance(forum, discord.ForumChannel)
        with pytest.raises(discord.HTTPException, match="40067"):
            await forum.create_thread(name="paper", content="hello")
        post = await forum.create_thread(name="p", content="hi", applied_tags=forum.available_tags)
        assert post.thread.id == post.message.id
        await served.archive_thread(str(post.thread.id))
        assert [each.id async for each in forum.archived_threads()] == [post.thread.id]
        await post.thread.send("woken")
        assert [each.id for each in await forum.guild.active_threads()] == [post.thread.id]
        await served.lock_thread(str(post.thread.id), archived=True)
        with pytest.raises(discord.HTTPException, match="50083"):
            await post.thread.send("too late")
        await served.lock_thread(str(post.thread.id), locked=False)
        await served.deny(FORUM, SEND_MESSAGES_IN_THREADS)
        with pytest.raises(discord.HTTPException, match="50013"):
            await post.thread.send("not here")
    assert served.texts(str(post.thread.id)) == ["hi", "woken"]


async def test_an_interaction_is_acknowledged_once_and_in_time(served: DiscordStandIn) -> None:
    async with online(served) as bot:
        await served.type("paper", topic="x", number=3)
        await served.type("paper", late=True)
        await told(lambda: len(bot.told) == 2)
        first, late = (each for each in bot.told if isinstance(each, discord.Interaction))
        await first.response.defer()
        with pytest.raises(discord.HTTPException, match="40060"):
            await bot.http.request(
                discord.http.Route("POST", f"/interactions/{first.id}/{first.token}/callback"),
                json={"type": 5},
            )
        with pytest.raises(discord.NotFound, match="10062"):
            await late.response.defer()
        data: Any = first.data
        assert [each["type"] for each in data["options"]] == [3, 4]


async def test_suggestions_are_checked(served: DiscordStandIn) -> None:
    async with online(served) as bot:
        asked = await served.suggest("paper", "topic", "gau", thread="", number=2)
        await told(lambda: bot.told)
        (interaction,) = bot.told
        assert isinstance(interaction, discord.Interaction)
        many = [discord.app_commands.Choice(name=str(each), value="x") for each in range(26)]
        with pytest.raises(discord.HTTPException, match="50035"):
            await interaction.response.autocomplete(many)
        assert asked.choices is None
        served.objections.clear()  # the document said so too


async def test_rates_are_limited_overall_and_in_a_channel(served: DiscordStandIn) -> None:
    async with online(served) as bot, aiohttp.ClientSession() as session:
        served.limits.overall = 3
        for number in range(4):
            async with session.get(
                f"{served.url}/api/v10/users/@me", headers={"Authorization": f"Bot {TOKEN}"}
            ) as answer:
                assert (
                    (answer.status == 429)
                    == (number == 3)
                    == (await answer.json()).get("global", False)
                )
        served.limits.overall, served.limits.channel, served.limits.seconds = 0, 2, 0.2
        channel = bot.get_channel(int(CHANNEL))
        assert isinstance(channel, discord.TextChannel)
        for number in range(5):
            await channel.send(str(number))
    assert served.texts() == ["0", "1", "2", "3", "4"]
    assert served.limits.invalid == 1  # the headers told discord.py to wait


async def test_a_ping_is_what_is_mentioned_unescaped_and_allowed(served: DiscordStandIn) -> None:
    body = {"content": f"<@1> <@&{READERS}> <@&5> \\<@2> \\@everyone @here"}
    assert pings(body) == {"<@1>", f"<@&{READERS}>", "<@&5>", "@here"}
    assert pings(body | {"allowed_mentions": {"parse": []}}) == set()
    only = body | {"allowed_mentions": {"parse": [], "roles": [READERS]}}
    assert pings(only) == {f"<@&{READERS}>"}
    async with online(served) as bot:
        await bot.http.request(
            discord.http.Route("POST", f"/channels/{CHANNEL}/messages"), json=only
        )
    assert served.pinged == {f"<@&{READERS}>"}


async def test_commands_come_back_with_what_discord_adds(served: DiscordStandIn) -> None:
    option = {"type": 3, "name": "topic", "description": "words", "required": False}
    paper: Json = {"name": "paper", "description": "d", "options": [option], "contexts": [0]}
    body = [paper | {"default_member_permissions": 16}]
    async with online(served) as bot:
        route = discord.http.Route("PUT", "/applications/300/commands")
        await bot.http.request(route, json=body)
        first: Any = await bot.http.get_global_commands(300)
        assert await bot.http.get_global_commands(300) == first
        body[0]["description"] = "other"
        changed = await bot.http.request(route, json=body)
    assert first[0]["default_member_permissions"] == "16"
    assert "required" not in first[0]["options"][0]
    assert changed[0]["id"] == first[0]["id"]
    assert changed[0]["version"] != first[0]["version"]


async def test_a_poll_stands_alone_and_comes_back(served: DiscordStandIn) -> None:
    async with online(served) as bot:
        channel = bot.get_channel(int(CHANNEL))
        assert isinstance(channel, discord.TextChannel)
        poll = discord.Poll("Which paper?", timedelta(hours=24))
        sent = await channel.send(poll=poll.add_answer(text="Ref-DGS").add_answer(text="MipSLAM"))
        with pytest.raises(discord.HTTPException, match="520003"):
            await sent.edit(content="another")
        long = discord.Poll("Which?", timedelta(hours=24)).add_answer(text="x" * 56)
        with pytest.raises(discord.HTTPException, match="50035"):
            await channel.send(poll=long)
    assert served.texts() == ["Which paper?\nRef-DGS\nMipSLAM"]


async def test_old_and_nested_components_can_be_used(served: DiscordStandIn) -> None:
    row = {"type": 1, "components": [{"type": 2, "style": 2, "label": "Cite", "custom_id": "c"}]}
    option = {"label": "one", "value": "1"}
    menu = {"type": 1, "components": [{"type": 3, "custom_id": "m", "options": [option]}]}
    section: Json = {"type": 9, "components": [{"type": 10, "content": "a paper"}]}
    section["accessory"] = {"type": 2, "style": 2, "label": "Summary", "custom_id": "s"}
    body = {"flags": 1 << 15, "components": [{"type": 17, "components": [section, row, menu]}]}
    async with online(served) as bot:
        route = discord.http.Route("POST", f"/channels/{CHANNEL}/messages")
        sent = await bot.http.request(route, json=body)
        served.now += timedelta(days=40)
        await served.press("Summary")
        await served.press("Cite", sent["id"])
        await served.choose("one")
        said = served.say("what is arXiv:2603.00001?")
        await served.explain(said, "Explain this paper")
        await told(lambda: len(bot.told) == 4)
    data: list[Any] = [each.data for each in bot.told if isinstance(each, discord.Interaction)]
    assert [each.get("custom_id") for each in data] == ["s", "c", "m", None]
    assert data[2]["values"] == ["1"]
    assert data[3]["resolved"]["messages"][said["id"]]["content"] == said["content"]
    numbers = [each["id"] for each in components_of(sent)]
    assert len(set(numbers)) == len(numbers) == 8
