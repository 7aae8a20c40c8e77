"""`paperboy quiz`: questions about one paper, with key, evidence, and what the gate says."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot import papers
from bot.app import Paperboy, load_sample
from bot.desk import Desk
from bot.errors import UserError, WriterError
from bot.messages import Card, Message
from bot.models import Paper, Question
from bot.quizzes import Beside, Check, Report, report_on
from bot.status import COMMAND_LINE
from bot.text.markdown import escape
from bot.text.words import counted

_LETTERS = "ABCD"


@dataclass(frozen=True)
class QuizCommand:
    """What was asked for on the command line; without a paper: the newest that gives a question."""

    named: str
    as_json: bool

    async def run(self, paperboy: Paperboy) -> None:
        """Print the questions. Raises `UserError` where there is none."""
        await load_sample(paperboy)
        desk = paperboy.desk
        paper, questions = await self._found(desk)
        reports = [
            await _reported(desk, each, paper, questions[:number])
            for number, each in enumerate(questions)
        ]
        if self.as_json:
            record = quiz_record(paper, list(zip(questions, reports, strict=True)))
            print(json.dumps(record, ensure_ascii=False))
            return
        cards = tuple(_card(each) for each in questions)
        title = f"{counted(len(questions), 'question')} about “{paper.title}”"
        message = Message(title, (Card(title, url=paper.url), *cards))
        await paperboy.console.send(paperboy.place, message, "quiz")

    async def _found(self, desk: Desk) -> tuple[Paper, Sequence[Question]]:
        named = papers.read_id(self.named) if self.named else None
        if self.named and named is None:
            raise UserError(f"“{self.named}” is no arXiv id or link, as in 1706.03762.")
        known = await desk.store.papers.get(named) if named else None
        if named and known is None:
            raise UserError(f"{named} is not in the store: see https://arxiv.org/abs/{named}")
        pool = (known,) if known else await desk.store.papers.recent(_TRIED)
        company = await desk.store.papers.recent(_COMPANY)
        found = await desk.finder.all_of(
            pool, Beside(company), desk.random.getrandbits(32), COMMAND_LINE
        )
        if found is None:
            raise UserError("No fair question can be made of it: no number, no telling sentence.")
        return found


async def _reported(
    desk: Desk, question: Question, paper: Paper, before: Sequence[Question]
) -> Report:
    """What the gate says; with a model, also how that answers without the paper, and with it."""
    report, writer = report_on(question, paper, before), desk.question_writer
    if writer is None:
        return report
    try:
        solved = await writer.solved(question, paper, place=COMMAND_LINE)
    except WriterError as error:
        solved = Report((Check("blind and informed solver", f"not asked: {error}"),))
    return Report((*report.checks, *solved.checks))


_TRIED, _COMPANY = 100, 3_000  # of the newest papers: asked about, and among the wrong titles


def quiz_record(paper: Paper, questions: Sequence[tuple[Question, Report]]) -> Mapping[str, object]:
    """Keys: id, title, url, questions, each with question, options, key, explanation, quote, gate.

    `key` is the index of the right option; `gate` says of each check whether it passed, else why.
    """
    return {
        "id": paper.id,
        "title": paper.title,
        "url": paper.url,
        "questions": [
            {
                "question": each.prompt,
                "options": list(each.options),
                "key": each.key,
                "explanation": each.explanation,
                "quote": each.quote,
                "gate": [
                    {"check": its.name, "passed": its.passed, "why": its.why}
                    for its in report.checks
                ],
            }
            for each, report in questions
        ],
    }


def _card(question: Question) -> Card:
    options = "\n".join(
        f"**{letter}**  {escape(each)}"
        for letter, each in zip(_LETTERS, question.options, strict=False)
    )
    key = f"**{_LETTERS[question.key]} is right.** {escape(question.explanation)}".rstrip()
    parts = (
        *map(escape, question.prompt.split("\n\n")),
        options,
        key,
        f"> {escape(question.quote)}",
    )
    return Card(body="\n\n".join(parts))
