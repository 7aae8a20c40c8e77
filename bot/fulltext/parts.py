"""A long paper in parts: cut between sections, else paragraphs, else sentences, else words."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.models import Passage, Source
from bot.text.sentences import sentences


def parts(source: Source, most: int) -> tuple[Source, ...]:
    """The source in parts whose texts have at most `most` characters each; `most` is positive.

    Joined again their passages are the source's: nothing is lost, nothing is twice, and each
    keeps its section and page; of a passage that is cut, each piece. Every part has the title.
    """
    if most < 1:
        raise ValueError("a part needs room")
    if len(source.text) <= most:
        return (source,)
    found: list[list[Passage]] = [[]]
    for section in _sections(source.passages):
        pieces = [piece for passage in section for piece in _pieces(passage, most)]
        if found[-1] and _length([*found[-1], *pieces]) > most and _is_worth(found[-1], most):
            found.append([])
        for piece in pieces:
            if found[-1] and _length([*found[-1], piece]) > most:
                found.append([])
            found[-1].append(piece)
    return tuple(replace(source, passages=tuple(each)) for each in found)


def _length(passages: list[Passage]) -> int:
    return sum(len(each.text) + 1 for each in passages) - 1


def _is_worth(part: list[Passage], most: int) -> bool:
    """Whether a part is full enough to end with its section: few calls are better than many."""
    return _length(part) > most // 2


def _sections(passages: Iterable[Passage]) -> Iterator[list[Passage]]:
    section: list[Passage] = []
    for each in passages:
        if section and each.section != section[-1].section:
            yield section
            section = []
        section.append(each)
    if section:
        yield section


def _pieces(passage: Passage, most: int) -> Iterator[Passage]:
    if len(passage.text) <= most:
        yield passage
        return
    taken = ""
    for sentence in (cut for each in sentences(passage.text) for cut in _cut(each, most)):
        longer = f"{taken} {sentence}" if taken else sentence
        if len(longer) > most:
            yield replace(passage, text=taken)
            taken = sentence
        else:
            taken = longer
    if taken:
        yield replace(passage, text=taken)


def _cut(sentence: str, most: int) -> Iterator[str]:
    """A sentence that is longer than a part, between words; a word too long, anywhere."""
    while len(sentence) > most:
        at = sentence.rfind(" ", 0, most + 1)
        yield sentence[: at if at > 0 else most]
        sentence = sentence[at + 1 if at > 0 else most :]
    if sentence:
        yield sentence
