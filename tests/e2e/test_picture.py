"""The picture in the README is what the tour shows."""

import re
from html import unescape
from io import StringIO
from pathlib import Path

from bot.demo import tour

PICTURE = Path(__file__).parents[2] / "docs" / "demo.svg"


async def test_the_picture_shows_the_words_of_the_tour() -> None:
    svg = PICTURE.read_text(encoding="utf-8")
    drawn = re.sub(r"[\s│]+", "", unescape("".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))))
    out = StringIO()
    await tour(out)
    for line in out.getvalue().splitlines():
        # A terminal shows links, not addresses; the tour's dates are those of its day.
        if not re.match(r"https://|3 new papers ·|Next: \w+ \d\d:\d\d|.* closes \w+ ", line):
            missing = re.sub(r"[\s│]+", "", line)
            assert missing in drawn, f"make picture: it lacks “{line}”"
