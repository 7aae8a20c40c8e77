"""The gate: sound questions pass, each flaw is named."""

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import Question
from bot.quizzes.gate import Source, examine
from bot.quizzes.quantities import quantity

DATA = Path(__file__).parents[2] / "bench" / "quiz_data"
SOURCE = Source(
    "Warm Nests for Cold Ducks",
    "Ducks lose heat at night. We line nests with moss from a bog. Nests with moss are warmer by "
    "4.6 degrees than bare ones. Ducks that sleep in a lined nest lay 23% more eggs in spring. "
    "Foxes find both kinds equally often.",
)
WORDS = Question(
    "2501.00001",
    "What are the nests of ducks lined with in the study?",
    ("moss from a bog", "wool from a farm", "down from a goose", "straw from a barn"),
    0,
    "The nests were lined with moss.",
    "We line nests with moss from a bog.",
)
NUMBER = Question(
    "2501.00001",
    "Which number completes this sentence?\n\n“Ducks that sleep in a lined nest lay ▁▁▁% more eggs "
    "in spring.”",
    ("19%", "23%", "28%", "34%"),
    1,
    "The abstract says 23%.",
    "Ducks that sleep in a lined nest lay 23% more eggs in spring.",
)
TITLES = Question(
    "2501.00001",
    "Which of these papers is this sentence from? Words of the titles are left out.\n\n"
    "“We line ▁▁▁ with moss that foxes, herons and badgers of the bog leave alone.”",
    ("Roads of Salt", "Warm Nests for Cold Ducks", "Counting Sheep at Dusk", "Tuning Violins"),
    1,
    "It is from “Warm Nests for Cold Ducks”.",
    "We line nests with moss from a bog.",
)


def faults(question: Question, *others: Question) -> set[str]:
    return {each.name for each in examine(question, SOURCE, others).faults}


@pytest.mark.parametrize("question", [WORDS, NUMBER, TITLES])
def test_a_sound_question_passes_every_check(question: Question) -> None:
    report = examine(question, SOURCE)
    assert report.passed
    assert report.faults == ()
    assert len(report.checks) > 20


def wrong(question: Question, option: str) -> Question:
    return replace(question, options=(*question.options[:-1], option))


def key(question: Question, option: str) -> Question:
    options = list(question.options)
    options[question.key] = option
    return replace(question, options=tuple(options))


BEDS = replace(WORDS, prompt="The ducks of the study sleep on a ▁▁▁.")
NEVER = ("always only wool", "never any straw")
FLAWED = [
    ("options", replace(WORDS, options=WORDS.options[:2])),
    ("options", replace(WORDS, key=4)),
    ("options", wrong(WORDS, " ")),
    ("options", wrong(WORDS, "straw " * 12)),
    ("different", wrong(WORDS, "Moss, from a bog.")),
    ("different", wrong(NUMBER, "28 percent")),
    ("no catch-all", wrong(WORDS, "none of the above")),
    ("no catch-all", wrong(WORDS, "I don't know")),
    ("plain", replace(WORDS, prompt=WORDS.prompt + " <@U1>")),
    ("complete", wrong(WORDS, "straw from a")),
    ("complete", wrong(WORDS, "Option D")),
    ("one kind", wrong(NUMBER, "34 ducks")),
    ("one kind", wrong(NUMBER, "some moss")),
    ("in scale", wrong(NUMBER, "9000%")),
    ("in scale", wrong(NUMBER, "-34%")),
    ("one question", replace(WORDS, prompt="Moss?")),
    ("one question", replace(WORDS, prompt=WORDS.prompt + " And why?")),
    ("not negated", replace(WORDS, prompt="What are the nests of ducks not lined with?")),
    ("exact", replace(NUMBER, options=tuple(f"over {each}" for each in NUMBER.options))),
    ("exact", replace(NUMBER, prompt=NUMBER.prompt.replace("▁▁▁", "over ▁▁▁"))),
    ("of the paper", replace(WORDS, prompt="In Table 2, what are the nests lined with?")),
    ("sober", replace(WORDS, explanation="This amazing study lined them with moss.")),
    ("explained", replace(WORDS, explanation="")),
    ("explained", replace(WORDS, explanation="They used wool from a farm.")),
    ("quoted", replace(WORDS, quote="We lined all the nests with moss.")),
    ("proved", replace(WORDS, quote="Foxes find both kinds equally often.")),
    ("proved", replace(NUMBER, key=0)),
    ("proved", replace(TITLES, key=0)),
    ("only one", wrong(WORDS, "foxes of both kinds")),
    ("not given", replace(WORDS, prompt="Which moss from a bog lines the nests of the ducks?")),
    ("not given", key(WORDS, "cold ducks")),
    ("not given", replace(TITLES, prompt=TITLES.prompt.replace("herons", "ducks"))),
    ("length", key(WORDS, "moss that was gathered in autumn from a bog")),
    ("look", key(WORDS, "Moss from a bog")),
    ("look", key(NUMBER, "23.0%")),
    ("form", key(WORDS, "with bog moss")),
    ("article", replace(BEDS, options=("moss bed", "oat bed", "hay bed"))),
    ("roundness", replace(NUMBER, options=("17%", "23%", "40%", "31%"), key=2)),
    ("echo", replace(WORDS, prompt="What from the wet bog are the nests lined with in the study?")),
    ("absolutes", replace(WORDS, options=("moss from a bog", *NEVER))),
]  # fmt: skip


