"""What summaries without a model are like: how much of each style real abstracts fill, how fast.

2,000 real papers of ../shared, drawn by a seed. Skips, saying why, where that folder is not.
"""

import asyncio
import gzip
import json
import random
import re
import time
from collections.abc import Sequence

from figures import SHARED, report

from bot.models import Passage, Source, Style, Summary
from bot.summaries import STYLES, ExtractiveWriter, body
from bot.text.latex import to_unicode
from bot.text.markdown import plain

PAPERS = SHARED / "data" / "papers.jsonl.gz"
SAMPLE, SEED, ENOUGH = 2_000, 7, 3
A_MINUTE = 220.0  # words
# A word may be left out at the start, a clause at the end: then a word of the paper ends it.
BREAK = re.compile(r"\W")


def sources() -> list[Source]:
    """The abstracts, readable."""
    with gzip.open(PAPERS, "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row.get("abstract", "").strip()]
    return [
        Source(to_unicode(row["title"]), (Passage(to_unicode(row["abstract"])),))
        for row in random.Random(SEED).sample(rows, SAMPLE)
    ]


def is_cut(text: str, quote: str) -> bool:
    """Whether a text ends within a word of its quote, or without a full stop."""
    if text == quote:
        return False
    told = text.rstrip(".")
    start = quote.find(told[1:])
    after = quote[start + len(told) - 1 :][:1]
    return start < 0 or bool(after and not BREAK.match(after)) or text.endswith(("…", "..", ","))


def faults(summary: Summary) -> int:
    """How many points are empty, said twice, or cut."""
    texts = [point.text for point in summary.points]
    cut = sum(is_cut(point.text, point.quote) for point in summary.points)
    empty = sum(not text.strip() for text in texts) + sum(
        not field.points for field in summary.fields
    )
    return empty + len(texts) - len(set(texts)) + cut


async def look(style: Style, its: Sequence[Source]) -> None:
    """Print the figures of one style."""
    writer, summaries, taken = ExtractiveWriter(), [], []
    for source in its:
        began = time.thread_time()
        summaries.append(await writer.write(source, style))
        taken.append((time.thread_time() - began) * 1000)
    taken.sort()
    names = [field.name for summary in summaries for field in summary.fields]
    shares = {
        spec.name: round(names.count(spec.name) / len(its), 2) for spec in STYLES[style].fields
    }
    print(json.dumps({"style": style, "fields": shares}))
    report(f"{style}: points empty, repeated or cut", sum(map(faults, summaries)), "points", 1)
    report(f"{style}: one abstract, p50", taken[len(its) // 2], "ms", 3.0)
    report(f"{style}: one abstract, p99", taken[len(its) * 99 // 100], "ms", 10.0)
    if style == "points":
        few = sum(len(summary.fields) < ENOUGH for summary in summaries) / len(its)
        report(f"{style}: abstracts with fewer than {ENOUGH} fields", few * 100, "%", 10.0)
        words = sorted(len(plain(body(summary)).split()) for summary in summaries)
        report(f"{style}: words to read, p50", words[len(its) // 2], "words", A_MINUTE)
        report(f"{style}: words to read, p99", words[len(its) * 99 // 100], "words", A_MINUTE)


async def main() -> None:
    """All styles."""
    its = sources()
    for style in STYLES:
        await look(style, its)


if __name__ == "__main__":
    if PAPERS.exists():
        asyncio.run(main())
    else:
        print("skipped: the real papers of ../shared are not here")
