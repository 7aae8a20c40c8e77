"""Whatever somebody types: an answer or a kind error, soon."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from figures import report

from bot.errors import UserError
from bot.papers import find
from searching.asking import LETTERS, titles, unsaid
from searching.speed import percentile
from storage.sqlite import SqliteStore

_LONG = 10_000
_HOSTILE = (
    '"', "'", "''", '""', "(", ")", "*", "^", ":", "-", "--", "+", "{", "}", "\\", "%", "_", ";",
    "AND", "OR", "NOT", "NEAR", "NEAR(a b, 3)", "a AND", "OR OR", "title:x", "title_words : x",
    "papers_fts", "rowid:1", "¦", "¦ada", "'; DROP TABLE papers; --", "1=1", "UNION SELECT",
    "since:", "since:2026", "since:2026-13", "since:never", "since:2026-02-30", "by:", 'by:"',
    "by:he", "cat:", "cat:cs.CV", "cs.XX", "cs.CV", "-cs.CV", "-", "-a", '-"', "like:2504.02507",
    "2504.02507", "https://arxiv.org/abs/2504.02507", "https://", "www.", "c++", "GPT-4", "a.b",
    "🙂", "👩‍🔬", "🇩🇪", "﷽", "ß", "İ", "ﬀ", "Ω", "中文", "Привет", "עברית", "a\u0301", "\u202e",
    "\u0000", "\u200b", "\ud800", "\n", "\t", "$x^2$", "\\alpha", "<script>", "@everyone",
    "%s", "{0}", "../..", "the", "of", "to be or not", "1e309", "٢٠٢٦", "\U000e0041",
)  # fmt: skip


def measure(file: Path, count: int) -> None:
    """Ask so many odd things, and count what is neither an answer nor a kind error."""
    asyncio.run(_measure(file, count))


async def _measure(file: Path, count: int) -> None:
    store, times, bad = await SqliteStore.open(file), [], []
    await store.papers.prepare()
    for typed in _odd(file, count):
        started = time.perf_counter()
        try:
            await find(typed, store.papers, unsaid, 5)
        except UserError as error:
            if "\n" in str(error) or not str(error):
                bad.append((typed, error))
        except Exception as error:  # noqa: BLE001  # whatever it is, it is what this looks for
            bad.append((typed, error))
        times.append(1000 * (time.perf_counter() - started))
    await store.close()
    for typed, error in bad[:5]:
        print(f"{typed[:100]!r}: {error!r}")
    report(f"errors of {count} odd queries that are no kind ones", len(bad), "", 1)
    report(f"p99 of {count} odd queries", percentile(times, 99), "ms", 100.0)


def _odd(file: Path, count: int) -> Iterator[str]:
    random = Random(7)
    known = [word for _, title in titles(file, 2000, random) for word in title.split()]
    for number in range(count):
        pieces = [_piece(random, known) for _ in range(random.randint(1, 8))]
        joined = random.choice((" ", " ", " ", "")).join(pieces)
        yield joined * (_LONG // max(len(joined), 1)) if number % 50 == 0 else joined


def _piece(random: Random, known: list[str]) -> str:
    kind = random.randrange(6)
    if kind < 2:
        return random.choice(_HOSTILE)
    if kind < 4:
        return random.choice(known)
    if kind == 4:
        return random.choice(('"', "-", "by:", "cat:", "since:", "^", "(")) + random.choice(known)
    return "".join(
        random.choice(LETTERS + "\"'*-(){}:;^ ¦🙂é") for _ in range(random.randint(1, 12))
    )
