"""Workflows in a terminal."""

import pytest
from hypothesis import given
from rich.cells import cell_len

from adapters.drawing.letters import WIDTH, letters
from bot.models import Workflow
from bot.summaries.workflow import sound
from tests.workflows import ALL, JOINING, OPEN, WORKFLOWS, line


def test_a_branch_that_comes_back_is_drawn_so() -> None:
    assert letters(JOINING) == "\n".join(
        (
            "○    Pages and their captions",
            "↓",
            "●    Drop what is there twice, then shuffle",
            "├─╮",
            "│ ↓",
            "│ ○  Label 2,000 by hand",
            "│ ↓",
            "│ ◆  Small judge",
            "↓ │",
            "◆ │  Train a large vision–language model",
            "├─╯",
            "↓",
            "◆    Rank the answers",
            "↓",
            "★    71.2 % on MMMU",
        )
    )


def test_a_branch_with_an_end_of_its_own_is_drawn_so() -> None:
    assert "│ ★  What each rule is worth\n↓\n◆    Train a model of 7B" in letters(OPEN)


@pytest.mark.parametrize("name", ALL)
def test_every_label_is_there_whole(name: str) -> None:
    drawn = letters(ALL[name])
    assert all(step.label in drawn for step in ALL[name].steps + ALL[name].branch)


def test_long_labels_and_wide_signs_are_wrapped() -> None:
    drawn = letters(line("数据" * 50, "word " * 40, "w" * 200))
    assert max(map(cell_len, drawn.splitlines())) == WIDTH
    assert drawn.count("数据") >= 48
    assert "\n│    " in drawn


@given(WORKFLOWS)
def test_hostile_labels_fit_the_terminal(workflow: Workflow) -> None:
    its = sound(workflow)
    if not its:
        return
    drawn = letters(its)
    assert drawn
    assert all(cell_len(row) <= WIDTH for row in drawn.splitlines())
    assert not any(sign in drawn for sign in "\x1b\x00\r\u202e")
