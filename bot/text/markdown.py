"""The small Markdown of a card's body: read into blocks of spans, the same for every renderer.

Paragraphs, bold, italic, code, links, bullet and numbered lists, quotes, blocks of code between
lines of three backticks; nothing else has a meaning: headings, HTML, images, tables and entities
are text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from bot.text.fold import fold

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style. `text` is literal: a renderer escapes it."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a quoted paragraph, or an item of a list with its `marker` ("•" or "1.").

    Or several lines of code.
    """

    kind: Literal["paragraph", "quote", "item", "code"]
    spans: tuple[Span, ...]
    marker: str = ""
    depth: int = 0


def code_block(text: str) -> str:
    """Lines of code as a block, whatever they hold. It ends a body, or a blank line follows."""
    return f"```\n{text.replace('```', '`` `')}\n```"


def escape(text: str) -> str:
    """Make text of papers, models and users literal: one line that means just itself."""
    line = re.sub(r"([\\`*_\[\]<>])", r"\\\1", fold(text))
    # Also behind a space: a part of a body that was split may begin there.
    return re.sub(r"(^|(?<= ))(\d*)([-+.)#]+)(?= |$)", _escape_marker, line)


def _escape_marker(marker: re.Match[str]) -> str:
    return marker[2] + "".join(f"\\{sign}" for sign in marker[3])


def plain(body: str) -> str:
    """Only the words of a body, a line a block."""
    return "\n".join("".join(span.text for span in block.spans) for block in parse(body))


@lru_cache(maxsize=1024)  # a message is measured and rendered, and one summary goes to many places
def parse(body: str) -> tuple[Block, ...]:
    """Read a body. Never raises: what is no Markdown is text."""
    if _PLAIN.fullmatch(body):  # an escaped sentence, as most bodies are: reading is slow
        return (Block("paragraph", (Span(_ESCAPED.sub(r"\1", body)),)),)
    return tuple(_blocks(_reader().parse(_TILDES.sub(r"\\\g<0>", body))))


# One line without markup: nothing that begins a list or a quote, and every sign of it escaped.
_PLAIN = re.compile(r"(?![-+*>\d\s])(?:[^\\`*_\[\]<>\s]++|\\[\\`*_\[\]<>]|(?<=\S) (?=\S))++")
_TILDES = re.compile(r"(?<!\S)~~~")  # would begin a block of code, and nobody escapes them
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>])")


@lru_cache(maxsize=1)
def _reader() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    rules = ["emphasis", "backticks", "link", "list", "blockquote", "escape", "newline", "fence"]
    reader = MarkdownIt("zero").enable(rules)
    # Links in bodies are the core's own, to papers: nothing but the web is needed.
    reader.validateLink = lambda url: url.startswith(("https://", "http://"))  # type: ignore[method-assign]  # markdown-it's documented way
    return reader


def _blocks(tokens: "list[Token]") -> Iterator[Block]:
    lists: list[int] = []  # the next number of each open list; -1 in a list of bullets
    quotes, marker = 0, ""
    for token in tokens:
        match token.type:
            case "blockquote_open" | "blockquote_close":
                quotes += token.nesting
            case "bullet_list_open":
                lists.append(-1)
            case "ordered_list_open":
                lists.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                marker = "•" if lists[-1] < 0 else f"{lists[-1]}."
                lists[-1] += lists[-1] >= 0
            case "fence":
                yield Block("code", (Span(token.content.rstrip("\n"), code=True),))
            case "inline":
                kind: Literal["paragraph", "quote", "item"] = "quote" if quotes else "paragraph"
                yield Block(
                    "item" if lists else kind,
                    tuple(_spans(token.children or [])),
                    marker,
                    max(len(lists) - 1, 0),
                )
                marker = ""


def _spans(tokens: "list[Token]") -> Iterator[Span]:
    style = Span("")
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                style = replace(style, bold=token.nesting > 0)
            case "em_open" | "em_close":
                style = replace(style, italic=token.nesting > 0)
            case "link_open":
                style = replace(style, url=str(token.attrGet("href")))
            case "link_close":
                style = replace(style, url=None)
            case "softbreak" | "hardbreak":
                yield replace(style, text="\n")
            case "code_inline":
                yield replace(style, text=token.content, code=True)
            case _ if token.content:
                yield replace(style, text=token.content)
