"""Workflows as a model writes them."""

from dataclasses import replace

import pytest
from hypothesis import given

from bot.models import Step, Workflow
from bot.summaries.workflow import LONGEST, alt, sound
from tests.workflows import ALL, JOINING, OPEN, SHORT, WORKFLOWS, line


@pytest.mark.parametrize("name", ALL)
def test_a_sound_workflow_stays_as_it_is(name: str) -> None:
    assert sound(ALL[name]) == ALL[name]


@given(WORKFLOWS)
def test_whatever_a_model_writes_is_sound_or_none(workflow: Workflow) -> None:
    its = sound(workflow)
    if its is None:
        return
    labels = [step.label for step in its.steps + its.branch]
    assert 3 <= len(labels) <= 8
    assert len({label.casefold() for label in labels}) == len(labels)
    assert all(label and len(label) <= LONGEST and "\n" not in label for label in labels)
    if its.branch:
        assert 0 <= its.leaves < len(its.steps) - 1
        assert its.joins is None or its.leaves < its.joins < len(its.steps)
    else:
        assert (its.leaves, its.joins) == (0, None)
    assert sound(its) == its
    assert "\n" not in alt(its)


@pytest.mark.parametrize(
    "wrong",
    [
        line("A", "B"),
        line(*"ABCDEFGHI"),
        line("A", " \n ", "C"),
        line("A", "b", "B"),
        line("A", "B", "W" * 50),
        replace(JOINING, leaves=-1),
        replace(JOINING, leaves=5),
        replace(JOINING, leaves=3),
        replace(JOINING, joins=1),
        replace(JOINING, joins=0),
        replace(JOINING, joins=5),
        replace(OPEN, leaves=4),
        replace(JOINING, branch=JOINING.steps[:2]),
        Workflow(()),
    ],
)
def test_what_is_wrong_is_not_guessed_at(wrong: Workflow) -> None:
    assert sound(wrong) is None


def test_a_long_label_ends_behind_a_whole_word() -> None:
    label = "Pretrain the encoder on unlabelled images, then freeze it"
    its = sound(line(label, "B", "C"))
    assert its
    assert its.steps[0].label == "Pretrain the encoder on unlabelled images…"
    assert len(its.steps[0].label) == LONGEST


def test_a_label_becomes_one_clean_line() -> None:
    its = sound(line("  Train\n a\tmodel \x1b[2J", "cafe\u0301", "\u202eC"))
    assert its
    assert [step.label for step in its.steps] == ["Train a model [2J", "caf\u00e9", "C"]


def test_a_branch_behind_the_last_step_is_the_rest_of_the_line() -> None:
    asked = Workflow((Step("A"), Step("B")), (Step("C"),), leaves=1)
    assert sound(asked) == line("A", "B", "C")


def test_where_a_branch_would_leave_means_nothing_without_one() -> None:
    assert sound(replace(SHORT, leaves=9, joins=-3)) == SHORT


def test_a_line_tells_the_workflow() -> None:
    assert alt(SHORT) == "Workflow: CT scans, then Train, then Dice of 0.91"


def test_a_line_tells_of_the_branch() -> None:
    joining = Workflow((Step("A"), Step("B"), Step("C"), Step("D")), (Step("X"),), 1, 3)
    assert alt(joining) == ("Workflow: A, then B, then C, then D; from B also X, which leads to D")
    assert alt(replace(joining, joins=None)).endswith("; from B also X")
