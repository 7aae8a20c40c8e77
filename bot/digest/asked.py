"""What a person asks of a digest, in one line and any order: topics, and when, and how many.

The line is read in passes. What is quoted, excluded or an author is put aside first: nothing in
it is ever a schedule. Then each part of the schedule is found and leaves a mark, which neither
word nor punctuation can be; what is left between the separators are topics.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import time
from typing import TypeVar

from bot.digest.asked_parts import (
    LONGEST_TOPIC,
    breadth_of,
    count_of,
    keeping,
    language_of,
    option,
    quiz_of,
    style_of,
    time_of,
    too_long,
)
from bot.digest.asked_profile import take_seeds
from bot.digest.asked_words import (
    ADJECTIVES,
    ASIDE,
    ASIDE_WORD,
    BEHIND_DAYS,
    BREADTH,
    CLOCK,
    DAYS,
    DONE,
    LANGUAGE,
    MAX,
    ON_DAYS,
    OPTION,
    OPTION_TYPED,
    PRIVATE,
    QUIZ,
    QUOTED,
    QUOTES,
    RESET,
    SEPARATOR,
    SPACED_OFFSET,
    STYLE,
    TIME,
    UNCLOSED,
    plain,
    timezone_at,
    topical,
    unglued,
)
from bot.errors import UserError
from bot.models import Breadth, Style, Subscription, Topic
from bot.papers import read_topic
from bot.text.fold import clean
from bot.text.words import words
from bot.times import read_days

_LONGEST = 4000  # characters: more than a chat takes in a command

Read = TypeVar("Read")


@dataclass(frozen=True)
class Asked:
    """What was asked for; what was not named is empty or `None`."""

    topics: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    at: time | None = None
    days: tuple[int, ...] | None = None
    timezone: str | None = None
    max: int | None = None
    style: Style | None = None
    language: str | None = None
    quiz: bool | None = None
    like: tuple[str, ...] | None = None
    breadth: Breadth | None = None
    reset: bool | None = None

    def applied_to(self, subscription: Subscription) -> Subscription:
        """The subscription with what was named; each part by itself."""
        before = subscription.schedule
        return replace(
            subscription,
            topics=self.topics or subscription.topics,
            categories=self.categories or subscription.categories,
            exclude=self.exclude or subscription.exclude,
            max=subscription.max if self.max is None else self.max,
            style=self.style or subscription.style,
            language=subscription.language if self.language is None else self.language,
            quiz=subscription.quiz if self.quiz is None else self.quiz,
            like=subscription.like if self.like is None else self.like,
            breadth=self.breadth or subscription.breadth,
            schedule=replace(
                before,
                at=before.at if self.at is None else self.at,
                days=before.days if self.days is None else self.days,
                timezone=before.timezone if self.timezone is None else self.timezone,
            ),
        )


def read_asked(typed: str) -> Asked:
    """Read topics, categories, exclusions, clock, days, time zone and “max 3”, in any order.

    Raises `UserError`, in one line with the mend, for what is surely meant and cannot be.
    """
    if len(typed) > _LONGEST:
        raise UserError(f"That is too long: write at most {_LONGEST} characters.")
    return _Reader().read(typed)


@dataclass
class _Reader:
    """One line while it is read: what was put aside, and what was found."""

    aside: list[str] = field(default_factory=list)
    exclude: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    times: list[time] = field(default_factory=list)
    days: list[tuple[int, ...]] = field(default_factory=list)
    timezones: list[str] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    styles: list[Style] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    quizzes: list[bool] = field(default_factory=list)
    breadths: list[Breadth] = field(default_factory=list)
    resets: list[bool] = field(default_factory=list)
    like: tuple[str, ...] | None = None

    def read(self, typed: str) -> Asked:
        text = self._schedule(self._put_aside(typed))
        if OPTION in text:
            raise UserError(
                "An option has no value that fits: write it as in "
                "max=3, at=9:30, days=mon-fri, timezone=Europe/Berlin or style=points."
            )
        topics = [self._topic(each) for each in re.split(r"(?<!\S),(?!\S)", text)]
        return Asked(
            _once(topics),
            _once(self.categories),
            _once(self.exclude),
            _only(self.times, "times of day", "at 9:30"),
            _only(self.days, "sets of days", "Mon, Wed and Fri"),
            _only(self.timezones, "time zones", "Europe/Berlin"),
            _only(self.counts, "numbers of papers", "max 3"),
            _only(self.styles, "styles", "style=points"),
            _only(self.languages, "languages", "language=German"),
            _only(self.quizzes, "answers on quizzes", "quiz=yes"),
            self.like,
            _only(self.breadths, "breadths", "breadth=strict"),
            True if self.resets else None,
        )

    def _put_aside(self, typed: str) -> str:
        """Leave plain words, separators as commas, and one sign for each thing put aside."""
        text = PRIVATE.sub(" ", clean(typed)).translate(QUOTES)
        text, self.like = take_seeds(text, QUOTED, DONE)
        text = QUOTED.sub(self._keep, text)
        unclosed = UNCLOSED.search(text)
        if unclosed:
            raise UserError(f"The quotation mark in “{unclosed[1][:40]}” has no end: close it.")
        text = SPACED_OFFSET.sub(r"\1\2", OPTION_TYPED.sub(option, text))
        text = ASIDE_WORD.sub(self._keep, text)
        return " ".join(SEPARATOR.sub(" , ", text).split())

    def _keep(self, part: re.Match[str]) -> str:
        groups = part.groupdict()
        phrase = groups.get("phrase") or groups.get("single")
        word = (groups.get("word") or "").rstrip(".!?")
        text = " ".join((phrase or word).split())
        if not words(text):
            return " " if "phrase" in groups else part[0]
        shown = f'"{text}"' if phrase else text
        if len(shown) >= LONGEST_TOPIC:
            raise too_long("A word or phrase")
        if part["minus"]:
            named = read_topic(f"-{shown}").exclude
            self.exclude += [text if named == (" ".join(words(text)),) else each for each in named]
            return f" {DONE} "
        self.aside.append(f"by:{shown}" if part["by"] else shown)
        return f" {chr(ASIDE + len(self.aside) - 1)} "

    def _schedule(self, text: str) -> str:
        text = MAX.sub(keeping(self.counts, count_of, DONE), text)
        text = STYLE.sub(keeping(self.styles, style_of, DONE), text)
        text = QUIZ.sub(keeping(self.quizzes, quiz_of, DONE), text)
        text = LANGUAGE.sub(keeping(self.languages, language_of, DONE), text)
        text = TIME.sub(keeping(self.times, time_of, CLOCK), text)
        text = ON_DAYS.sub(self._some_days, text)
        text = BEHIND_DAYS.sub(keeping(self.times, time_of, CLOCK), text)
        text = " ".join(self._without_zones(text.split()))
        text = BREADTH.sub(keeping(self.breadths, breadth_of, DONE), text)
        return RESET.sub(keeping(self.resets, bool, DONE), text)

    def _some_days(self, part: re.Match[str]) -> str:
        text = part[0].strip(f"(.!?){OPTION}").lower().removeprefix("weekly on ")
        before = part.string[: part.start()].split()[-1:]
        after = part.string[part.end() :].split()[:1]
        amid = any(map(topical, after)) and (text == "everyday" or any(map(topical, before)))
        if text in ADJECTIVES and amid:
            return part[0]
        self.days.append(read_days(text))
        return DAYS

    def _without_zones(self, tokens: list[str]) -> list[str]:
        kept: list[str] = []
        while tokens:
            length, name = timezone_at(tokens, behind_clock=kept[-1:] == [CLOCK])
            if name:
                self.timezones.append(name)
            kept += [DONE] if name else tokens[:1]
            tokens = tokens[length or 1 :]
        return kept

    def _topic(self, text: str) -> str:
        tokens = text.split()
        for place, token in enumerate(tokens):
            category = read_topic(token.strip("()")).categories if plain(token) else ()
            if category:
                self.categories += category
                tokens[place] = DONE
        topic = " ".join(map(self._restored, unglued(tokens)))
        if len(topic) > LONGEST_TOPIC:
            raise too_long("A topic")
        return "" if read_topic(topic) == Topic() else topic

    def _restored(self, token: str) -> str:
        return token if ord(token[0]) < ASIDE else self.aside[ord(token) - ASIDE]


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, values)))


def _only(values: list[Read], what: str, mend: str) -> Read | None:
    if len(set(values)) > 1:
        raise UserError(f"There are two {what} in this: write only one, as in {mend}.")
    return values[0] if values else None
