"""`paperboy run` as a process: it starts, is asked, is told to end, and shares its store."""

import asyncio
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import aiohttp
import pytest

from bot.app import open_paperboy
from bot.cli_run import finish
from bot.commands import SPECS
from bot.config import (
    ArxivSection,
    ChatSection,
    HuggingFaceSection,
    Settings,
    SlackSection,
    SourcesSection,
    StorageSection,
    Tokens,
)
from bot.errors import ChatError
from bot.messages import Message
from bot.service import Service
from tests.slack.payloads import body_of, signed, slash
from tests.slack.stand_in import APP_TOKEN, BOT_TOKEN, PLACE, Fault, Slack, slack_server
from tests.stand_ins import Reply, stand_in

PAPERBOY = Path(sys.executable).with_name("paperboy")
OFFLINE = {
    "PAPERBOY_SOURCES__ARXIV__ENABLED": "false",
    "PAPERBOY_SOURCES__HUGGINGFACE__ENABLED": "false",
}
DUE_NOW = (
    '[{{place = "console:default", topics = ["language models"], max = 2, at = "{at:%H:%M}", '
    'days = "daily"}}]'
)


@contextmanager
def running(
    folder: Path, stdin: int = subprocess.DEVNULL, **environment: str
) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [PAPERBOY, "run"],
        cwd=folder,
        env={**os.environ, **OFFLINE, **environment},
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def until(process: "subprocess.Popen[str]", event: str) -> str:
    """Read the log up to the line of this event."""
    assert process.stderr
    read = []
    for line in process.stderr:
        read.append(line)
        if re.search(f'event="?{event}', line):
            return line
    raise AssertionError("".join(read))


def ended(process: "subprocess.Popen[str]") -> tuple[str, str]:
    """What it printed and what it logged, to the end.

    Not by `communicate`: that passes over what `until` has read ahead.
    """
    process.wait(timeout=15)
    assert process.stdout
    assert process.stderr
    return process.stdout.read(), process.stderr.read()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_service_that_nobody_types_to(
    tmp_path: Path, number: signal.Signals
) -> None:
    with running(tmp_path) as process:
        assert "chats=console" in until(process, "started")
        process.send_signal(number)
        out, log = ended(process)
    assert process.returncode == 0
    assert "event=stopped" in log
    assert not out


def test_a_source_that_hangs_does_not_hold_up_the_end(tmp_path: Path) -> None:
    with stand_in(Reply(hang=30)) as arxiv:
        more = {
            "PAPERBOY_SOURCES__ARXIV__ENABLED": "true",
            "PAPERBOY_SOURCES__ARXIV__RSS_URL": arxiv.url,
            "PAPERBOY_SOURCES__ARXIV__API_URL": arxiv.url,
            "PAPERBOY_SUBSCRIPTIONS": '[{place = "console:default", categories = ["cs.CV"]}]',
        }
        with running(tmp_path, **more) as process:
            until(process, "started")
            process.terminate()
            _, log = ended(process)
    assert process.returncode == 0
    assert "Traceback" not in log


def test_the_end_of_what_is_typed_ends_it(tmp_path: Path) -> None:
    with running(tmp_path, stdin=subprocess.PIPE) as process:
        out, _ = process.communicate("/paper black holes\n", timeout=20)
    assert process.returncode == 0
    assert "black holes" in out


def test_a_due_digest_is_shown_once_by_two_of_them(tmp_path: Path) -> None:
    wanted = {"PAPERBOY_SUBSCRIPTIONS": DUE_NOW.format(at=datetime.now(UTC))}
    with running(tmp_path, **wanted) as process:  # applies the configuration
        until(process, "started")
    with sqlite3.connect(tmp_path / "paperboy.db") as database:
        database.execute(
            "UPDATE subscriptions SET next_run_at = date('now') || 'T' || at || ':00.000+00:00'"
        )
    database.close()
    with running(tmp_path, **wanted) as one, running(tmp_path, **wanted) as two:
        until(one, "started")
        until(two, "started")
        with sqlite3.connect(tmp_path / "paperboy.db") as database:
            database.execute("PRAGMA busy_timeout = 5000")
            for _ in range(2000):
                left = database.execute(
                    "SELECT count(*) FROM parts WHERE state <> 'sent'"
                ).fetchone()
                done = database.execute("SELECT count(*) FROM runs WHERE state = 'done'").fetchone()
                if done == (1,) and left == (0,):
                    break
                time.sleep(0.01)  # other processes: there is nothing to wait for
        database.close()
        said = []
        for process in (one, two):
            process.terminate()
            said.append(ended(process))
    shown = [out for out, _ in said if "new papers" in out]
    assert len(shown) == 1
    assert shown[0].count("arxiv.org/abs/") == 2
    logs = "".join(log for _, log in said)
    assert logs.count("event=delivered") == 1
    title = shown[0].splitlines()[3]
    assert title not in logs


def test_a_backup_is_made_while_it_runs_and_never_over_a_file(tmp_path: Path) -> None:
    with running(tmp_path) as process:
        until(process, "started")
        command = [PAPERBOY, "backup", "copy.db"]
        more = {
            "cwd": tmp_path,
            "env": {**os.environ, **OFFLINE},
            "capture_output": True,
            "text": True,
        }
        first = subprocess.run(command, check=False, **more)  # type: ignore[call-overload]
        again = subprocess.run(command, check=False, **more)  # type: ignore[call-overload]
    assert first.returncode == 0
    assert again.returncode == 1
    assert "copy.db is there already" in again.stderr
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT count(*) FROM papers").fetchone() == (63,)
    copy.close()


