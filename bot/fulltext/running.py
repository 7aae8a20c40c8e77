"""What stands at the edge of every page: running heads, page numbers, stamps."""

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median

from bot.fulltext.layout import Line

_EDGE = 0.15  # of the page's height
_NUMBER = re.compile(
    r"[\W_]*(?:page\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?[\W_]*", re.IGNORECASE
)
_NUMBERED = re.compile(r"(?:\d{1,4} \|? ?\S.*|.*\S \|? ?\d{1,4})")


def without_running_heads(pages: Sequence[list[Line]], heights: Sequence[float]) -> list[Line]:
    """The lines of all pages, without what repeats at their edges, and without page numbers."""
    edges = [_edge(lines, height) for lines, height in zip(pages, heights, strict=True)]
    seen = Counter(key for lines in edges for key in {_key(line) for line in lines})
    kept = []
    for lines, edge, height in zip(pages, edges, heights, strict=True):
        dropped = {
            id(line)
            for line in edge
            if seen[_key(line)] > 1 or _NUMBER.fullmatch(line.text) or _alone(line, lines, height)
        }
        kept += [line for line in lines if id(line) not in dropped]
    return kept


def _edge(lines: Sequence[Line], height: float) -> list[Line]:
    """The two highest and the two lowest lines, where they are near the edge."""
    by_height = sorted(lines, key=lambda line: line.base)
    top = [line for line in by_height[:3] if line.base < _EDGE * height]
    bottom = [line for line in by_height[-3:] if line.base > (1 - _EDGE) * height]
    return top + bottom


def _key(line: Line) -> str:
    return re.sub(r"\W*\d+\W*", "", line.text).strip().lower() or "#"


def _alone(line: Line, lines: Sequence[Line], height: float) -> bool:
    """Whether it is a head with a page number, at the very top and apart from the text."""
    others = [other.base for other in lines if other is not line]
    if not others or line.base > _EDGE * height or line.base > min(others):
        return False
    if line.bold or line.size > 1.05 * median(other.size for other in lines):  # a heading
        return False
    return bool(_NUMBERED.fullmatch(line.text)) and min(others) - line.base > 1.7 * line.size
