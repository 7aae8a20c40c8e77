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
from bot.cli_upkeep import UPKEEP
from tests.stand_ins import Reply, api_entry, api_page, stand_in

Run = Callable[..., "Result"]
BY_HTTP = {"PAPERBOY_CHAT__SLACK__MODE": "http"}
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
    secrets = ("SLACK_", "DISCORD_", "PAPERBOY_")
    for name in [name for name in os.environ if name.startswith(secrets)]:
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


def test_the_subscriptions_of_the_configuration_are_in_the_store(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(
        '[[subscriptions]]\nplace = "console:team"\ntopics = ["quantum"]\nat = "8:30"\n'
    )
    its = run("status", "--place", "console:team", "--json").json()
    assert its["subscriptions"] == 1
    assert its["next"].endswith("T08:30:00+00:00")
    assert "Next  " in run("status", "--place", "console:team").out
    file.write_text("")
    assert run("status", "--place", "console:team", "--json").json()["subscriptions"] == 0


def test_papers_for_scripts_and_for_people(run: Run) -> None:
    (found,) = run("paper", "https://arxiv.org/abs/1706.03762v5", "--json").json()
    assert found["title"] == "Attention Is All You Need"
    shown = run("paper", "black", "holes", "--limit", "2")
    assert shown.out.startswith("2 papers on “black holes”\n")
    assert "sample description" in shown.out


def test_a_paper_is_cited_on_the_command_line(run: Run) -> None:
    its = run("paper", "1706.03762", "--bibtex", "--offline").out
    assert its.startswith("@misc{vaswani2017attention,\n  title = {Attention Is All You Need},\n")
    both = run("paper", "black", "holes", "--limit", "2", "--bibtex").out
    assert both.count("@misc{") == 2
    assert "\n}\n\n@misc{" in both


def test_what_is_not_here_comes_from_arxiv_unless_that_is_not_to_be_asked(run: Run) -> None:
    entry = api_entry("2603.00001v2", "Xyzzy whales")
    with stand_in(
        say=lambda path: Reply(api_page(entry) if "xyzzy" in path else api_page())
    ) as web:
        asked = {
            "PAPERBOY_SOURCES__ARXIV__ENABLED": "true",
            "PAPERBOY_SOURCES__ARXIV__API_URL": f"{web.url}/api",
            "PAPERBOY_SOURCES__ARXIV__DELAY_SECONDS": "0",
        }
        assert run("paper", "xyzzy", "--offline", **asked).code == 1
        assert web.asked == []
        shown = run("paper", "xyzzy", **asked)
        assert shown.out.startswith("1 paper on “xyzzy”\n1 of these just came from arXiv\n")
        none = run("paper", "plugh", **asked)
        assert none.code == 1
        assert none.err.rstrip().endswith("arXiv has none either.")
        assert "arXiv has no paper 2603.00009" in run("paper", "2603.00009", **asked).err
        web.say = lambda _: Reply(b"Rate exceeded.", 403)
        down = run("paper", "frotz", **asked)
        assert "arXiv did not answer just now: try again in a few minutes." in down.err


def test_the_status_of_a_place(run: Run) -> None:
    assert run("status", "--json").json()["papers"] == 0
    run("digest", "--topic", "quantum", "--max", "1")
    status = run("status", "--json").json()
    assert status["posted"] == 1
    assert status["last"]
    assert (status["subscriptions"], status["next"], status["waiting"]) == (0, None, {})
    shown = run("status").out
    assert "Posted here  1 paper" in shown
    assert "Last look" in shown


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
        (["manifest", "slak"], {}, 2, "'slak' is not one of 'slack', 'discord'"),
        (
            ["manifest", "slack", "--url", "https://x"],
            {},
            2,
            'mode = "socket" Slack needs no --url',
        ),
        (["manifest", "slack"], BY_HTTP, 2, "write --url https://paperboy.example.org"),
        (["manifest", "slack", "--url", "http://x"], BY_HTTP, 2, "“http://x” is no address"),
        (["manifest", "slack", "--url", "https://x.org/ a"], BY_HTTP, 2, "is no address"),
        (["run"], {"SLACK_BOT_TOKEN": "xoxb-1"}, 2, "SLACK_APP_TOKEN is missing"),
        (["doctor"], {"PAPERBOY_BOT__TIMEZON": "UTC"}, 2, "did you mean timezone?"),
        (["status"], {"PAPERBOY_BOT__TIMEZONE": "Mars"}, 2, "There is no time zone “Mars”"),
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


def papers(folder: Path, where: str = "posted_at IS NOT NULL") -> int:
    """How many papers the store of a folder has posted."""
    with sqlite3.connect(folder / "paperboy.db") as store:
        (count,) = store.execute(f"SELECT count(*) FROM ledger WHERE {where}").fetchone()
    store.close()
    return int(count)


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_what_cannot_be_written_is_one_line_and_is_not_posted(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...]
) -> None:
    with Path("/dev/full").open("w") as full, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", full)
        result = run("digest", "--topic", "quantum", *more)
    assert result.code == 1
    assert "No space left on device" in result.err
    assert result.err.startswith("paperboy: ")
    assert result.err.count("\n") == 1
    assert ".." not in result.err
    assert papers(tmp_path) == 0


