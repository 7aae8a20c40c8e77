"""The child process: bytes on its input, JSON on its output. It has limits, and no secrets.

`python -m bot.fulltext.child pdf`: what it says is a `Found`, or `{"error": WHY}`.
"""

import json
import sys
from dataclasses import replace

from bot.children import limit
from bot.fulltext.flags import flags_of
from bot.fulltext.found import Found
from bot.fulltext.limits import MEMORY, OUT_OF_MEMORY, SECONDS, UnreadableText


def parse(kind: str, data: bytes) -> Found:
    """Read a PDF, a web page (“html”) or plain text (“text”). Raises `UnreadableText`.

    The sentence of the error lacks its subject: “has a password”.
    """
    if kind == "pdf":
        from bot.fulltext.pdf import parse_pdf

        found = parse_pdf(data)
    elif kind == "html":
        from bot.fulltext.html import parse_html

        found = parse_html(data)
    else:
        from bot.fulltext.plain import parse_plain

        found = parse_plain(data)
    if not found.passages:
        raise UnreadableText("has no text")
    said = "\n".join([found.title, *(each.text for each in found.passages)])
    return replace(found, flags=(*found.flags, *flags_of(said)))


def main() -> None:
    """Read, parse, say."""
    limit(MEMORY, SECONDS)
    try:
        said = parse(sys.argv[1], sys.stdin.buffer.read()).dump()
    except UnreadableText as error:
        said = json.dumps({"error": str(error)})
    except MemoryError:
        said = json.dumps({"error": OUT_OF_MEMORY})
    sys.stdout.write(said)


if __name__ == "__main__":
    main()
