"""Does a paper fit a topic, how well, and why, in the paper's own words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from bot.models import Paper, Topic
from bot.text.names import one_of
from bot.text.stems import stems
from bot.text.words import singular, stem, words

THRESHOLD = 0.34  # of a `close_match`; below it a topic is named in passing more often than not


@dataclass(frozen=True, slots=True)
class Match:
    """How well a paper fits: `score` in 0..1, and `why` without a full stop."""

    score: float
    why: str


def match(topic: Topic, paper: Paper) -> Match | None:
    """Match a readable paper with a topic: `None` unless every word and phrase is there.

    A phrase is taken literally but for case, accents, hyphens and a plural; a word by its stem.
    """
    if topic.categories and not set(topic.categories) & set(paper.categories):
        return None
    if topic.since and _day(paper) < topic.since:
        return None
    text = read_words(paper)
    if topic.exclude and any(
        each in paper.categories or text.holds(each) for each in topic.exclude
    ):
        return None
    author = one_of(topic.authors, paper.authors) if topic.authors else None
    if topic.authors and author is None:
        return None
    found: list[Match | None] = [Match(1.0, f"by {author}")] if author else []
    found += [_match_phrase(each, text) for each in topic.phrases]
    if topic.words:
        found.append(_match_words(topic, text))
    matches = [each for each in found if each is not None]
    if len(matches) < len(found):
        return None
    if not matches:
        shared = [each for each in paper.categories if each in topic.categories]
        return Match(0.5, f"in {shared[0]}" if shared else "newest first")
    score = sum(each.score for each in matches) / len(matches)
    return Match(round(score, 3), " · ".join(each.why for each in matches))


def _day(paper: Paper) -> date:
    """When it was announced, or else submitted; of neither, long ago."""
    return paper.announced or (paper.submitted.date() if paper.submitted else date.min)


class _Field:
    """A title or an abstract, its words and their stems; cut where these are not known."""

    def __init__(self, text: str, known: str | None = None) -> None:
        self._text = text
        self._by_sentence = f" {stems(text) if known is None else known} "
        self.stems = self._by_sentence.replace(" . ", " ")

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The stems of each sentence, a space around."""
        return tuple(f" {each.strip()} " for each in self._by_sentence.split(" . "))

    @cached_property
    def words(self) -> tuple[str, ...]:
        return words(self._text)

    @cached_property
    def singulars(self) -> str:
        return _spaced(self.words, singular)

    def together(self, wanted: Iterable[str]) -> bool:
        """Whether one sentence has all of these words, by their stems."""
        spaced = [_stemmed((each,)) for each in wanted]
        return any(all(map(each.__contains__, spaced)) for each in self._by_sentence.split("."))

    def row(self, wanted: tuple[str, ...]) -> str | None:
        """How these words in a row, by their stems, are written here."""
        return self._written(self.stems, _stemmed(wanted))

    def phrase(self, phrase: str) -> str | None:
        """How this phrase is written here."""
        return self._written(self.singulars, _spaced(words(phrase), singular))

    def _written(self, spaced: str, wanted: str) -> str | None:
        at = spaced.find(wanted)
        if at < 0:
            return None
        start = spaced.count(" ", 0, at)
        return " ".join(self.words[start : start + wanted.count(" ") - 1])


def _spaced(found: Iterable[str], shape: Callable[[str], str]) -> str:
    """One space between and around, so that words in a row are a substring."""
    return f" {' '.join(map(shape, found))} "


@lru_cache(maxsize=1024)
def _stemmed(wanted: tuple[str, ...]) -> str:
    return _spaced(wanted, stem)


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a paper, as `match` looks at them."""

    title: _Field
    abstract: _Field

    def prepare(self) -> None:
        """Cut and stem now what a match would cut when it first needs it."""
        for field in (self.title, self.abstract):
            _ = field.singulars

    def holds(self, phrase: str) -> bool:
        """Whether this phrase stands in it."""
        return bool(self.title.phrase(phrase) or self.abstract.phrase(phrase))


@lru_cache(maxsize=4096)
def read_words(paper: Paper) -> Text:
    """The words of a readable paper, cut and stemmed once."""
    title, abstract = paper.stems or (None, None)
    return Text(_Field(paper.title, title), _Field(paper.abstract, abstract))


def _match_phrase(phrase: str, text: Text) -> Match | None:
    return _in_a_row(text, lambda field: field.phrase(phrase))


def _in_a_row(text: Text, written: Callable[[_Field], str | None]) -> Match | None:
    if titled := written(text.title):
        return Match(1.0, f"“{titled}” in the title")
    described = written(text.abstract)
    return Match(0.6, f"“{described}” in the abstract") if described else None


def _match_words(topic: Topic, text: Text) -> Match | None:
    if row := _in_a_row(text, lambda field: field.row(topic.words)):
        return row
    telling = topic.telling
    title = {each: form for each in telling if (form := text.title.row((each,)))}
    rest = [each for each in telling if each not in title]
    abstract = [form for each in rest if (form := text.abstract.row((each,)))]
    if len(abstract) < len(rest):
        return None
    if not rest:
        return Match(0.55, f"{_quoted(title.values())} in the title")
    together = text.abstract.together(telling)
    if title:
        why = f"{_quoted(title.values())} in the title, {_quoted(abstract)} in the abstract"
        return Match(0.5 if together else 0.45, why)
    return Match(0.45 if together else 0.2, f"{_quoted(abstract)} in the abstract")


def _quoted(forms: Iterable[str]) -> str:
    return ", ".join(f"“{each}”" for each in dict.fromkeys(forms))
