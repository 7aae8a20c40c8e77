"""Does a paper fit a topic, how well, and why, in words that a person would use."""

from dataclasses import dataclass
from functools import lru_cache

from bot.models import Paper, Topic
from bot.text.sentences import sentences
from bot.text.words import stem, words

THRESHOLD = 0.3  # below it, words stand scattered over an abstract: noise more often than not


@dataclass(frozen=True, slots=True)
class Match:
    """How well a paper fits: `score` in 0..1, and `why` without a full stop."""

    score: float
    why: str


def match(topic: Topic, paper: Paper) -> Match | None:
    """Match a paper with a topic: `None` unless every word and phrase is there.

    A phrase is taken literally but for case, accents, hyphens and a plural; a word by its stem.
    """
    text = _read(paper)
    if topic.categories and not set(topic.categories) & set(paper.categories):
        return None
    if any(
        _phrase_in(each, text.title) or _phrase_in(each, text.abstract) for each in topic.exclude
    ):
        return None
    author = _author(topic.authors, paper.authors)
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
        return Match(0.5, f"new in {shared[0]}" if shared else "newest first")
    score = sum(each.score for each in matches) / len(matches)
    return Match(round(score, 3), " · ".join(each.why for each in matches))


def _author(wanted: tuple[str, ...], authors: tuple[str, ...]) -> str | None:
    """The first author who may be one of those: Y. LeCun and Yann LeCun are the same."""
    return next((each for each in authors if any(_same(want, each) for want in wanted)), None)


def _same(wanted: str, author: str) -> bool:
    *given, family = words(wanted) or ("",)
    *its_given, its_family = words(author) or ("",)
    initials = zip(given, its_given, strict=False)
    return family == its_family and all(
        one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])
        for one, other in initials
    )


@dataclass(frozen=True, slots=True)
class _Text:
    title: str  # words with one space between and around, singular, so that phrases are substrings
    abstract: str
    title_stems: frozenset[str]
    sentence_stems: tuple[frozenset[str], ...]


@lru_cache(maxsize=4096)
def _read(paper: Paper) -> _Text:
    return _Text(
        _spaced(paper.title),
        _spaced(paper.abstract),
        frozenset(map(stem, words(paper.title))),
        tuple(frozenset(map(stem, words(each))) for each in sentences(paper.abstract)),
    )


def _spaced(text: str) -> str:
    return f" {' '.join(map(_singular, words(text)))} "


def _singular(word: str) -> str:
    plural = len(word) > 3 and word.endswith("s") and not word.endswith("ss")
    return word[:-1] if plural else word


def _phrase_in(phrase: str, spaced: str) -> bool:
    return _spaced(phrase) in spaced


def _match_phrase(phrase: str, text: _Text) -> Match | None:
    if _phrase_in(phrase, text.title):
        return Match(1.0, f"“{phrase}” in the title")
    if _phrase_in(phrase, text.abstract):
        return Match(0.6, f"“{phrase}” in the abstract")
    return None


def _match_words(topic: Topic, text: _Text) -> Match | None:
    wanted = topic.telling
    stems = {each: stem(each) for each in wanted}
    anywhere = text.title_stems.union(*text.sentence_stems)
    if not anywhere.issuperset(stems.values()):
        return None
    whole = " ".join(topic.words)
    titled = [each for each, stemmed in stems.items() if stemmed in text.title_stems]
    if len(titled) == len(wanted):
        return Match(1.0 if _phrase_in(whole, text.title) else 0.9, f"“{whole}” in the title")
    if _phrase_in(whole, text.abstract):
        return Match(0.6, f"“{whole}” in the abstract")
    together = any(each.issuperset(stems.values()) for each in text.sentence_stems)
    if titled:
        rest = " ".join(each for each in wanted if each not in titled)
        why = f"“{' '.join(titled)}” in the title, “{rest}” in the abstract"
        return Match(0.6 if together else 0.45, why)
    return Match(0.45 if together else 0.2, f"“{whole}” in the abstract")
