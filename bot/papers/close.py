"""The papers that come close to a topic, where too few or none have all its words."""

from dataclasses import replace

from bot.models import Paper, Pick, Topic
from bot.papers.match import match

_LEAST = 2  # words that a close paper has, where so many were asked for


def close_pick(topic: Topic, paper: Paper) -> Pick | None:
    """A paper that has some of the telling words; the why says which.

    Where there are three or more, it has two.
    """
    wanted = telling(topic)
    if not match(replace(topic, words=(), phrases=()), paper):
        return None
    titled, described = _shared(wanted, paper)
    count = len(titled) + len(described)
    if count < min(_LEAST, (len(wanted) + 1) // 2):
        return None
    return Pick(paper, round(count / len(wanted) / 2, 3), _why(titled, described))


def telling(topic: Topic) -> tuple[str, ...]:
    """The telling words of a topic, also those within phrases, each once."""
    every = (*topic.words, *(word for phrase in topic.phrases for word in phrase.split()))
    return tuple(dict.fromkeys(Topic(every).telling))


def _shared(wanted: tuple[str, ...], paper: Paper) -> tuple[list[str], list[str]]:
    """What its title has of these words, and what its abstract has of the others, as it does."""
    titled: list[str] = []
    described: list[str] = []
    for word in wanted:
        fits = match(Topic((word,)), paper)
        if fits:
            written = fits.why[1 : fits.why.index("”")]
            (titled if fits.score == 1.0 else described).append(written)
    return titled, described


def _why(titled: list[str], described: list[str]) -> str:
    parts = (_quoted(titled, "in the title"), _quoted(described, "in the abstract"))
    return ", ".join(filter(None, parts))


def _quoted(forms: list[str], where: str) -> str:
    quoted = ", ".join(f"“{each}”" for each in dict.fromkeys(forms))
    return f"{quoted} {where}" if forms else ""
