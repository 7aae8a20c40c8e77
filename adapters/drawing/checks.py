"""Whether a picture shows what it is to show, first in SVG. Raises `Unfit` where it does not."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple
from xml.etree.ElementTree import Element

from adapters.drawing.font import LINE, Font
from adapters.drawing.mermaid import Arrow

SVG = "{http://www.w3.org/2000/svg}"
_NODE = re.compile(r"merman-flowchart-(\w+)-\d+")
_ARROW = re.compile(r"L_([^_]+)_([^_]+)_\d+")
_PLACE = re.compile(r"translate\((?P<x>[-\d.e]+), ?(?P<y>[-\d.e]+)\)")
_POINT = re.compile(r"[ML](-?[\d.]+),(-?[\d.]+)")
_STRAIGHT = re.compile(rf"(?:{_POINT.pattern})+")
_NEAR = 0.5  # units within which things are in the same place

Point = tuple[float, float]
Path = Sequence[Point]


class Unfit(Exception):
    """A workflow has no picture, or the one that was drawn is wrong: what is the matter."""


class Box(NamedTuple):
    """Where a step is drawn: its middle and size, in the picture's units."""

    x: float
    y: float
    width: float
    height: float

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        across, down = self.width / 2, self.height / 2
        return self.x - across, self.y - down, self.x + across, self.y + down

    def overlaps(self, other: "Box") -> bool:
        """Tell whether they share some of the plane."""
        return (
            abs(self.x - other.x) * 2 < self.width + other.width
            and abs(self.y - other.y) * 2 < self.height + other.height
        )

    def has(self, point: Point) -> bool:
        """Tell whether the point is inside."""
        left, top, right, bottom = self.edges
        return left < point[0] < right and top < point[1] < bottom


class View(NamedTuple):
    """What part of the plane is shown."""

    left: float
    top: float
    width: float
    height: float

    def shows(self, box: Box) -> bool:
        """Tell whether all of the box is shown."""
        left, top, right, bottom = box.edges
        return (
            self.left <= left
            and self.top <= top
            and right <= self.left + self.width
            and bottom <= self.top + self.height
        )


def view(root: Element) -> View:
    """What is shown of a drawing."""
    return View(*map(float, root.get("viewBox", "0 0 0 0").split()))


def check(
    root: Element,
    boxes: Mapping[str, Box],
    paths: Mapping[Arrow, Path],
    wanted: Sequence[Arrow],
    lines: Mapping[str, Sequence[str]],
    font: Font,
) -> None:
    """Every step is there with its whole label inside its box, and every arrow with its head."""
    _refuse("other labels", drawn_labels(root) != {name: tuple(lines[name]) for name in lines})
    _refuse("other arrows", sorted(paths) != sorted(wanted))
    shown = view(root)
    for name, node in _nodes(root).items():
        box, place = boxes[name], _PLACE.match(node.get("transform", ""))
        _refuse("a box elsewhere", place is None or not _is_at(place, box))
        _refuse("a box cut off", not shown.shows(box))
        _refuse("a label wider than its box", max(map(font.width, lines[name])) > box.width)
        _refuse("a label higher than its box", LINE * len(lines[name]) > box.height)
    for one, other in combinations(boxes.values(), 2):
        _refuse("a box over another", one.overlaps(other))
    for arrow, path in paths.items():
        others = [box for name, box in boxes.items() if name not in arrow]
        for point in _along(path):
            _refuse("an arrow cut off", not shown.shows(Box(*point, 0, 0)))
            _refuse("an arrow through a box", any(box.has(point) for box in others))


def drawn_labels(root: Element) -> dict[str, tuple[str, ...]]:
    """What stands in each step of an SVG, row by row."""
    return {
        name: tuple(
            "".join(row.itertext())
            for row in node.iter(f"{SVG}tspan")
            if "row" in row.get("class", "").split()
        )
        for name, node in _nodes(root).items()
    }


def drawn_arrows(root: Element) -> dict[Arrow, Path]:
    """The corners of each arrow of an SVG that has a head, from its start to its head."""
    heads = {f"url(#{each.get('id')})" for each in root.iter(f"{SVG}marker")}
    found: dict[Arrow, Path] = {}
    for path in root.iter(f"{SVG}path"):
        name, line = _ARROW.fullmatch(path.get("data-id", "")), path.get("d", "")
        if name and path.get("marker-end") in heads and _STRAIGHT.fullmatch(line):
            found[Arrow(*name.groups())] = [(float(x), float(y)) for x, y in _POINT.findall(line)]
    return found


def _nodes(root: Element) -> dict[str, Element]:
    found = ((_NODE.fullmatch(each.get("id", "")), each) for each in root.iter(f"{SVG}g"))
    return {match[1]: each for match, each in found if match}


def _is_at(place: re.Match[str], box: Box) -> bool:
    return abs(float(place["x"]) - box.x) < _NEAR and abs(float(place["y"]) - box.y) < _NEAR


def _along(path: Path) -> Iterator[Point]:
    """Points along an arrow, about a unit apart."""
    for (x, y), (to_x, to_y) in pairwise(path):
        steps = max(1, round(abs(to_x - x) + abs(to_y - y)))
        for step in range(steps + 1):
            yield x + (to_x - x) * step / steps, y + (to_y - y) * step / steps


def _refuse(what: str, wrong: bool) -> None:  # noqa: FBT001  # reads as a list of what is wrong
    if wrong:
        raise Unfit(f"The picture came out wrong: {what}.")