def test_what_could_not_be_written_comes_with_the_next_digest(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Path("/dev/full").open("w") as full, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", full)
        run("digest", "--topic", "quantum", "--max", "2")
    (part,) = run("outbox", "list", "--json").json()
    assert (part["state"], len(part["papers"])) == ("retry", 2)
    assert "No space left on device" in run("outbox", "list").out
    with sqlite3.connect(tmp_path / "paperboy.db") as store:  # a few seconds later
        store.execute("UPDATE parts SET not_before = ''")
    store.close()
    assert "2 new papers" in run("digest", "--topic", "quantum").out
    assert papers(tmp_path) == 2
    assert "The outbox is empty" in run("outbox", "list").out


def test_what_a_script_could_not_be_told_is_free_again(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Path("/dev/full").open("w") as full, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", full)
        run("digest", "--topic", "quantum", "--json")
    assert papers(tmp_path, "1") == 0
    assert run("outbox", "list", "--json").json() == []


def test_waiting_messages_are_decided_by_a_person(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Path("/dev/full").open("w") as full, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", full)
        run("digest", "--topic", "quantum", "--max", "1")
    assert run("outbox", "resend", "1").out == "1 message will be sent by `paperboy run`.\n"
    unknown = run("outbox", "drop", "7")
    assert unknown.code == 1
    assert unknown.err.startswith("paperboy: There is no waiting message 7: ")
    assert run("outbox", "drop", "1").out == "1 message dropped.\n"
    assert papers(tmp_path, "1") == 0
    assert run("outbox", "resend", "1").code == 1


def test_a_backup_is_a_whole_store_and_overwrites_nothing(run: Run) -> None:
    run("digest", "--topic", "quantum", "--max", "1")
    assert run("backup", "copy.db").out == "copy.db: a whole copy of the store.\n"
    again = run("backup", "copy.db")
    assert (again.code, again.err.count("\n")) == (1, 1)
    assert "copy.db is there already" in again.err
    assert run("status", "--json", PAPERBOY_STORAGE__URL="sqlite:///copy.db").json()["posted"] == 1


def test_half_a_pair_of_tokens_is_one_line_without_the_secret(run: Run) -> None:
    result = run("digest", "--place", "slack:T1/C1", SLACK_BOT_TOKEN="xoxb-1")
    assert (result.code, result.err.count("\n")) == (2, 1)
    assert "SLACK_APP_TOKEN is missing in the environment" in result.err
    assert "xoxb" not in result.err


def test_the_manifest_of_the_slack_app_is_json_to_paste(run: Run) -> None:
    by_socket = run("manifest", "slack").json()
    assert by_socket["settings"]["socket_mode_enabled"] is True
    over_http = run("manifest", "slack", "--url", "https://p.example.org", **BY_HTTP).json()
    asked = over_http["settings"]["event_subscriptions"]["request_url"]
    assert asked == "https://p.example.org/slack/events"


def test_the_store_is_in_the_folder_where_one_works(run: Run, tmp_path: Path) -> None:
    run("digest", "--topic", "quantum")
    assert papers(tmp_path) > 0


def test_every_command_is_in_the_documentation() -> None:
    text = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")
    assert all(
        f"`paperboy {name}" in text for name in (*cli.cli.commands, *(each.name for each in UPKEEP))
    )


def test_the_manifest_of_discord_is_the_invite_link(run: Run) -> None:
    unknown = run("manifest", "discord").out
    assert "client_id=<APPLICATION ID>" in unknown
    assert "General Information" in unknown
    token = "MTIzNDU2Nzg5MDEyMzQ1Njc4.secret.part"
    known = run("manifest", "discord", DISCORD_TOKEN=token).out
    assert "client_id=123456789012345678&scope=bot+applications.commands&permissions=" in known
    assert "secret" not in known
