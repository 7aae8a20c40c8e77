"""The tour, as a newcomer sees it."""

import re
from io import StringIO

from bot.demo import TYPED, tour


async def test_the_tour_shows_a_digest_a_search_a_quiz_and_what_to_do_next() -> None:
    out = StringIO()
    await tour(out)
    text = out.getvalue()
    positions = [text.index(f"› {line}") for line in TYPED]
    assert positions == sorted(positions)
    assert "new papers ·" in text
    assert "sample description" in text
    assert "papers on “black holes”" in text
    assert "▁▁▁" in text
    assert "it is " in text
    assert text.splitlines()[-1].startswith("Next: ")
    assert "broken" not in text


async def test_the_tour_is_the_same_each_time() -> None:
    first, second = StringIO(), StringIO()
    await tour(first)
    await tour(second)
    assert undated(first) == undated(second)


def undated(out: StringIO) -> str:
    """Without the hour at which its quiz closes: a minute may pass between two tours."""
    return re.sub(r"(closes \w+ \d+ \w+) \d\d:\d\d", r"\1", out.getvalue())
