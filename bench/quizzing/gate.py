"""What the gate lets through and what it stops: spoilt, hand-written and sound questions."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from figures import report

from bot.models import Paper, Question
from bot.quizzes.amounts import ask_numbers
from bot.quizzes.blanks import blanked
from bot.quizzes.gate import Source, examine
from bot.quizzes.statements import opened
from bot.quizzes.titles import readable, shortened
from bot.quizzes.which import worded
from bot.text.latex import to_unicode
from bot.text.sentences import sentences
from quizzing.flaws import Sound, spoilt

DATA = Path(__file__).parents[1] / "quiz_data"
SPOILT, SEED = 500, 1


def report_gate(papers: Mapping[str, Paper]) -> None:
    """Print what share of each set the gate refuses; stderr names what it should not have."""
    composed, written = list(checked(papers)), list(written_sound())
    flawed = [
        (name, examine(question, source).passed)
        for name, question, source in spoilt([*composed, *written], SPOILT, Random(SEED))
    ]
    _report("spoilt questions refused", flawed, 95.0)
    _report("hand-written flawed questions refused", list(hand_written("flawed")), 80.0)
    _report("hand-written later ones refused", list(hand_written("flawed_later")), 80.0)
    for name, sound in (("composed", composed), ("hand-written", written)):
        refused = [examine(*each).faults for each in sound]
        for (question, _), faults in zip(sound, refused, strict=True):
            if faults:
                print(f"sound, and refused: {question.prompt} {faults}", file=sys.stderr)
        share = 100 * sum(map(bool, refused)) / max(len(refused), 1)
        report(f"sound {name} questions refused, of {len(sound)}", share, "%", 10.0)


def _report(figure: str, judged: Sequence[tuple[str, bool]], target: float) -> None:
    for name, passed in judged:
        if passed:
            print(f"flawed, and passed: {name}", file=sys.stderr)
    share = 100 * sum(not passed for _, passed in judged) / max(len(judged), 1)
    report(f"{figure}, of {len(judged)}", share, "%", target, at_least=True)


def hand_written(name: str) -> Iterator[tuple[str, bool]]:
    """Each flaw that was written by hand, and whether its question passed."""
    sources = _sources()
    for row in _rows(name):
        others = [_question(each) for each in row.get("others", ())]
        report = examine(_question(row), sources[str(row["source"])], others)
        yield f"{row['flaw']}: {row['prompt']}", report.passed


def written_sound() -> Iterator[Sound]:
    """Sound questions that were written by hand, as a model would word them."""
    sources = _sources()
    for row in _rows("written"):
        yield _question(row), sources[str(row["source"])]


def checked(papers: Mapping[str, Paper]) -> Iterator[Sound]:
    """Composed questions that were read and found sound, before they go through the gate.

    A row names the papers; what the composer would word anew today is left out.
    """
    for row in _rows("sound"):
        paper = papers.get(str(row["id"]))
        if paper is None:
            continue
        if "options" in row:
            yield _of_titles(row, paper, papers), Source.of(paper)
            continue
        for each in ask_numbers(paper, Random(f"{row['seed']}:{row['id']}")):
            if fingerprint(each) == row["is"]:
                yield each, Source.of(paper)


def _of_titles(row: Mapping[str, Any], paper: Paper, papers: Mapping[str, Paper]) -> Question:
    """“Which of these papers …” from the ids of the papers and the length of each option."""
    titles = [readable(papers[each].title) for each, _ in row["options"]]
    lengths = [length for _, length in row["options"]]
    options = [shortened(title, most) for title, most in zip(titles, lengths, strict=True)]
    sentence = sentences(to_unicode(paper.abstract))[row["sentence"]]
    return worded(paper, options, row["key"], sentence, blanked(opened(sentence), titles))


def fingerprint(question: Question) -> str:
    """Eight signs that change with prompt, options and key, not with their order."""
    said = json.dumps([question.prompt, sorted(question.options), question.options[question.key]])
    return sha256(said.encode()).hexdigest()[:8]


def _question(row: dict[str, object]) -> Question:
    options = tuple(map(str, row["options"]))  # type: ignore[call-overload]  # a list in the file
    key = int(str(row["key"]))
    return Question(
        str(row.get("source", "")),
        str(row["prompt"]),
        options,
        key,
        str(row["explanation"]),
        str(row["quote"]),
    )


def _sources() -> dict[str, Source]:
    rows = _rows("sources")
    return {str(row["id"]): Source(str(row["title"]), str(row["abstract"])) for row in rows}


def _rows(name: str) -> list[dict[str, object]]:
    lines = (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line]
