"""`paperboy summarise`: papers and files, with and without a model; what it costs, what fails."""

import asyncio
import json
import os
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot import cli_main
from bot.asking import Prices
from bot.cli_doctor_model import look_at_model
from bot.config import NO_TOKENS, Settings, Tokens
from bot.config_llm import LlmSection
from bot.summaries import STYLES
from tests import model_server as played
from tests.echo import echo
from tests.model_server import ModelServer, Play, model_server
from tests.pdfs import LEFT, WHOLE, column, locked, pdf, said

PAPERBOY = Path(sys.executable).with_name("paperboy")
OURS = ("SLACK_", "DISCORD_", "PAPERBOY_", "OPENAI_")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
OFFLINE = {  # then an empty store is filled with the sample
    "PAPERBOY_SOURCES__ARXIV__ENABLED": "false",
    "PAPERBOY_SOURCES__HUGGINGFACE__ENABLED": "false",
}
ATTENTION = "1706.03762"
NOWHERE = {  # nobody listens there
    "PAPERBOY_LLM__MODEL": "small-1",
    "PAPERBOY_LLM__BASE_URL": "http://127.0.0.1:1/v1",
    "PAPERBOY_LLM__PRICE_IN": "0.25",
    "PAPERBOY_LLM__PRICE_OUT": "2",
}
PRICES = Prices(Decimal("0.25"), Decimal(2))
KEYS = ["id", "title", "style", "language", "writer", "source", "fields", "questions", "workflow",
        "checks", "flags", "note", "cost"]  # fmt: skip
FREE = {"requests": 0, "tokens_in": 0, "tokens_out": 0, "usd": "0"}
TEXT = "We propose Sprinkle, a pump that learns when a garden needs water."
RESULT = "On the GardenBench data, Sprinkle needs 37 % less water than buckets."


@dataclass
class Said:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


