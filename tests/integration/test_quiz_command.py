"""`paperboy quiz`: questions with key, evidence and the gate's report."""

import json
from pathlib import Path

import pytest

from bot import cli_main


def paperboy(
    *words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.argv", ["paperboy", *words])
    with pytest.raises(SystemExit) as ended:
        cli_main.main()
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_question_comes_with_its_key_and_its_proof(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = paperboy(
        "quiz", "--paper", "1706.03762", "--json", monkeypatch=monkeypatch, capsys=capsys
    )
    assert (code, err) == (0, "")
    said = json.loads(out)
    assert said["id"] == "1706.03762"
    for each in said["questions"]:
        assert 3 <= len(each["options"]) <= 4
        assert 0 <= each["key"] < len(each["options"])
        assert each["quote"]
        assert each["explanation"]
        assert all(its["passed"] and not its["why"] for its in each["gate"])
        assert {"quoted", "only one", "length"} <= {its["check"] for its in each["gate"]}


def test_for_people_the_right_answer_stands_below(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = paperboy("quiz", monkeypatch=monkeypatch, capsys=capsys)
    assert code == 0
    assert " is right." in out


@pytest.mark.parametrize(
    ("named", "why"),
    [("pumps", "“pumps” is no arXiv id or link"), ("2504.99999", "2504.99999 is not in the store")],
)
def test_what_there_is_no_question_about_is_said_in_a_line(
    named: str, why: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = paperboy("quiz", "--paper", named, monkeypatch=monkeypatch, capsys=capsys)
    assert (code, out) == (1, "")
    assert err.startswith(f"paperboy: {why}")
    assert err.count("\n") == 1
