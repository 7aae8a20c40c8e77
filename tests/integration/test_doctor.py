"""`paperboy doctor`: one line a finding, how to mend it, and an exit code; never a secret."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from adapters.chat_slack import HttpMode, SlackChat
from bot.errors import ChatError, PlaceGone
from bot.messages import Address, Event, Message
from bot.messages import Reply as Answer
from bot.models import Draft, Finding, Subscription
from storage.sqlite import SqliteStore
from storage.sqlite.migrations import STEPS
from tests.discord.shapes import SEND_MESSAGES
from tests.discord.stand_in import TOKEN, discord_room
from tests.fakes import NOW
from tests.slack.methods import ME, Channel
from tests.slack.payloads import SIGNING_SECRET
from tests.slack.stand_in import (
    APP_TOKEN,
    BOT_TOKEN,
    BY_HTTP,
    PLACE,
    Fault,
    Slack,
    slack_chat,
)
from tests.stand_ins import Reply, StandIn, rss, rss_item, stand_in

OURS = ("SLACK_", "DISCORD_", "PAPERBOY_")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
PAPERBOY = Path(sys.executable).with_name("paperboy")
TOKENS = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}


async def nobody(_event: Event, _reply: Answer) -> None:
    """Deals with nothing."""


def to_mend(found: Sequence[Finding]) -> list[Finding]:
    return [each for each in found if each.mend]


# ------------------------------------------------------------------ what is asked of Slack


async def test_where_all_is_well_nothing_is_to_mend(slack: Slack, chat: SlackChat) -> None:
    found = await chat.check([PLACE])
    assert not to_mend(found)
    said = [each.what for each in found]
    assert "Lab (T01)" in said[0]
    assert "all 13 scopes" in said[1]
    assert "SLACK_APP_TOKEN works" in said[2]
    assert said[3:] == ["slack:T01/C01 (#c01): Paperboy is in the channel"]
    assert "chat.postMessage" not in slack.methods()


async def test_each_missing_scope_is_named_with_its_mend(slack: Slack, chat: SlackChat) -> None:
    slack.scopes = slack.scopes.replace(",reactions:read", "").replace(",files:write", "")
    found = to_mend(await chat.check([]))
    assert [each.what.split()[2] for each in found] == ["files:write", "reactions:read"]
    assert all("reinstall the app" in each.mend for each in found)


async def test_where_slack_names_no_scopes_none_is_said_to_be_there(
    slack: Slack, chat: SlackChat
) -> None:
    slack.scopes = ""
    assert not [each for each in await chat.check([]) if "scope" in each.what]


@pytest.mark.parametrize(
    ("method", "code", "what", "mend"),
    [
        ("auth.test", "invalid_auth", "SLACK_BOT_TOKEN", "look at SLACK_BOT_TOKEN"),
        ("auth.test", "account_inactive", "SLACK_BOT_TOKEN", "again, set the new SLACK_BOT_TOKEN"),
        ("auth.test", "token_revoked", "SLACK_BOT_TOKEN", "again, set the new SLACK_BOT_TOKEN"),
        ("auth.test", "ratelimited", "SLACK_BOT_TOKEN", "again in 30 seconds"),
        ("auth.test", "internal_error", "SLACK_BOT_TOKEN", "try again in a minute"),
        ("users.conversations", "missing_scope", "where Paperboy is", "add it to the app"),
        ("users.conversations", "fatal_error", "where Paperboy is", "try again in a minute"),
        ("conversations.info", "missing_scope", "slack:T01/C02", "add it to the app"),
        ("conversations.info", "internal_error", "slack:T01/C02", "try again in a minute"),
        ("conversations.info", "account_inactive", "removed from the workspace", "install the app"),
        ("conversations.info", "token_revoked", "token was revoked", "install the app again"),
    ],
)
async def test_what_slack_refuses_is_a_finding(
    slack: Slack, chat: SlackChat, method: str, code: str, what: str, mend: str
) -> None:
    slack.channels["C02"] = Channel({"U01"})
    slack.faults[method] = [Fault(code)]
    places = [Address("slack", "T01/C02")] if "info" in method else [PLACE]
    (found,) = to_mend(await chat.check(places))
    assert what in found.what
    assert mend in found.mend
    assert "secret" not in f"{found.what}{found.mend}"


REFUSED = ["invalid_auth", "missing_scope", "not_allowed_token_type", "account_inactive"]
REFUSED += ["token_revoked", "forbidden_team", "one_we_do_not_know"]


@pytest.mark.parametrize("code", REFUSED)
async def test_an_app_token_that_is_refused_is_named_with_its_own_mend(
    slack: Slack, chat: SlackChat, code: str
) -> None:
    slack.faults["apps.connections.open"] = [Fault(code), Fault(code)]
    (found,) = to_mend(await chat.check([PLACE]))
    assert found.what == f"Opening Socket Mode with SLACK_APP_TOKEN: Slack says {code}"
    for needed in ("connections:write", "Basic Information", "SLACK_APP_TOKEN", "Socket Mode"):
        assert needed in found.mend
    with pytest.raises(ChatError) as raised:  # `paperboy run` says the same
        await chat.run((), nobody)
    assert str(raised.value) == f"{found.what}: {found.mend}."
    assert "SLACK_BOT_TOKEN" not in str(raised.value)
    assert "install the app" not in str(raised.value)


@pytest.mark.parametrize("fault", [Fault("internal_error"), Fault(status=503), Fault(reset=True)])
async def test_a_slack_that_fails_says_nothing_about_the_app_token(
    slack: Slack, chat: SlackChat, fault: Fault
) -> None:
    slack.faults["apps.connections.open"] = [fault]
    (found,) = to_mend(await chat.check([PLACE]))
    assert found.mend.startswith("try again in a minute")
    assert "connections:write" not in f"{found.what}{found.mend}"


async def test_a_token_that_is_not_taken_is_asked_nothing_else(
    slack: Slack, chat: SlackChat
) -> None:
    slack.faults["auth.test"] = [Fault("invalid_auth")]
    assert len(await chat.check([PLACE])) == 1
    assert slack.methods() == ["auth.test"]


async def test_over_http_it_says_what_slack_must_reach(slack: Slack) -> None:
    chat = slack_chat(slack, way=BY_HTTP)
    found = await chat.check([])
    assert not to_mend(found)
    assert "is free" in found[-2].what
    assert "/slack/events" in found[-1].what
    assert "apps.connections.open" not in slack.methods()
    await chat.close()


@pytest.mark.parametrize(
    ("said", "what"), [('{"ok": true}', "Paperboy listens"), ("welcome", "is not possible")]
)
async def test_over_http_a_port_that_is_taken_is_paperboys_or_to_mend(
    slack: Slack, said: str, what: str
) -> None:
    with stand_in(say=lambda _path: Reply(said.encode())) as other:
        chat = slack_chat(slack, way=HttpMode(SIGNING_SECRET, port=int(other.url.split(":")[-1])))
        found = await chat.check([])
        await chat.close()
    assert [each.path for each in other.asked] == ["/health"]
    assert what in found[-2].what
    assert bool(found[-2].mend) == (said == "welcome")


@pytest.mark.parametrize(
    ("channel", "what", "mend"),
    [
        (Channel(members={"U01"}), "Paperboy is not in the channel", "/invite @Paperboy"),
        (Channel(is_archived=True), "the channel is archived", "unarchive it"),
        (Channel({"U01"}, is_private=True), "it is private and Paperboy is not in", "/invite"),
        (None, "there is no such channel", "name another channel"),
    ],
)
async def test_a_place_that_would_get_nothing_is_named(
    slack: Slack, chat: SlackChat, channel: Channel | None, what: str, mend: str
) -> None:
    if channel:
        slack.channels["C02"] = channel
    (found,) = to_mend(await chat.check([Address("slack", "T01/C02"), PLACE]))
    assert found.what.startswith("slack:T01/C02")
    assert what in found.what
    assert mend in found.mend


async def test_private_channels_and_direct_messages_are_places_too(
    slack: Slack, chat: SlackChat
) -> None:
    slack.channels["C03"] = Channel({ME}, is_private=True)
    found = await chat.check([Address("slack", "T01/C03"), Address("slack", "T01/D01")])
    assert not to_mend(found)
    assert len(found) == 5


@pytest.mark.parametrize(
    ("channel", "said"), [("T02/C01", "of another workspace, T01"), ("C01", "names no channel")]
)
async def test_an_address_that_cannot_be_right_is_not_asked_for(
    slack: Slack, chat: SlackChat, channel: str, said: str
) -> None:
    (found,) = to_mend(await chat.check([Address("slack", channel)]))
    assert said in found.what
    assert "T…/C…" in found.mend or "T01" in found.mend
    assert "conversations.info" not in slack.methods()


async def test_many_places_are_looked_up_in_few_requests(slack: Slack, chat: SlackChat) -> None:
    slack.channels = {f"C{number}": Channel() for number in range(450)}
    found = await chat.check([Address("slack", f"T01/C{number}") for number in range(450)])
    assert not to_mend(found)
    assert len(found) == 453
    assert len(slack.methods()) == 5


async def test_a_slack_that_is_busy_is_not_asked_on(slack: Slack, chat: SlackChat) -> None:
    slack.faults["conversations.info"] = [Fault("ratelimited", 429, {"Retry-After": "9"})]
    places = [Address("slack", f"T01/C0{number}") for number in (1, 2, 3, 4)]
    (found,) = to_mend(await chat.check(places))
    assert found.what.startswith("slack:T01/C02")
    assert "2 more were not looked at" in found.what
    assert slack.methods().count("conversations.info") == 1


# ------------------------------------------------------------------ the whole command


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    def of(self, about: str) -> list[str]:
        """The lines below a heading."""
        lines = self.out.split("\n\n")[0].splitlines()
        below = lines[lines.index(about) + 1 :]
        ends = next((i for i, each in enumerate(below) if not each.startswith(" ")), len(below))
        return below[:ends]


async def doctor(folder: Path, *words: str, **environment: str) -> Said:
    around = {
        name: its
        for name, its in os.environ.items()
        if not name.startswith(OURS) and name.upper() not in PROXIES
    }
    process = await asyncio.create_subprocess_exec(
        PAPERBOY,
        "doctor",
        *words,
        cwd=folder,
        env={**around, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    assert "secret" not in out.decode() + err.decode()
    assert "Traceback" not in err.decode()
    return Said(process.returncode, out.decode(), err.decode())


def stores(folder: Path) -> list[Path]:
    return list(folder.glob("paperboy.db*"))


@pytest.fixture
async def papers() -> AsyncIterator[StandIn]:
    """arXiv and Hugging Face, both well."""
    with stand_in(say=lambda path: Reply(b"[]" if "daily" in path else rss(rss_item()))) as both:
        yield both


def at(papers: StandIn, slack: Slack) -> dict[str, str]:
    """The settings that lead to the stand-ins."""
    return {
        "PAPERBOY_SOURCES__ARXIV__RSS_URL": f"{papers.url}/rss",
        "PAPERBOY_SOURCES__ARXIV__API_URL": f"{papers.url}/query",
        "PAPERBOY_SOURCES__HUGGINGFACE__API_URL": f"{papers.url}/hf",
        "PAPERBOY_CHAT__SLACK__API_URL": f"{slack.url}/api",
    }


async def test_a_whole_set_up_that_works(
    tmp_path: Path, store: SqliteStore, papers: StandIn, slack: Slack
) -> None:
    (tmp_path / "config.toml").write_text(
        '[[subscriptions]]\nplace = "slack:T01/C01"\ncategories = ["cs.CV"]\n'
    )
    said = await doctor(tmp_path, **TOKENS, **at(papers, slack))
    assert (said.code, said.err) == (0, "")
    assert said.out.endswith("\nAll is well.\n")
    assert said.of("configuration") == ["  ok    config.toml is read; 1 subscription configured."]
    assert said.of("store") == ["  ok    paperboy.db opens: 0 papers, 0 active subscriptions."]
    assert said.of("sources") == ["  ok    arXiv answers.", "  ok    Hugging Face answers."]
    assert "  ok    slack:T01/C01 (#c01): Paperboy is in the channel." in said.of("chats")
    assert "discord: not connected" in said.of("chats")[-1]
    assert (await store.papers.count()) == 0  # it only looked


async def test_what_is_wrong_is_said_where_it_is_with_its_mend(
    tmp_path: Path, papers: StandIn, slack: Slack
) -> None:
    slack.channels["C01"].members.discard(ME)
    papers.say = lambda _path: Reply(status=404)
    (tmp_path / "config.toml").write_text(
        "".join(
            f'[[subscriptions]]\nplace = "{place}"\n'
            for place in ("slack:T01/C01", "discord:1/2", "slak:T01/C01")
        )
    )
    said = await doctor(tmp_path, **TOKENS, **at(papers, slack))
    assert (said.code, said.err) == (1, "")
    assert said.out.endswith("\n5 things to mend.\n")
    assert said.of("store")[0].startswith("  ok    paperboy.db is not there yet")
    assert all(each.startswith("  mend  ") for each in said.of("sources"))
    assert [each for each in said.of("chats") if each.startswith("  mend")] == [
        "  mend  slack:T01/C01 (#c01): Paperboy is not in the channel: "
        "type /invite @Paperboy there.",
        "  mend  discord: 1 place there, and no token: set DISCORD_TOKEN in the environment.",
        "  mend  slak:T01/C01: there is no chat “slak”: write one of slack, discord, console.",
    ]
    assert not stores(tmp_path)  # nor was one made


async def test_the_places_of_the_store_are_looked_at_and_what_is_held_is_said(
    tmp_path: Path, store: SqliteStore, papers: StandIn, slack: Slack
) -> None:
    wanted = [Subscription(Address("slack", "T01/C09"), next_run_at=NOW)]
    for each in wanted:
        await store.subscriptions.add(each, NOW)
    await store.outbox.add(PLACE, [Draft(Message("a message"))], NOW)
    (part,) = await store.outbox.claim("w", ["slack"], NOW, NOW + timedelta(minutes=1), 1)
    await store.outbox.put_off(part, "held", "nobody knows", NOW)
    more = {**TOKENS, **at(papers, slack)}
    said = await doctor(tmp_path, "--json", **more)
    assert said.code == 1
    records = json.loads(said.out)
    assert {tuple(each) for each in records} == {("about", "ok", "what", "mend")}
    (held, place) = [each for each in records if not each["ok"]]
    assert held["about"] == "store"
    assert "the outbox holds 1 message for you" in held["what"]
    assert "`paperboy outbox list`" in held["mend"]
    assert place["what"].startswith("slack:T01/C09: there is no such channel")


async def test_a_place_that_is_paused_is_to_mend_unless_a_person_did_it(
    tmp_path: Path, store: SqliteStore, papers: StandIn, slack: Slack
) -> None:
    paused = {"C01": "by anna", "C02": "Paperboy is not in the channel", "C03": "by bo"}
    slack.channels |= {"C02": Channel(), "C03": Channel({"U01"})}
    for channel, why in paused.items():
        place = Address("slack", f"T01/{channel}")
        await store.subscriptions.add(Subscription(place, paused=why), NOW)
    said = await doctor(tmp_path, **TOKENS, **at(papers, slack))
    assert said.code == 1
    assert said.of("store")[1:] == [
        "  ok    slack:T01/C01: 1 subscription paused by anna.",
        "  mend  slack:T01/C02: 1 subscription paused: Paperboy is not in the channel: "
        "mend that, then type /digest resume there.",
        "  ok    slack:T01/C03: 1 subscription paused by bo.",
    ]
    assert "  ok    slack:T01/C02 (#c02): Paperboy is in the channel." in said.of("chats")
    assert said.of("chats")[-2].startswith("  mend  slack:T01/C03")


async def test_messages_that_fail_again_and_again_say_why(
    tmp_path: Path, store: SqliteStore, papers: StandIn, slack: Slack
) -> None:
    for channel, tries in (("C01", 3), ("C02", 1)):
        await store.outbox.add(Address("slack", f"T01/{channel}"), [Draft(Message("hello"))], NOW)
        (part,) = await store.outbox.claim("w", ["slack"], NOW, NOW + timedelta(minutes=1), 1)
        later = NOW + timedelta(hours=1)
        await store.outbox.put_off(replace(part, tries=tries), "retry", "no scope: add it.", later)
    said = await doctor(tmp_path, **TOKENS, **at(papers, slack))
    assert said.code == 1
    assert said.of("store")[1:] == [
        "  mend  slack:T01/C01: 1 message failed again and again: no scope: add it.",
        "  ok    the outbox sends 1 message as soon as it can.",
    ]


async def test_a_store_is_looked_at_without_a_change(
    tmp_path: Path, papers: StandIn, slack: Slack
) -> None:
    file = tmp_path / "paperboy.db"
    await (await SqliteStore.open(file)).close()
    before = file.read_bytes()
    said = await doctor(tmp_path, **TOKENS, **at(papers, slack))
    assert said.code == 0
    assert stores(tmp_path) == [file]
    assert file.read_bytes() == before


@pytest.mark.parametrize("last", ["s0001_papers", "s0008_delivery"])
async def test_an_older_store_is_left_as_it_is_and_read_as_far_as_it_goes(
    tmp_path: Path, papers: StandIn, slack: Slack, last: str
) -> None:
    file = tmp_path / "paperboy.db"
    steps = [each.name for each in STEPS.pending(Database(memory=True))]
    database = Database(file)
    STEPS.apply(database, stop_before=steps[steps.index(last) + 1])
    database.close()
    before = file.read_bytes()
    said = await doctor(tmp_path, **TOKENS, **at(papers, slack))
    assert said.code == 0
    lines = said.of("store")
    assert "is of an older Paperboy: the next start brings it up to date" in lines[0]
    assert len(lines) == (1 if last == "s0001_papers" else 2)
    assert stores(tmp_path) == [file]
    assert file.read_bytes() == before


async def test_a_newer_store_is_to_mend(tmp_path: Path, papers: StandIn, slack: Slack) -> None:
    database = Database(tmp_path / "paperboy.db")
    STEPS.apply(database)
    row = {"migration_set": "paperboy", "name": "s9999", "applied_at": ""}
    database.table("_sqlite_migrations").insert(row)
    database.close()
    said = await doctor(tmp_path, **TOKENS, **at(papers, slack))
    assert said.code == 1
    assert "a newer Paperboy made this store" in said.of("store")[0]


async def test_a_store_that_is_damaged_hides_nothing_else(
    tmp_path: Path, papers: StandIn, slack: Slack
) -> None:
    (tmp_path / "paperboy.db").write_bytes(b"no store" * 1000)
    said = await doctor(tmp_path, **TOKENS, **at(papers, slack))
    assert said.code == 1
    assert said.of("store")[0].startswith("  mend  ")
    assert "paperboy.db" in said.of("store")[0]
    assert said.of("sources") == ["  ok    arXiv answers.", "  ok    Hugging Face answers."]


async def test_offline_is_a_finding(tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9"
    said = await doctor(
        tmp_path,
        **TOKENS,
        PAPERBOY_SOURCES__ARXIV__ENABLED="false",
        PAPERBOY_SOURCES__HUGGINGFACE__ENABLED="false",
        PAPERBOY_CHAT__SLACK__API_URL=f"{nowhere}/api",
    )
    assert said.code == 1
    assert "none is enabled" in said.of("sources")[0]
    assert "Slack cannot be reached" in said.of("chats")[0]


async def test_a_wrong_setting_is_the_only_line(tmp_path: Path) -> None:
    said = await doctor(tmp_path, PAPERBOY_BOT__TIMEZONE="Mars")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("paperboy: PAPERBOY_BOT__TIMEZONE in the environment: ")


@pytest.mark.parametrize(
    ("tokens", "what", "mend"),
    [
        ({"SLACK_BOT_TOKEN": APP_TOKEN, "SLACK_APP_TOKEN": BOT_TOKEN}, "are swapped", "xoxb-"),
        ({"SLACK_BOT_TOKEN": BOT_TOKEN}, "SLACK_APP_TOKEN is missing", "Basic Information"),
        ({**TOKENS, "SLACK_APP_TOKEN": "xoxp-secret"}, "SLACK_APP_TOKEN holds a token", "xapp-"),
    ],
)
async def test_tokens_that_cannot_be_right_are_a_finding_among_the_others(
    tmp_path: Path, papers: StandIn, slack: Slack, tokens: dict[str, str], what: str, mend: str
) -> None:
    said = await doctor(tmp_path, "--json", **tokens, **at(papers, slack))
    assert (said.code, said.err) == (1, "")
    records = json.loads(said.out)
    (found,) = [each for each in records if not each["ok"]]
    assert what in found["what"]
    assert mend in found["mend"]
    assert "arXiv answers" in [each["what"] for each in records]
    assert not slack.asked


async def test_other_peoples_direct_messages_are_no_place(slack: Slack, chat: SlackChat) -> None:
    its = await chat.check_place(Address("slack", "T01/D99"))
    assert its.mend.startswith("subscribe in a channel")
    slack.faults["conversations.history"] = [Fault("token_revoked")]
    with pytest.raises(PlaceGone):
        await chat.check_place(Address("slack", "T01/D99"))


async def test_discord_is_looked_at_place_by_place(tmp_path: Path, papers: StandIn) -> None:
    async with discord_room() as room:
        discord = room.discord
        discord.add_channel("201")
        await discord.deny("201", SEND_MESSAGES)
        (tmp_path / "config.toml").write_text(
            "".join(
                f'[[subscriptions]]\nplace = "discord:{place}"\ncategories = ["cs.CV"]\n'
                for place in ("100/200", "100/201", "100/999", "555/1", "555/2")
            )
        )
        its = {
            "DISCORD_TOKEN": TOKEN,
            "PAPERBOY_CHAT__DISCORD__API_URL": f"{discord.url}/api/v10",
            "PAPERBOY_SOURCES__ARXIV__RSS_URL": f"{papers.url}/rss",
            "PAPERBOY_SOURCES__ARXIV__API_URL": f"{papers.url}/query",
            "PAPERBOY_SOURCES__HUGGINGFACE__API_URL": f"{papers.url}/hf",
        }
        said = await doctor(tmp_path, **its)
        assert (said.code, said.err) == (1, "")
        lines = [each for each in said.of("chats") if "slack" not in each]
        assert lines[0] == "  ok    DISCORD_TOKEN works: it is @paper-bot."
        assert [each[:7] for each in lines[1:]] == ["  mend ", "  ok   ", "  mend ", "  mend "]
        assert "discord:555: Paperboy is not on this server: invite it" in lines[1]
        assert "Send Messages" in lines[3]
        assert "100/999" in lines[4]
        refused = await doctor(tmp_path, **{**its, "DISCORD_TOKEN": "wrong"})
        assert any("refuses the token" in each for each in refused.of("chats"))
