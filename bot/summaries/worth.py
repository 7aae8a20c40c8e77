"""How much a summary is worth: whether of two the one or the other is kept, or none. Pure."""

import re

from bot.models import Summary

_HALF = re.compile(r"\d+ of \d+ parts of the paper ")


def is_half(summary: Summary) -> bool:
    """Whether a part of the paper was not read: its flag says so."""
    return any(_HALF.match(each) for each in summary.flags)


def worth(summary: Summary) -> tuple[bool, bool, float, int]:
    """How well a model's is grounded: the share of its points that hold, then how many do."""
    count = sum(1 for _ in summary.points)
    share = count / max(count + summary.dropped, 1)
    return bool(summary.writer), not is_half(summary), share, count
