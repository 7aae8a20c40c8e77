"""The command line on a real store: answers, errors of one line, exit codes."""

import json
import os
import sqlite3
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot import cli, cli_main

Run = Callable[..., "Result"]
OFFLINE = {  # then an empty store is filled with the sample
    "PAPERBOY_SOURCES__ARXIV__ENABLED": "false",
    "PAPERBOY_SOURCES__HUGGINGFACE__ENABLED": "false",
}


class Result:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command in an empty folder, as `paperboy …` does."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("PAPERBOY_")]:
        monkeypatch.delenv(name)
    for name, text in OFFLINE.items():
        monkeypatch.setenv(name, text)

    def command(*words: str, **environment: str) -> Result:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["paperboy", *words])
        with pytest.raises(SystemExit) as stopped:
            cli_main.main()
        out, err = capfd.readouterr()
        return Result(int(stopped.value.code or 0), out, err)

    return command


def test_a_digest_for_scripts(run: Run) -> None:
    result = run("digest", "--topic", '"diffusion models"', "--max", "2", "--json")
    assert result.code == 0
    made = result.json()
    assert list(made) == ["place", "date", "papers", "receipt"]
    assert made["place"] == "console:default"
    assert [list(each) for each in made["papers"]] == [
        [
            "id",
            "title",
            "url",
            "authors",
            "categories",
            "announced",
            "score",
            "why",
            "summary",
            "sample",
        ]
    ] * 2
    receipt = made["receipt"]
    assert receipt["announced"] == sum(
        count for name, count in receipt.items() if name not in ("announced", "next")
    )
    assert list(receipt) == [
        *("announced", "posted", "filtered", "already_posted", "below_threshold"),
        *("over_max", "folded", "held", "next"),
    ]
    assert result.err == ""


def test_no_paper_is_posted_twice_and_a_dry_run_posts_nothing(run: Run) -> None:
    def ids(*more: str) -> list[str]:
        made = run("digest", "--topic", "learning", "--max", "20", "--json", *more).json()
        return [each["id"] for each in made["papers"]]

    looked = ids("--dry-run")
    posted = ids()
    assert looked == posted != []
    assert ids() == []
    assert "nothing new was announced since" in run("digest", "--topic", "learning").out


def test_a_digest_goes_by_the_subscriptions_of_the_place(run: Run, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        '[[subscriptions]]\nplace = "console:team"\ntopics = ["quantum"]\nmax = 1\n'
    )
    made = run("digest", "--place", "console:team", "--json").json()
    assert made["place"] == "console:team"
    assert "quantum" in made["papers"][0]["why"]


def test_papers_for_scripts_and_for_people(run: Run) -> None:
    (found,) = run("paper", "https://arxiv.org/abs/1706.03762v5", "--json").json()
    assert found["title"] == "Attention Is All You Need"
    shown = run("paper", "black", "holes", "--limit", "2")
    assert shown.out.startswith("2 papers on “black holes”\n")
    assert "sample description" in shown.out


def test_the_status_of_a_place(run: Run) -> None:
    assert run("status", "--json").json()["papers"] == 0
    run("digest", "--topic", "quantum", "--max", "1")
    status = run("status", "--json").json()
    assert status["posted"] == 1
    assert status["last"]
    assert "Posted here  1 paper" in run("status").out


@pytest.mark.parametrize(
    ("words", "environment", "code", "said"),
    [
        (["digset"], {}, 2, "there is no command “digset”: did you mean digest?"),
        (["digest", "--topics", "x"], {}, 2, "--topics"),
        (["digest", "--max", "0"], {}, 2, "0 is not in the range"),
        (["digest", "--place", "nowhere"], {}, 2, "“nowhere” names no place: write chat:channel"),
        (["digest", "--place", "slack:C1"], {}, 1, "no chat “slack” is connected here"),
        (["digest", "--category", "cs.CW"], {}, 2, "no category “cs.CW”: did you mean"),
        (["digest"], {}, 1, "Nothing is set up for console:default: name a --topic"),
        (["digest", "--topic", " "], {}, 2, "“ ” names nothing to look for"),
        (["digest", "--date", "soon"], {}, 2, "'soon' does not match the format"),
        (["ingest"], {}, 1, "Which papers? Name a --category"),
        (["paper"], {}, 2, "Missing argument 'TOPIC...'"),
        (["paper", "xyzzy"], {}, 1, "Nothing on “xyzzy” among"),
        (["paper", "2603.99999"], {}, 1, "2603.99999 is not among"),
        (["status"], {"PAPERBOY_BOT__TIMEZONE": "Mars"}, 2, "“Mars” is no time zone"),
        (["status"], {"PAPERBOY_BOT__TIMEZON": "UTC"}, 2, "did you mean timezone?"),
        (["--config", "none.toml", "status"], {}, 2, "none.toml is not there"),
        (["status"], {"PAPERBOY_STORAGE__URL": "sqlite:////no/where.db"}, 1, "cannot be opened"),
        (["status"], {"PAPERBOY_STORAGE__URL": "sqlite:///."}, 1, "cannot be opened"),
    ],
)
def test_a_mistake_is_one_line_that_names_it(
    run: Run, words: list[str], environment: Mapping[str, str], code: int, said: str
) -> None:
    result = run(*words, **environment)
    assert result.code == code
    last = result.err.strip().splitlines()[-1]
    assert last.startswith("paperboy: ")
    assert said in last
    assert len(result.err.splitlines()) == 1


def test_a_store_that_another_program_damaged_is_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "paperboy.db").write_bytes(b"not a database" * 1000)
    result = run("status")
    assert (result.code, result.err.count("\n")) == (1, 1)
    assert "paperboy.db: it is damaged" in result.err


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_what_cannot_be_written_is_one_line_and_is_not_posted(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...]
) -> None:
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        result = run("digest", "--topic", "quantum", *more)
    assert result.code == 1
    assert "No space left on device" in result.err
    assert result.err.startswith("paperboy: ")
    with sqlite3.connect(tmp_path / "paperboy.db") as store:
        assert store.execute("SELECT count(*) FROM postings").fetchone() == (0,)
    store.close()


def test_the_store_is_in_the_folder_where_one_works(run: Run, tmp_path: Path) -> None:
    run("digest", "--topic", "quantum")
    with sqlite3.connect(tmp_path / "paperboy.db") as store:
        assert store.execute("SELECT count(*) FROM postings").fetchone()[0] > 0
    store.close()


def test_every_command_is_in_the_documentation() -> None:
    text = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")
    assert all(f"`paperboy {name}" in text for name in cli.cli.commands)
