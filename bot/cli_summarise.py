"""`paperboy summarise`: one paper, by its id or from a file, in a style."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from bot import papers
from bot.app import Paperboy, load_sample
from bot.desk import Desk
from bot.errors import UserError
from bot.fulltext import read_file
from bot.messages import Message
from bot.models import Paper, Source, Spent, Style, Summary
from bot.status import COMMAND_LINE, sum_of, usd_or_none
from bot.summaries import STYLES, summary_card
from bot.summaries.sources import source_of_id
from bot.text.fold import fold

_PATIENCE = 600.0  # seconds for a model: somebody asked for this one
_SHOWN = 100  # characters of what was typed


@dataclass(frozen=True)
class SummariseCommand:
    """What was asked for on the command line: the id or link of a paper, or a file."""

    named: str
    style: Style
    language: str
    as_json: bool

    @property
    def is_file(self) -> bool:
        """Whether there is a file of that name."""
        try:
            return Path(self.named).exists()
        except OSError:  # too long for one
            return False

    async def run(self, paperboy: Paperboy) -> None:
        """Print the summary. Raises `PaperboyError` where there is nothing to summarise."""
        desk = paperboy.desk
        await load_sample(paperboy)
        # A name like no other: several may run at a time, and charge to the same day.
        pays = f"{COMMAND_LINE} {desk.random.getrandbits(32):08x}"
        desk.summariser.on_wait = _say_that_one_waits
        began = desk.today()
        paper, summary = await self._summarised(desk, pays)
        if self.as_json:
            cost = await _spent(desk, pays, {began, desk.today()})
            record = summary_record(paper, summary, cost, priced=desk.priced)
            print(json.dumps(record, ensure_ascii=False))
            return
        card = summary_card(paper, summary)
        message = Message(f"{STYLES[self.style].label}: {paper.title}", (card,))
        await paperboy.console.send(paperboy.place, message, "summary")

    async def _summarised(self, desk: Desk, pays: str) -> tuple[Paper, Summary]:
        paper_id = papers.read_id(self.named)
        known = None
        if paper_id and not self.is_file:
            known = await desk.store.papers.get(paper_id)
        if known:
            (summary,) = await desk.summariser.written(
                [known], self.style, self.language, place=pays, patience=_PATIENCE
            )
            return known, summary
        source = await self._source(desk, paper_id)
        summary = await desk.summariser.of_source(source, self.style, self.language, place=pays)
        return Paper(paper_id or "", source.title or Path(self.named).name, ""), summary

    async def _source(self, desk: Desk, paper_id: str | None) -> Source:
        """A file; or the full text of a paper that is not in the store."""
        if self.is_file:
            return await read_file(Path(self.named))
        if not paper_id:
            named = f"“{fold(self.named)[:_SHOWN]}”"
            raise UserError(f"{named} is neither a file here nor the id or link of a paper.")
        if not desk.summariser.texts:
            raise UserError(f"{paper_id} is not in the store, and [sources.arxiv] is not enabled.")
        return await source_of_id(paper_id, desk.summariser.texts)


def summary_record(
    paper: Paper, summary: Summary, cost: Spent, *, priced: bool
) -> Mapping[str, object]:
    """Keys: id, title, style, language, writer, source, fields, questions, workflow, checks, cost.

    `fields` are lists of text, quote and where, by name; `cost.usd` is a decimal in a text,
    None where the model is not `priced`.
    """
    held = sum(1 for _ in summary.points)
    return {
        "id": paper.id,
        "title": paper.title,
        "style": summary.style,
        "language": summary.language,
        "writer": summary.writer,
        "source": "full text" if summary.whole else "abstract",
        "fields": {each.name: [asdict(point) for point in each.points] for each in summary.fields},
        "questions": list(summary.questions),
        "workflow": asdict(summary.workflow) if summary.workflow else None,
        "checks": {"held": held, "dropped": summary.dropped},
        "flags": list(summary.flags),
        "note": summary.note,
        "cost": asdict(cost) | {"usd": usd_or_none(cost.usd.normalize(), priced=priced)},
    }


async def _spent(desk: Desk, pays: str, days: set[date]) -> Spent:
    by_day = [await desk.store.spending.of_day(day) for day in days]
    return sum_of(
        its for spending in by_day for (place, _), its in spending.items() if place == pays
    )


def _say_that_one_waits() -> None:
    print("paperboy: another Paperboy writes it: waiting", file=sys.stderr, flush=True)