async def test_tokens_that_are_not_taken_are_one_line_without_them(tmp_path: Path) -> None:
    async with slack_server() as slack:
        slack.faults["auth.test"] = [Fault("invalid_auth")]
        more = {
            "SLACK_BOT_TOKEN": "xoxb-very-secret",
            "SLACK_APP_TOKEN": "xapp-very-secret",
            "PAPERBOY_CHAT__SLACK__API_URL": f"{slack.url}/api",
        }
        with running(tmp_path, **more) as process:
            out, log = await asyncio.to_thread(process.communicate, timeout=20)
    assert process.returncode == 1
    assert "SLACK_BOT_TOKEN" in log.splitlines()[-1]
    assert "very-secret" not in out + log


def test_a_model_without_its_key_is_one_warning(tmp_path: Path) -> None:
    with running(tmp_path, PAPERBOY_LLM__MODEL="small-1", OPENAI_API_KEY="") as process:
        line = until(process, "there is no key for the model")
        until(process, "started")
        process.terminate()
        _, log = ended(process)
    assert "level=warning" in line
    assert "model=small-1" in line
    assert "set OPENAI_API_KEY in the environment" in line
    assert "no key" not in log


def test_half_of_slacks_tokens_is_a_mistake_that_is_named(tmp_path: Path) -> None:
    with running(tmp_path, SLACK_BOT_TOKEN="xoxb-very-secret") as process:
        _, log = process.communicate(timeout=20)
    assert process.returncode == 2
    assert log.startswith("paperboy: SLACK_APP_TOKEN is missing in the environment: ")
    assert log.count("\n") == 1
    assert "very-secret" not in log


async def test_over_http_it_says_where_it_listens_is_well_and_answers(tmp_path: Path) -> None:
    async with slack_server() as slack:
        port = free_port()
        more = {
            "SLACK_BOT_TOKEN": "xoxb-very-secret",
            "SLACK_SIGNING_SECRET": "very-secret",
            "PAPERBOY_CHAT__SLACK__API_URL": f"{slack.url}/api",
            "PAPERBOY_CHAT__SLACK__MODE": "http",
            "PAPERBOY_CHAT__SLACK__PORT": str(port),
        }
        with running(tmp_path, **more) as process:
            line = await asyncio.to_thread(until, process, "connected to Slack")
            body, kind = body_of("slash_commands", slash(slack.url, "/paper", "black holes"))
            headers = signed(body, time.time(), "very-secret") | {"Content-Type": kind}
            async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
                async with session.get("/health") as answer:
                    assert answer.status == 200
                async with session.post("/slack/events", data=body, headers=headers) as answer:
                    assert answer.status == 200
            await slack.until(lambda: slack.times("black holes") > 0)
            assert slack.only().only_for == "U01"
            process.terminate()
            out, log = await asyncio.to_thread(ended, process)
    assert f"http://127.0.0.1:{port}/slack/events" in line
    assert process.returncode == 0
    assert "very-secret" not in out + log + line


def hanging_settings(folder: Path, slack: Slack) -> Settings:
    return Settings(
        storage=StorageSection(url=f"sqlite:///{folder / 'paperboy.db'}"),
        sources=SourcesSection(
            arxiv=ArxivSection(enabled=False), huggingface=HuggingFaceSection(enabled=False)
        ),
        chat=ChatSection(slack=SlackSection(api_url=f"{slack.url}/api")),
    )


async def test_a_slack_that_hangs_does_not_hold_up_the_end(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tokens = Tokens(slack_bot=BOT_TOKEN, slack_app=APP_TOKEN)
    async with slack_server() as slack:
        settings = hanging_settings(tmp_path, slack)
        async with open_paperboy(settings, StringIO(), tokens=tokens) as paperboy:
            service, chat = Service(paperboy.desk, paperboy.editor), paperboy.desk.chats["slack"]
            service.start()
            listening = asyncio.create_task(chat.run(SPECS, paperboy.router.handle))
            await slack.connected()
            slack.faults["response_url"] = [Fault(hang=True)] * 9
            slack.faults["chat.postMessage"] = [Fault(hang=True)] * 9
            for number in range(9):
                await slack.type("/paperboy help", user=f"U{number}")
            await slack.until(lambda: slack.methods().count("response_url") == 9)
            sending = asyncio.create_task(chat.send(PLACE, Message("hello"), "a"))
            await slack.until(lambda: "chat.postMessage" in slack.methods())
            asked, began = len(slack.asked), time.monotonic()
            await finish(service, paperboy.desk.chats.values(), [listening], grace=0.2)
            assert time.monotonic() - began < 3
            assert listening.done()
            sending.cancel()
            with suppress(asyncio.CancelledError, ChatError):
                await sending
            assert len(slack.asked) == asked
    assert "not answered before the end: 9" in caplog.text


def free_port() -> int:
    """A port that nothing listens on just now."""
    with socket.socket() as its:
        its.bind(("127.0.0.1", 0))
        port: int = its.getsockname()[1]
        return port
