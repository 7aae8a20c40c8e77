"""Single errors put into true sentences, always the same for the same random numbers."""

import random
import re
from collections.abc import Callable, Iterator

from bot.grounding.names import Known, names
from bot.grounding.numbers import Number, agree, read_numbers
from injecting.turns import (
    ALWAYS,
    FLIPS,
    INVENTED,
    MIXED,
    NAMES,
    NEGATIONS,
    SCOPES,
    SETTINGS,
    UNITS,
)

Inject = Callable[[str, str, random.Random], Iterator[str]]
"""A true sentence, its abstract and random numbers to sentences with one error each."""


def number_changed(text: str, abstract: str, chance: random.Random) -> Iterator[str]:
    """Each number becomes one that the abstract has not."""
    true = read_numbers(abstract)
    for start, end in _digits(text):
        for _ in range(20):
            other = _other_digits(text[start:end], chance)
            changed = text[:start] + other + text[end:]
            said = _number_at(changed, start)
            if said and not any(agree(said, each) for each in true):
                yield changed
                break


def unit_changed(text: str, abstract: str, chance: random.Random) -> Iterator[str]:
    """A unit becomes another of its kind."""
    del abstract
    for pattern, others in UNITS:
        for match in re.finditer(rf"(?<=[0-9])( ?-?)({pattern})(?![A-Za-z])", text):
            other = chance.choice(others)
            gap = match[1] or (" " if other[0].isalpha() and other != "x" else "")
            yield text[: match.start()] + gap + other + text[match.end() :]


def number_swapped(text: str, abstract: str, chance: random.Random) -> Iterator[str]:
    """Each number becomes another of the abstract, of the same unit where there is one."""
    there = [each for each in read_numbers(abstract) if re.match(r"[0-9]", each.written)]
    for said in read_numbers(text):
        others = [each for each in there if not agree(said, each) and not agree(each, said)]
        same = [each for each in others if each.unit == said.unit] or others
        digits = _DIGITS.match(text, said.start)
        if same and digits:
            other = _DIGITS.match(chance.choice(same).written)
            if other and other[0] != digits[0]:
                yield text[: said.start] + other[0] + text[digits.end() :]


def negated(text: str, abstract: str, chance: random.Random) -> Iterator[str]:
    """A “not” is put in, or taken out."""
    del abstract, chance
    for pattern, shape in NEGATIONS:
        if match := pattern.search(text):
            yield text[: match.start()] + match.expand(shape) + text[match.end() :]


def flipped(text: str, abstract: str, chance: random.Random) -> Iterator[str]:
    """A comparison or a change goes the other way."""
    del abstract, chance
    for one, other in FLIPS:
        if match := re.search(rf"\b{one}\b", text):
            yield text[: match.start()] + other + text[match.end() :]


def scope_dropped(text: str, abstract: str, chance: random.Random) -> Iterator[str]:
    """A hedge, a bound or a setting is taken out."""
    del abstract, chance
    for pattern, shape in SCOPES:
        if match := pattern.search(text):
            made = text[: match.start()] + match.expand(shape) + text[match.end() :]
            yield made[0].upper() + made[1:]


def scope_added(text: str, abstract: str, chance: random.Random) -> Iterator[str]:
    """A setting that the abstract has not, or all settings, are put in."""
    setting = chance.choice(SETTINGS)
    if setting.split()[-1].lower() not in abstract.lower():
        yield f"{text.rstrip('.')} {setting}."
    yield f"{chance.choice(ALWAYS)}, {text[0].lower()}{text[1:]}"


def renamed(text: str, abstract: str, chance: random.Random) -> Iterator[str]:
    """A name becomes another that the abstract has not."""
    known = Known(abstract)
    for name in dict.fromkeys(names(text)):
        other = chance.choice(NAMES)
        if known.has(name) and not known.has(other):
            yield text.replace(name, other, 1)


def made_up(text: str, abstract: str, chance: random.Random) -> Iterator[str]:
    """A sentence of our own that says more of the same thing."""
    del text
    about = next(iter(names(abstract)), "The method")
    yield chance.choice(INVENTED).format(about=about)


def mixed_up(text: str, abstract: str, chance: random.Random) -> Iterator[str]:
    """A sentence that puts terms of the abstract together as it does not."""
    del text
    about = next(iter(names(abstract)), "The method")
    terms = re.findall(r"[a-z]{4,}(?:-[a-z]+)* [a-z]{5,}", abstract)
    one, other = chance.sample(terms, 2)
    yield chance.choice(MIXED).format(about=about, one=one, other=other)


_DIGITS = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")


def _digits(text: str) -> Iterator[tuple[int, int]]:
    for each in read_numbers(text):
        if match := _DIGITS.match(text, each.start):
            yield match.start(), match.start() + len(match[0].rstrip(","))


def _number_at(text: str, start: int) -> Number | None:
    return next((each for each in read_numbers(text) if each.start == start), None)


def _other_digits(digits: str, chance: random.Random) -> str:
    """Digits near these: one is another, two change places, or the point moves."""
    at = chance.randrange(len(digits))
    way = chance.random()
    if way < 0.6 and digits[at].isdigit():
        fresh = chance.choice([each for each in "123456789" if each != digits[at]])
        return digits[:at] + fresh + digits[at + 1 :]
    if way < 0.8 and "." in digits:
        whole, _, part = digits.partition(".")
        return f"{whole}{part[:1]}.{part[1:] or '5'}"
    plain = digits.replace(",", "")
    return plain[::-1] if plain[::-1][0] not in "0." and plain != plain[::-1] else f"{plain}7"