@pytest.mark.parametrize(("name", "question"), FLAWED)
def test_each_flaw_is_named(name: str, question: Question) -> None:
    assert name in faults(question)


def test_what_another_question_says_is_not_asked() -> None:
    other = replace(
        NUMBER,
        prompt="How much warmer are they?",
        explanation="By 4.6 degrees, not 23%.",
        quote="Nests with moss are warmer by 4.6 degrees than bare ones.",
    )
    assert faults(NUMBER, other) == {"not given by others"}
    assert faults(TITLES, WORDS) == {"not given by others"}
    assert faults(WORDS, NUMBER) == set()


def test_a_check_says_in_one_line_what_it_found() -> None:
    (fault,) = examine(wrong(NUMBER, "9000%"), SOURCE).faults
    assert (fault.name, fault.why) == ("in scale", "out of scale: 9000%")
    assert not fault.passed


def rows(name: str) -> list[dict[str, object]]:
    text = (DATA / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def read(row: dict[str, object]) -> Question:
    options = tuple(row["options"])  # type: ignore[arg-type]  # a list of strings in the file
    said = [str(row[each]) for each in ("explanation", "quote")]
    return Question("", str(row["prompt"]), options, int(str(row["key"])), *said)


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [("flawed", 0.8, 1), ("flawed_later", 0.8, 1), ("written", 0, 0.1)],
)
def test_what_was_written_by_hand_is_told_apart(name: str, least: float, most: float) -> None:
    sources = {
        row["id"]: Source(str(row["title"]), str(row["abstract"])) for row in rows("sources")
    }
    given = rows(name)
    refused = 0
    for row in given:
        others = [read(each) for each in row.get("others", ())]  # type: ignore[attr-defined]
        refused += not examine(read(row), sources[row["source"]], others).passed
    assert least <= refused / len(given) <= most


texts = st.text(max_size=60)


@given(texts, st.lists(texts, max_size=5), st.integers(-1, 5), texts, texts, texts)
def test_the_gate_has_an_answer_to_anything(
    prompt: str, options: list[str], right: int, says: str, quote: str, text: str
) -> None:
    question = Question("x", prompt, tuple(options), right, says, quote)
    for check in examine(question, Source(text, f"{text} {quote}"), [question]).checks:
        assert "\n" not in check.name
        assert check.passed == (check.why == "")


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_options_does_not_matter(random: Random) -> None:
    for question in (WORDS, NUMBER, TITLES, wrong(NUMBER, "9000%")):
        options = random.sample(question.options, len(question.options))
        moved = replace(
            question,
            options=tuple(options),
            key=options.index(question.options[question.key]),
        )
        assert faults(moved) == faults(question)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("38%", "38 percent"),
        ("50%", "half"),
        ("10%", "a tenth of it"),
        ("32,000", "32k"),
        ("2 times", "twice"),
        ("300 ms", "0.3 seconds"),
        ("nine days", "9 days"),
        ("2.1 million", "2,100,000"),
    ],
)
def test_equal_amounts_are_equal_however_they_are_written(one: str, other: str) -> None:
    first, second = quantity(one), quantity(other)
    assert first
    assert second
    assert first.value == second.value


@pytest.mark.parametrize("text", ["moss", "GPT-4", "a bog", "", "one-shot learners of", "−"])
def test_other_things_are_no_amounts(text: str) -> None:
    found = quantity(text)
    assert found is None or found.written


def test_bounds_and_ranges_are_seen() -> None:
    over, between = quantity("over 50%"), quantity("10 to 20 s")
    assert over
    assert over.bounded
    assert between
    assert between.end == 20
