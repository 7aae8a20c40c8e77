"""Which sentences of an abstract stand in which field of a style, without a model."""

import re
from collections.abc import Iterable, Mapping, Sequence

from bot.models import Field, Point, Style
from bot.summaries.central import bag, contribution, is_contribution, likeness
from bot.summaries.cues import deeds, proposes
from bot.summaries.pieces import Piece
from bot.summaries.role_words import Role
from bot.summaries.roles import away_from_pictures, of_part, roles
from bot.summaries.standing import fitting, is_alone
from bot.summaries.styles import STYLES


class Choice:
    """The pieces of a source, with what each sounds like, and the fields that took some."""

    def __init__(self, title: str, found: Sequence[str], standing: Sequence[Piece], style: Style):
        self.pieces = standing
        self.count = len(found)
        self._specs = {spec.name: spec for spec in STYLES[style].fields}
        self._bags = [bag(piece.text) for piece in standing]
        self._alike = likeness(title, self._bags)
        self._roles = [roles(_telling(piece)) for piece in standing]
        self._taken: dict[str, list[tuple[int, str]]] = {}
        self._used: list[set[str]] = []
        self._measured: list[set[str]] = []
        self._name = _name(title)
        self.idea = self._idea(title, found)

    def _idea(self, title: str, found: Sequence[str]) -> int | None:
        """The piece that says what the paper contributes, where one does."""
        if not self.pieces:
            return None
        place = contribution(title, found)
        fit = [number for number, piece in enumerate(self.pieces) if self._fits(piece.text)]
        alone = [number for number in fit if self.pieces[number].alone]
        there = [number for number in alone if self.pieces[number].place == place]
        # What does not name the problem that it solves is better than nothing.
        for its in filter(None, (there, alone, fit)):
            best = its[contribution(title, [self.pieces[number].text for number in its])]
            if is_contribution(self.pieces[best].sentence):
                return best
        return None

    def _fits(self, text: str) -> bool:
        return bool(fitting(text, next(iter(self._specs.values())).characters))

    @property
    def others(self) -> list[int]:
        """The pieces that make sense alone, without the contribution."""
        behind = None if self.idea is None else self.pieces[self.idea].place + 1
        return [
            number
            for number, piece in enumerate(self.pieces)
            if number != self.idea and (piece.alone or (piece.follows and piece.place == behind))
        ]

    @property
    def is_offer(self) -> bool:
        """Whether the contribution is a thing that is proposed, rather than found out."""
        return self.idea is not None and proposes(deeds(self.pieces[self.idea].sentence))

    def is_theirs(self, number: int) -> bool:
        """Whether the authors do something in a piece."""
        return bool(deeds(self.pieces[number].sentence))

    def score(self, number: int, role: Role) -> float:
        """How well a piece plays a role, where it stands."""
        piece = self.pieces[number]
        worth = self._roles[number][role] + 0.4 * self._alike[number]
        if self._name in piece.text:
            worth += _NAMED.get(role, 0.0)
        if piece.part not in ("", "abstract"):
            return worth + of_part(role, piece.part) - away_from_pictures(piece.text)
        worth -= 0.0 if is_alone(piece.text, strictly=True) else _POINTING
        start = self.count // 3 if self.idea is None else self.pieces[self.idea].place
        late = piece.place / max(1, self.count - 1)
        # Where the contribution comes first, what it is for comes after it.
        back = 1.0 if start == 0 and piece.place and role in ("context", "problem") else 0.0
        return worth + back + _placed(role, piece.place - start, late)

    def ranked(self, role: Role, least: float, among: Iterable[int] | None = None) -> list[int]:
        """The pieces that play a role at least so well, the best first."""
        its = self.others if among is None else among
        said = [number for number in its if self._roles[number][role] >= 0.4 * least]
        scored = [(self.score(number, role), -number) for number in said]
        return [-number for score, number in sorted(scored, reverse=True) if score >= least]

    def take(self, name: str, numbers: Iterable[int], most: int | None = None) -> bool:
        """Put the first of these that fit, and are not there yet, into a field."""
        spec = self._specs[name]
        its = self._taken.setdefault(name, [])
        for number in numbers:
            if len(its) >= (spec.points if most is None else most):
                break
            text = fitting(self.pieces[number].text, spec.characters)
            if text and self._is_new(text):
                its.append((number, text))
                self._used.append(set(bag(text)))
                self._measured.append(_measures(text))
        return bool(its)

    @property
    def names(self) -> frozenset[str]:
        """The fields that have something."""
        return frozenset(name for name, its in self._taken.items() if its)

    @property
    def words(self) -> int:
        """How many words were taken."""
        return sum(len(text.split()) for its in self._taken.values() for _, text in its)

    def room(self, name: str) -> int:
        """The most points that a field holds."""
        return self._specs[name].points

    def fields(self) -> tuple[Field, ...]:
        """What was taken, in the order of the style; within a field as the paper has it."""
        return tuple(
            Field(name, tuple(self._point(*each) for each in sorted(self._taken[name])))
            for name in self._specs
            if self._taken.get(name)
        )

    def _point(self, number: int, text: str) -> Point:
        piece = self.pieces[number]
        return Point(text, piece.sentence, piece.where)

    def _is_new(self, text: str) -> bool:
        its = set(bag(text))
        # The same figures are the same result, in whatever words.
        if (measured := _measures(text)) and measured in self._measured:
            return False
        return all(
            len(its & used) < _NEARLY_SAME * max(1, min(len(its), len(used))) for used in self._used
        )


def _telling(piece: Piece) -> str:
    """The words that tell its role: “We find that 1) …, and 2) …” says it of each."""
    return f"{lead[0]} {piece.text}" if (lead := _LEAD.match(piece.sentence)) else piece.text


def _name(title: str) -> str:
    """What the authors call their work, before the colon of the title; else what is nowhere."""
    name, colon, _ = title.partition(":")
    return name.strip() if colon and len(name.split()) <= _LONGEST_NAME else "\0"


def _measures(text: str) -> set[str]:
    """The numbers of a text, where they tell it from others: a single 3 or 2024 does not."""
    its = set(_NUMBER.findall(text))
    return its if len(its) > 1 or any("." in each or "%" in each for each in its) else set()


def _placed(role: Role, behind: int, late: float) -> float:
    """What it is worth for a role to stand so many sentences behind the contribution."""
    match role:
        case "context" | "motivation" | "task":
            return 0.8 - 1.5 * late - (1.5 if behind > 0 else 0)
        case "problem":
            return -2.5 if behind > 0 else 0.5 + 0.06 * max(behind, -5)
        case "method":
            return -5.0 if behind < 0 else 0.6 - 0.08 * behind
        case "result" | "practice":
            return -2.0 if behind < 0 else late
        case _:
            return 0.0


_LEAD = re.compile(
    r"[^:;]{5,80}?\b(?:that|findings|observations|insights|results)(?=[:,]? \(?(?:1|i|a)\))"
)
_NUMBER = re.compile(r"(?<![\w.-])\d+(?:[.,]\d+)*%?(?![\w-])")
_LONGEST_NAME = 2  # words
_NAMED: Mapping[Role, float] = {"method": 0.8, "result": 0.6, "context": -2.0, "problem": -1.5}
_NEARLY_SAME = 0.65
_POINTING = 0.8  # what a sentence loses by “this task”