async def begun(folder: Path, *words: str, **environment: str) -> asyncio.subprocess.Process:
    """The real command, as a process in this folder."""
    around = {
        name: its
        for name, its in os.environ.items()
        if not name.startswith(OURS) and name.upper() not in PROXIES
    }
    return await asyncio.create_subprocess_exec(
        PAPERBOY, *words, cwd=folder, env={**around, **OFFLINE, **environment},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def paperboy(folder: Path, *words: str, **environment: str) -> Said:
    """The same, to its end."""
    process = await begun(folder, *words, **environment)
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    assert "Traceback" not in err.decode()
    return Said(process.returncode, out.decode(), err.decode())


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with model_server() as its:
        its.say = echo
        yield its


def llm(server: ModelServer, **more: str) -> dict[str, str]:
    """The settings of a model there."""
    its = {"MODEL": "small-1", "BASE_URL": server.url, **more}
    return {f"PAPERBOY_LLM__{name}": text for name, text in its.items()}


def priced(server: ModelServer, **more: str) -> dict[str, str]:
    return llm(server, PRICE_IN="0.25", PRICE_OUT="2", **more)


def a_pdf() -> bytes:
    """Two pages with a heading each."""
    return pdf([
        [said("Pumps for dry gardens", 150, 60, size=18, bold=True),
         said("1 Introduction", LEFT, 120, size=12, bold=True), *column(TEXT, LEFT, 140, WHOLE)],
        [said("2 Results", LEFT, 120, size=12, bold=True), *column(RESULT, LEFT, 140, WHOLE)],
    ])  # fmt: skip


# ------------------------------------------------------------------ without a model


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Said]:
    """Run `paperboy …` in here, in an empty folder: it starts sooner."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(OURS)]:
        monkeypatch.delenv(name)

    def command(*words: str, **environment: str) -> Said:
        for name, value in (OFFLINE | environment).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["paperboy", *words])
        with pytest.raises(SystemExit) as stopped:
            cli_main.main()
        out, err = capfd.readouterr()
        return Said(int(stopped.value.code or 0), out, err)

    return command


@pytest.mark.parametrize("style", STYLES)
def test_a_paper_for_scripts(run: Callable[..., Said], style: str) -> None:
    its = run("summarise", f"https://arxiv.org/abs/{ATTENTION}v5", "--style", style, "--json")
    assert (its.code, its.err) == (0, "")
    made = its.json()
    assert list(made) == KEYS
    assert (made["id"], made["style"], made["writer"], made["source"]) == (
        ATTENTION, style, "", "abstract",
    )  # fmt: skip
    points = [point for points in made["fields"].values() for point in points]
    assert points
    assert [list(each) for each in points] == [["text", "quote", "where"]] * len(points)
    assert all(each["text"] and each["quote"] and each["where"] for each in points)
    assert made["checks"] == {"held": len(points), "dropped": 0}
    assert made["cost"] == FREE


def test_a_paper_for_people(run: Callable[..., Said]) -> None:
    shown = run("summarise", ATTENTION).out
    assert "Attention Is All You Need" in shown
    assert "Topic and domain" in shown
    assert "Sample description" in shown
    assert "Regenerate" not in shown


def test_files_for_scripts_and_for_people(run: Callable[..., Said], tmp_path: Path) -> None:
    (tmp_path / "pumps.txt").write_text(f"{TEXT} {RESULT}")
    (tmp_path / "pumps.pdf").write_bytes(a_pdf())
    (tmp_path / ATTENTION).write_text(TEXT)  # a file goes first
    made = run("summarise", "pumps.pdf", "--style", "deep", "--json").json()
    assert (made["id"], made["cost"]) == ("", FREE)
    points = [point for points in made["fields"].values() for point in points]
    assert {"1 Introduction, page 1", "2 Results, page 2"} >= {each["where"] for each in points}
    assert points
    shown = run("summarise", "pumps.txt", "--style", "tldr").out
    assert TEXT in " ".join(shown.split())
    assert "arxiv.org" not in shown
    assert run("summarise", ATTENTION, "--json").json()["title"] == ATTENTION


def test_what_cannot_be_summarised_is_one_line(run: Callable[..., Said], tmp_path: Path) -> None:
    (tmp_path / "locked.pdf").write_bytes(locked())
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\0\0\0")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing more")
    (tmp_path / "folder").mkdir()
    unpriced = {"PAPERBOY_LLM__MODEL": "m", "PAPERBOY_LLM__DAILY_BUDGET_USD": "0.5"}
    refused: list[tuple[tuple[str, ...], Mapping[str, str], int, str]] = [
        (("2603.99999",), {}, 1, "2603.99999 is not in the store, and [sources.arxiv] is not"),
        (("locked.pdf",), {}, 1, "locked.pdf has a password: save it without one."),
        (("none.pdf",), {}, 1, "“none.pdf” is neither a file here nor the id or link of a paper."),
        (("Attention is all",), {}, 1, "“Attention is all” is neither a file here"),
        (("x" * 5000,), {}, 1, "is neither a file here nor the id"),
        ((" ",), {}, 1, "“” is neither a file here"),
        (("empty.pdf",), {}, 1, "empty.pdf is empty."),
        (("picture.png",), {}, 1, "picture.png is no PDF, no web page and no plain text."),
        (("broken.pdf",), {}, 1, "broken.pdf "),
        (("folder",), {}, 1, "folder is a folder: name a file in it."),
        ((ATTENTION, "--style", "long"), {}, 2, "'long' is not one of 'tldr', 'points'"),
        ((ATTENTION, "--language", "x!"), {}, 1, "“x!” is no language: write its name"),
        ((), {}, 2, "Missing argument 'PAPER'"),
        ((ATTENTION,), unpriced, 2, "a budget needs prices: set price_in and price_out"),
    ]
    for words, environment, code, expected in refused:
        its = run("summarise", *words, **environment)
        assert (its.code, its.out) == (code, ""), words
        assert its.err.startswith("paperboy: ")
        assert expected in its.err
        assert its.err.count("\n") == 1


# ------------------------------------------------------------------ with a model


def cost_of(server: ModelServer) -> str:
    return f"{PRICES.of(server.charged_in, server.charged_out):f}"


async def test_with_a_model_each_point_is_proven_and_paid_for_once(
    tmp_path: Path, server: ModelServer
) -> None:
    words = ("summarise", ATTENTION, "--style", "points", "--json")
    around = priced(server, DAILY_BUDGET_USD="0.50")
    made = (await paperboy(tmp_path, *words, **around)).json()
    assert (made["writer"], made["note"]) == ("small-1", "")
    points = [point for points in made["fields"].values() for point in points]
    assert [each["where"] for each in points] == ["Abstract"] * len(points)
    assert made["checks"] == {"held": len(points), "dropped": 0}
    cost = made["cost"]
    assert (cost["tokens_in"], cost["tokens_out"]) == (server.charged_in, server.charged_out)
    assert (cost["requests"], Decimal(cost["usd"])) == (1, Decimal(cost_of(server)))
    assert len(server.asked) == 1
    models = (await paperboy(tmp_path, "status", "--json")).json()["models"]
    assert (models["requests"], models["daily_budget_usd"]) == (1, None)
    assert Decimal(models["usd"]) == Decimal(cost["usd"]) > 0


async def test_each_run_knows_its_own_cost_and_status_shows_them_as_one(
    tmp_path: Path, server: ModelServer
) -> None:
    (tmp_path / "pumps.txt").write_text(f"{TEXT} {RESULT}")
    await paperboy(tmp_path, "status")
    words = ("summarise", "pumps.txt", "--json", "--style")
    both = await asyncio.gather(
        *(paperboy(tmp_path, *words, style, **priced(server)) for style in ("tldr", "points"))
    )
    costs = [each.json()["cost"] for each in both]
    assert [each["requests"] for each in costs] == [1, 1]
    assert sum(each["tokens_in"] for each in costs) == server.charged_in
    models = (await paperboy(tmp_path, "status", "--json")).json()["models"]
    assert [(each["place"], each["purpose"]) for each in models["by"]] == [
        ("command line", "summary points"), ("command line", "summary tldr"),
    ]  # fmt: skip


async def test_without_prices_nobody_says_that_it_cost_nothing(
    tmp_path: Path, server: ModelServer
) -> None:
    made = (await paperboy(tmp_path, "summarise", ATTENTION, "--json", **llm(server))).json()
    tokens = server.charged_in + server.charged_out
    assert made["cost"]["usd"] is None
    assert made["cost"]["tokens_in"] + made["cost"]["tokens_out"] == tokens
    models = (await paperboy(tmp_path, "status", "--json", **llm(server))).json()["models"]
    assert (models["usd"], models["usd_here"], models["by"][0]["usd"]) == (None, None, None)
    shown = " ".join((await paperboy(tmp_path, "status", **llm(server))).out.split())
    assert "1 request" in shown
    assert "tokens, price unknown" in shown
    assert "$" not in shown


def test_without_the_key_that_it_needs_a_summary_says_so(run: Callable[..., Said]) -> None:
    its = run("summarise", ATTENTION, "--json", PAPERBOY_LLM__MODEL="small-1")
    assert (its.json()["note"], its.json()["cost"]) == ("no key for small-1", FREE)
    shown = run("summarise", ATTENTION, PAPERBOY_LLM__MODEL="small-1").out
    assert "no key for small-1" in " ".join(shown.split())
    assert "no key" not in run("paper", ATTENTION, PAPERBOY_LLM__MODEL="small-1").out


async def test_who_is_killed_is_waited_for_a_minute_at_most_and_not_in_silence(
    tmp_path: Path, server: ModelServer
) -> None:
    server.plays(played.HANG)
    words = ("summarise", ATTENTION, "--style", "tldr", "--json")
    killed = await begun(tmp_path, *words, **priced(server))
    await asyncio.wait_for(server.arrived.wait(), 30)
    killed.kill()
    await killed.communicate()
    server.say = echo
    other = await begun(tmp_path, *words, **priced(server))
    assert other.stderr
    line = await asyncio.wait_for(other.stderr.readline(), 30)
    assert line == b"paperboy: another Paperboy writes it: waiting\n"
    with closing(sqlite3.connect(tmp_path / "paperboy.db")) as database, database:
        ((until,),) = database.execute("SELECT until FROM writing").fetchall()
        assert datetime.fromisoformat(until) <= datetime.now(UTC) + timedelta(minutes=1)
        database.execute("UPDATE writing SET until = '2026-01-01'")
    out, err = await asyncio.wait_for(other.communicate(), 30)
    assert (json.loads(out)["writer"], err) == ("small-1", b"")
    assert json.loads(out)["cost"]["requests"] == 1


async def test_a_file_is_written_of_in_depth_and_in_any_language(
    tmp_path: Path, server: ModelServer
) -> None:
    (tmp_path / "pumps.pdf").write_bytes(a_pdf())
    words = ("summarise", "pumps.pdf", "--style", "deep", "--language", "German", "--json")
    made = (await paperboy(tmp_path, *words, **priced(server))).json()
    assert (made["id"], made["source"], made["writer"]) == ("", "full text", "small-1")
    assert made["language"] == "German"
    points = [point for points in made["fields"].values() for point in points]
    assert [each["where"] for each in points] == ["1 Introduction, page 1", "2 Results, page 2"]
    assert made["cost"]["requests"] >= 1
    assert "Write every `text` in German" in server.said(0)[0]


async def test_where_the_key_is_refused_the_papers_own_sentences_are_shown(
    tmp_path: Path, server: ModelServer
) -> None:
    server.plays(played.UNAUTHORISED)
    its = await paperboy(
        tmp_path, "summarise", ATTENTION, "--style", "brief", "--json",
        **priced(server), OPENAI_API_KEY="sk-secret",
    )  # fmt: skip
    assert (its.code, its.err) == (0, "")
    assert "sk-secret" not in its.out
    made = its.json()
    assert "refuses the key (HTTP 401): set OPENAI_API_KEY" in made["note"]
    assert (made["writer"], made["cost"]) == ("", FREE)
    assert made["fields"]
    assert len(server.asked) == 1


def test_where_the_budget_is_too_small_nothing_is_asked(run: Callable[..., Said]) -> None:
    its = run("summarise", ATTENTION, "--json", **NOWHERE, PAPERBOY_LLM__DAILY_BUDGET_USD="0.0001")
    made = its.json()
    its_note = "The day's budget of $0.0001 leaves no room for a request of at most $0."
    assert made["note"].startswith(its_note)
    assert (its.code, made["writer"], made["cost"]) == (0, "", FREE)
    assert made["fields"]
    assert "at most $0.0001" not in run("status").out
    assert "$0.00 of $0.0001 · 0 requests" in run("status").out


# ------------------------------------------------------------------ what doctor says of it


def settings(**more: Any) -> Settings:
    return Settings(llm=LlmSection(**more))


@pytest.mark.parametrize(
    ("play", "lacks", "what", "mend"),
    [
        (played.GOOD, set(), "small-1 answers; at most $0.5 a day", ""),
        (played.GOOD, {"response_format", "max_tokens"}, "small-1 answers", ""),
        (played.CUT, set(), "small-1 answers", ""),
        (played.UNAUTHORISED, set(), "refuses the key (HTTP 401)", "set OPENAI_API_KEY"),
        (played.UNKNOWN_MODEL, set(), "has no model “small-1”", "set [llm] model"),
        (played.NO_QUOTA, set(), "there is no credit left", "add some to the account"),
        (played.NOT_JSON, set(), "no chat completion", "look at [llm] base_url"),
        (played.failing(500), set(), "cannot answer now (HTTP 500)", "try again in a minute"),
        (played.HANG, set(), "did not answer within 1 seconds", "look at [llm] base_url"),
    ],
)
async def test_doctor_asks_the_model_for_a_word(
    server: ModelServer, play: Play, lacks: set[str], what: str, mend: str
) -> None:
    server.plays(play)
    server.lacks = lacks
    found = await look_at_model(
        settings(model="small-1", base_url=server.url, price_in=1, price_out=2,
                 daily_budget_usd="0.5", timeout=1 if play.hang else 5),
        Tokens(openai="sk-secret"),
    )  # fmt: skip
    assert what in found.what
    assert mend in found.mend
    assert bool(mend) == bool(found.mend)
    assert found.what.endswith("the few tokens of this question are not booked") == (not mend)
    assert "secret" not in f"{found.what}{found.mend}"
    assert server.keys[0] == "Bearer sk-secret"


@pytest.mark.parametrize(
    ("its", "what", "mend"),
    [
        ({}, "none is configured: summaries are the papers' own sentences", ""),
        ({"model": "gpt"}, "gpt: there is no key for it", "set OPENAI_API_KEY in the environment"),
        ({"model": "gpt", "base_url": "http://127.0.0.1:1/v1"}, "could not be reached", "network"),
    ],
)
async def test_doctor_says_what_the_model_lacks(its: dict[str, str], what: str, mend: str) -> None:
    found = await look_at_model(settings(**its), NO_TOKENS)
    assert what in found.what
    assert mend in found.mend
    assert bool(mend) == bool(found.mend)


def test_the_whole_doctor_names_it(run: Callable[..., Said]) -> None:
    its = run("doctor", "--json", **NOWHERE, OPENAI_API_KEY="sk-secret")
    (found,) = [each for each in its.json() if each["about"] == "model"]
    assert (its.code, found["ok"]) == (1, False)
    assert "127.0.0.1:1 could not be reached" in found["what"]
    assert "sk-secret" not in its.out + its.err
