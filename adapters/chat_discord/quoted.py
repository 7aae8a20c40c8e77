"""What a message of somebody says: its text, and one by one the addresses that it holds. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_PARTS = ("content", "embeds", "components", "poll", "message_snapshots")
_WORDS = ("content", "title", "description", "name", "value", "text", "label", "url")
_ASIDE = ("emoji", "provider")  # of these no word was written by anybody
_ESCAPED = re.compile(r"\\([^\w\s])")
_DEEPEST = 20


def words_of(message: Mapping[str, Any]) -> Iterator[str]:
    """Each piece of text, in order: some may come twice."""
    for part in _PARTS:
        yield from _found(message.get(part), part, 0)


def _found(value: Any, name: str, depth: int) -> Iterator[str]:
    match value:
        case str() if name in _WORDS and value.strip():
            yield _ESCAPED.sub(r"\1", value)
        case Mapping() if depth < _DEEPEST:
            for key, its in value.items():
                if key not in _ASIDE:
                    yield from _found(its, key, depth + 1)
        case list():
            for each in value:
                yield from _found(each, name, depth + 1)
