"""One summary of the drafts of a long paper's parts: nothing said twice, the best of each first."""

from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest

from rapidfuzz.fuzz import token_set_ratio

from bot.models import Field, Point, Style
from bot.summaries.shapes import Draft
from bot.summaries.styles import STYLES

_ALIKE = 80.0  # of 100: the same said in other words


def merged(style: Style, drafts: Sequence[Draft]) -> Draft:
    """The first points of each part come before the second ones of any."""
    if len(drafts) == 1:
        return drafts[0]
    taken: list[Point] = []
    fields = []
    for spec in STYLES[style].fields:
        by_part = [_points(draft, spec.name) for draft in drafts]
        in_turn = (each for each in chain(*zip_longest(*by_part)) if each)
        found = _distinct(in_turn, taken, spec.points)
        fields += [Field(spec.name, found)] if found else []
    workflows = [each.workflow for each in drafts if each.workflow]
    largest = max(workflows, key=lambda its: len(its.steps) + len(its.branch), default=None)
    questions = tuple(dict.fromkeys(chain(*(each.questions for each in drafts))))
    return Draft(tuple(fields), questions[: STYLES[style].questions], largest)


def distinct(fields: Iterable[Field]) -> tuple[Field, ...]:
    """The fields without what an earlier one says already."""
    taken: list[Point] = []
    kept = (Field(each.name, _distinct(each.points, taken, len(each.points))) for each in fields)
    return tuple(each for each in kept if each.points)


def _distinct(points: Iterable[Point], taken: list[Point], most: int) -> tuple[Point, ...]:
    found: list[Point] = []
    for point in points:
        if len(found) < most and not any(_is_same(point, each) for each in taken):
            found.append(point)
            taken.append(point)
    return tuple(found)


def _is_same(one: Point, other: Point) -> bool:
    return token_set_ratio(one.text.lower(), other.text.lower()) >= _ALIKE


def _points(draft: Draft, name: str) -> tuple[Point, ...]:
    return next((each.points for each in draft.fields if each.name == name), ())
