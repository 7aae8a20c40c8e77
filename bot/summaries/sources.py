"""What a summary is made of: the abstract of a paper, or its full text."""

from dataclasses import replace
from hashlib import sha256

from bot.errors import UserError
from bot.fulltext import UnreadableText, flags_of, read
from bot.models import Paper, Passage, Source
from bot.ports import FullTexts
from bot.text.sentences import sentences

ABSTRACT = "Abstract"


def fingerprint(paper: Paper) -> str:
    """Tells the text that a summary is made of from any other."""
    return sha256(f"{paper.title}\n{paper.abstract}".encode()).hexdigest()[:16]


def abstract_of(paper: Paper) -> Source:
    """The abstract of a readable paper."""
    flags = flags_of(f"{paper.title}\n{paper.abstract}")
    return Source(paper.title, (Passage(paper.abstract, ABSTRACT),), flags=flags)


async def full_text_of(paper: Paper, texts: FullTexts) -> tuple[Source, str]:
    """The whole paper; where it cannot be read, its abstract, and why.

    Raises `SourceError` where it could not be fetched: that may be otherwise tomorrow.
    """
    why = "it has no full text that can be read"
    for each in await texts.of(paper.id):
        try:
            source = await read(each, paper.title)
        except UnreadableText as error:
            why = str(error).rstrip(".")
        else:
            if source.passages:
                return _with_abstract(source, paper), ""
    return abstract_of(paper), why


async def source_of_id(paper_id: str, texts: FullTexts) -> Source:
    """The full text of a paper of which nothing else is known. Raises `PaperboyError`."""
    for each in await texts.of(paper_id):
        return await read(each)
    raise UserError(f"arXiv has no text of {paper_id}: see https://arxiv.org/abs/{paper_id}")


def _with_abstract(source: Source, paper: Paper) -> Source:
    """The abstract comes first, as it is known: pages lose it, or break it."""
    known = set(sentences(paper.abstract))
    rest = tuple(each for each in source.passages if not known.issuperset(sentences(each.text)))
    first = Passage(paper.abstract, ABSTRACT)
    flags = dict.fromkeys((*source.flags, *flags_of(paper.abstract)))
    return replace(source, title=paper.title, passages=(first, *rest), flags=tuple(flags))
