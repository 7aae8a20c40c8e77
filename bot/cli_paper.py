"""`paperboy paper`: the best papers on a topic, or one, completed from arXiv; or their BibTeX."""

import json
from dataclasses import dataclass

from bot import papers
from bot.app import Paperboy, load_sample
from bot.errors import UserError
from bot.handlers.finding import answered
from bot.models import Paper
from bot.papers import Found
from bot.ports import PaperStore
from bot.records import paper_record

PATIENCE = 8.0  # seconds for a source: somebody waits for what is mostly here already


@dataclass(frozen=True)
class PaperCommand:
    """What was asked for on the command line. `offline`: nobody is asked, as with no network."""

    typed: str
    limit: int
    offline: bool
    as_json: bool
    as_bibtex: bool

    async def run(self, paperboy: Paperboy) -> None:
        """Print it. Raises `UserError` where there is nothing."""
        await load_sample(paperboy)
        desk = paperboy.desk
        if self.offline:
            desk.completing.leave_off()
        found, came = await answered(desk, self.typed, self.limit)
        if self.as_bibtex:
            written = await _written(found, desk.store.papers)
            print("\n\n".join(map(papers.bibtex, written)))
        elif self.as_json:
            print(json.dumps([paper_record(pick) for pick in found], ensure_ascii=False))
        else:
            message = papers.answer(self.typed, found, came=came)
            await paperboy.console.send(paperboy.place, message, "paper")


async def _written(found: Found, store: PaperStore) -> list[Paper]:
    its = [await store.written(pick.paper.id) for pick in found]
    written = [each for each in its if each]
    if not written:
        raise UserError("The papers are not here any more: ask again.")
    return written
