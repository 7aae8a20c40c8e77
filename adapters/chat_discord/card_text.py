"""The texts of a card as Discord's Markdown. Pure."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from adapters.chat_discord.escape import code, code_block, escape, escape_line, link
from bot.messages import Address, Card
from bot.text.fold import fold
from bot.text.markdown import Block, Span, parse

_CHAT = "discord"


@lru_cache(maxsize=512)  # a message is measured and rendered
def main_text(card: Card) -> str:
    """What stands above a picture: title, body and fields. Empty where the card has none."""
    fields = "\n".join(
        f"{_marked(escape_line(name), '**')} {escape_line(value)}".strip()
        for name, value in card.fields
    )
    below = "\n\n".join(filter(None, (body_text(card.body), fields)))
    return "\n".join(filter(None, (title_text(card), below)))


@lru_cache(maxsize=512)
def small_text(*lines: str) -> str:
    """Grey lines; empty ones are left out."""
    return "\n".join(f"-# {line}" for line in map(escape_line, lines) if line)


@lru_cache(maxsize=512)
def title_text(card: Card) -> str:
    """The title, behind the channel where the card is about one."""
    return " ".join(filter(None, (_place(card.place), _headline(card))))


@lru_cache(maxsize=512)
def body_text(body: str) -> str:
    """A card's body in the small Markdown."""
    return "".join(_below_each_other(parse(body)))


def _place(place: Address | None) -> str:
    if place is None:
        return ""
    channel = place.channel.rpartition("/")[2]
    known = place.chat == _CHAT and channel.isascii() and channel.isdecimal()
    return f"<#{channel}>" if known else escape_line(str(place))


def _headline(card: Card) -> str:
    if not fold(card.title):
        return ""
    if card.place and not card.url:  # a heading cannot begin within a line
        return f"**{escape_line(card.title)}**"
    return f"**{link(card.title, card.url)}**" if card.url else f"### {escape_line(card.title)}"


def _below_each_other(blocks: Sequence[Block]) -> Iterator[str]:
    before: Block | None = None
    for block in blocks:
        if line := _block(block):
            if before:
                yield "\n" if _belongs(block, before) else "\n\n"
            yield line
            before = block


def _belongs(block: Block, before: Block) -> bool:
    """Whether a list goes on or has its heading before it, or a quote what it proves."""
    if block.kind == "item":
        return before.kind != "quote"
    return block.kind == "quote" and before.kind == "paragraph"


def _block(block: Block) -> str:
    if block.kind == "code":
        return code_block("".join(span.text for span in block.spans))
    text = _spans(block.spans)
    if not text:
        return ""
    if block.kind == "quote":
        return "> " + text.replace("\n", "\n> ")
    if block.kind == "item":
        margin = "  " * block.depth
        marker = "-" if block.marker == "•" else block.marker
        start = f"{margin}{marker} " if marker else margin + "  "
        return start + text.replace("\n", f"\n{margin}  ")
    return text


def _spans(spans: Sequence[Span]) -> str:
    """Emphasis reaches over neighbours of one style, for `**a****b**` would show its stars."""
    shown = ""
    for bold, stretch in groupby(spans, key=lambda span: span.bold):
        inner = ""
        for (italic, url), run in groupby(stretch, key=lambda span: (span.italic, span.url)):
            text = _run(tuple(run), url)
            inner += _marked(text, "_" if bold else "*") if italic else text
        shown += _marked(inner, "**") if bold else inner
    return shown.strip()


def _run(spans: Sequence[Span], url: str | None) -> str:
    if url:
        return link("".join(span.text for span in spans), url)
    return "".join(code(span.text) if span.code else escape(span.text) for span in spans)


def _marked(text: str, mark: str) -> str:
    """Emphasis begins and ends at a sign, never at a space."""
    core = text.strip()
    if not core:
        return text
    head, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{head}{mark}{core}{mark}{tail}"
