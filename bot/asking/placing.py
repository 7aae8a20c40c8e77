"""Where each paper stands among the meanings of an endpoint, in place of those fitted here."""

import asyncio
from array import array
from hashlib import sha256
from itertools import islice

import structlog

from bot.asking.embedding import Embedding
from bot.errors import ModelError
from bot.models import Paper
from bot.ports import Store

_AT_ONCE = 64  # papers of one request
_A_ROUND = 2_000  # papers behind one ingest: others wait behind them
_LONGEST = 6_000  # characters of a paper: more than an abstract has, less than a model takes
_SIZE = "papers"  # what is asked first, to learn how long a vector is

log = structlog.get_logger(__name__)


class Embeddings:
    """Gives papers the vectors of one model. `server` is where it runs: another knows another.

    What people type is never sent: papers are found by words, and these vectors say which of them
    mean the same as the best.
    """

    def __init__(self, store: Store, embedding: Embedding, server: str) -> None:
        self._store, self._embedding, self._server = store, embedding, server
        self._dimensions = 0

    async def place(self) -> int:
        """Give papers that have none their vector, so many in one go; returns how many.

        What is placed stays, whatever stops it: it goes on there. Raises `ModelError` and
        `StoreError`.
        """
        number, meanings = await self._number(), self._store.meanings
        lacking = await meanings.unplaced(number, _A_ROUND)
        left = iter(lacking.items())
        while batch := dict(islice(left, _AT_ONCE)):
            papers = {each.id: each for each in await self._store.papers.several(batch)}
            texts = [_text(papers.get(each), stems) for each, stems in batch.items()]
            vectors = await self._vectors(texts)
            await meanings.place(number, dict(zip(batch, vectors, strict=True)))
        if len(lacking) < _A_ROUND:
            await meanings.settle(number)
        if lacking:
            log.info("embedded", papers=len(lacking), model=self._embedding.name)
        return len(lacking)

    async def _number(self) -> int:
        """Names this model among all meanings: those fitted here have numbers above zero."""
        if not self._dimensions:
            (vector,) = await self._embedding.of([_SIZE])
            self._dimensions = len(vector)
        its = f"{self._server} {self._embedding.name} {self._dimensions}"
        return -1 - int.from_bytes(sha256(its.encode()).digest()[:6])

    async def _vectors(self, texts: list[str]) -> list[bytes]:
        vectors = await self._embedding.of(texts)
        if any(len(each) != self._dimensions for each in vectors):
            self._dimensions = 0
            raise ModelError(f"{self._embedding.name} has vectors of another length now.")
        return await asyncio.to_thread(lambda: [packed(each) for each in vectors])


def packed(vector: "array[float]") -> bytes:
    """A signed byte a dimension: only the direction is kept."""
    longest = max(map(abs, vector)) or 1.0
    return array("b", (round(each * 127 / longest) for each in vector)).tobytes()


def _text(paper: Paper | None, otherwise: str) -> str:
    return (f"{paper.title}\n\n{paper.abstract}" if paper else otherwise)[:_LONGEST]
