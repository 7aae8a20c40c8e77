"""What was announced, read once for all the places of a round: eight o'clock strikes for many."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.digest.judged import Judged
from bot.digest.tasting import Tasting
from bot.models import Announced, Paper, Pick, Style, Subscription, Summary, Topic, Watermark
from bot.papers import Match, Offers
from bot.ports import Chat, Store
from bot.summaries import Summariser


class Edition:
    """A view of the store that lasts for one round: nothing in it is read or written twice.

    `patience`: seconds that the round waits for a model in all; None where none is asked.
    `chats`, by name: in one without threads a longer summary stands in place of the sentence.
    """

    def __init__(
        self,
        store: Store,
        summariser: Summariser,
        patience: float | None = None,
        chats: Mapping[str, Chat] | None = None,
    ) -> None:
        self._store, self._summariser, self._patience = store, summariser, patience
        self._chats = chats or {}
        self._announced: dict[object, Announced] = {}
        self._offers = Offers()
        self._tasting = Tasting(store)
        self._summaries: dict[tuple[str, Style, str], Summary] = {}

    async def announced(
        self, watermark: Watermark | None, categories: Sequence[str], until: date | None
    ) -> Announced:
        """What was announced in these categories since this watermark, until this day."""
        sequence = watermark.sequence if watermark else None
        began = watermark.began if watermark else None
        key = (sequence, began, tuple(categories), until)
        if key not in self._announced:
            self._announced[key] = await self._store.announcements.after(
                sequence, categories, until, began
            )
        return self._announced[key]

    async def fitting(
        self, topics: Iterable[Topic], ids: Sequence[str]
    ) -> list[tuple[Paper, Match]]:
        """The readable papers among these that fit any of the topics, and how well."""
        await self._read(ids)
        return self._offers.fitting(topics, [each for each in ids if each in self._offers.papers])

    async def judged(
        self, subscription: Subscription, fitting: Sequence[tuple[Paper, Match]], now: datetime
    ) -> Judged:
        """What is known of the fitting papers beside their topics."""
        papers = [paper for paper, _ in fitting]
        return await self._tasting.judged(subscription, papers, now)

    async def papers(self, ids: Sequence[str]) -> list[Paper]:
        """The readable papers with these ids, as far as they are known."""
        await self._read(ids)
        return [self._offers.papers[each] for each in ids if each in self._offers.papers]

    async def summarised(
        self, picks: Sequence[Pick], subscription: Subscription
    ) -> tuple[Pick, ...]:
        """The picks with their summaries, as the subscription wants them.

        Nobody pays for a sentence that is not shown: there the longer summary is the `summary` too.
        """
        papers, language = [each.paper for each in picks], subscription.language
        place, style = str(subscription.place), subscription.style
        chat = self._chats.get(subscription.place.chat)
        shows_sentence = style == "tldr" or not chat or chat.threads
        began = asyncio.get_running_loop().time()
        # The sentence and the rest side by side: the model takes long for each.
        short, more = await asyncio.gather(
            self._summarised(papers if shows_sentence else (), "tldr", language, place),
            self._summarised(papers if style != "tldr" else (), style, language, place),
        )
        if self._patience:
            taken = asyncio.get_running_loop().time() - began
            self._patience = max(self._patience - taken, 0.0)
        shown = more | short
        return tuple(
            replace(each, summary=shown[each.paper.id], more=more.get(each.paper.id))
            for each in picks
        )

    async def _summarised(
        self, papers: Sequence[Paper], style: Style, language: str, place: str
    ) -> dict[str, Summary]:
        new = [each for each in papers if (each.id, style, language) not in self._summaries]
        its: Sequence[Summary] = ()
        if new and self._patience is None:
            its = await self._summariser.at_hand(new, style, language)
        elif new:
            its = await self._summariser.written(
                new, style, language, place=place, patience=self._patience or 0.0
            )
        self._summaries |= {
            (paper.id, style, language): each for paper, each in zip(new, its, strict=True)
        }
        return {each.id: self._summaries[each.id, style, language] for each in papers}

    async def _read(self, ids: Collection[str]) -> None:
        unknown = [each for each in ids if each not in self._offers.papers]
        if unknown:
            for paper in await self._store.papers.several(unknown):
                self._offers.add(paper)
                await asyncio.sleep(0)  # to read a day takes long: others want an answer meanwhile
