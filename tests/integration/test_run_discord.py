"""`paperboy run` with Discord as a process: tokens that are refused, alone and beside Slack."""

import asyncio
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from tests.discord.stand_in import TOKEN, DiscordStandIn, discord_room
from tests.integration.test_run import ended, free_port, running
from tests.slack.payloads import body_of, signed, slash
from tests.slack.stand_in import slack_server

WRONG = "very-secret.token"


def at(discord: DiscordStandIn, token: str) -> dict[str, str]:
    return {
        "DISCORD_TOKEN": token,
        "PAPERBOY_CHAT__DISCORD__API_URL": f"{discord.url}/api/v10",
        "PAPERBOY_CHAT__DISCORD__GATEWAY_URL": discord.gateway_url,
    }


def both(process: "subprocess.Popen[str]", *events: str) -> str:
    """Read the log until it has all of these, in whatever order."""
    assert process.stderr
    read = ""
    while not all(each in read for each in events):
        line = process.stderr.readline()
        assert line, read
        read += line
    return read


async def test_a_token_that_is_not_taken_is_one_line_without_it(tmp_path: Path) -> None:
    async with discord_room() as room:
        with running(tmp_path, subprocess.DEVNULL, **at(room.discord, WRONG)) as process:
            out, log = await asyncio.to_thread(process.communicate, timeout=20)
    assert process.returncode == 1
    assert "DISCORD_TOKEN" in log.splitlines()[-1]
    assert "very-secret" not in out + log
    assert "surprise" not in log


async def test_it_answers_and_ends_when_it_is_told_to(tmp_path: Path) -> None:
    async with discord_room() as room:
        discord = room.discord
        discord.now = datetime.now(UTC)
        with running(tmp_path, subprocess.DEVNULL, **at(discord, TOKEN)) as process:
            await discord.connected()
            asked = await discord.type("paper", topic="black holes")
            await discord.until(lambda: asked.seen)
            process.terminate()
            out, log = await asyncio.to_thread(ended, process)
    assert "black holes" in asked.seen[0][0]
    assert process.returncode == 0
    assert TOKEN not in out + log


async def test_slack_goes_on_where_discord_refuses_the_token(tmp_path: Path) -> None:
    async with slack_server() as slack, discord_room() as room:
        port = free_port()
        more = at(room.discord, WRONG) | {
            "SLACK_BOT_TOKEN": "xoxb-very-secret",
            "SLACK_SIGNING_SECRET": "very-secret",
            "PAPERBOY_CHAT__SLACK__API_URL": f"{slack.url}/api",
            "PAPERBOY_CHAT__SLACK__MODE": "http",
            "PAPERBOY_CHAT__SLACK__PORT": str(port),
        }
        with running(tmp_path, subprocess.DEVNULL, **more) as process:
            line = await asyncio.to_thread(both, process, "a chat refuses", "connected to Slack")
            body, kind = body_of("slash_commands", slash(slack.url, "/paper", "black holes"))
            headers = signed(body, time.time(), "very-secret") | {"Content-Type": kind}
            address = f"http://127.0.0.1:{port}/slack/events"
            async with aiohttp.request("POST", address, data=body, headers=headers) as answer:
                assert answer.status == 200
            await slack.until(lambda: slack.times("black holes") > 0)
            process.terminate()
            _, log = await asyncio.to_thread(ended, process)
    assert "DISCORD_TOKEN" in line
    assert "very-secret" not in line + log
    assert process.returncode == 0
