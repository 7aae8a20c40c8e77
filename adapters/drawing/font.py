"""The shipped font: which signs it has and how wide they are.

A picture's boxes are made by these widths. Mermaid's usual guess is a third too narrow for this
font, and text would stand out of its box.
"""

import struct
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("DejaVuSans.ttf")
FAMILY = "DejaVu Sans"
SIZE = 16.0  # of all text of a picture, in its own units
LINE = 1.1 * SIZE  # from one row of text to the next

_TURNING = ("R", "AL", "AN")  # classes of direction: written from the right
_SEGMENTS = 12  # the format of a table of signs that has all of Unicode


class Font(NamedTuple):
    """The width of each sign that the font has, as a part of its size."""

    widths: Mapping[str, float]

    def width(self, text: str, size: float = SIZE) -> float:
        """How wide the text is, each sign beside the last."""
        return sum(self.widths.get(sign, 1.0) for sign in text) * size

    def can_draw(self, text: str) -> bool:
        """Tell whether it comes out as it should: every sign is there, and stands by itself.

        Signs that melt into their neighbours or run from the right are not drawn, for nobody
        checks here that they come out well.
        """
        return all(
            sign in self.widths
            and unicodedata.category(sign)[0] not in "CM"
            and unicodedata.bidirectional(sign) not in _TURNING
            for sign in text
        )


def read(file: Path = FILE) -> Font:
    """Read a TrueType font. Raises `ValueError` for what is none, `OSError`."""
    data = file.read_bytes()
    try:
        tables = {
            data[place : place + 4]: struct.unpack(">II", data[place + 8 : place + 16])[0]
            for place in range(12, 12 + 16 * _short(data, 4), 16)
        }
        head, across, widths = tables[b"head"], tables[b"hhea"], tables[b"hmtx"]
        count = _short(data, across + 34)
        advances = [_short(data, widths + 4 * glyph) for glyph in range(count)]
        return Font(_widths(data, tables[b"cmap"], advances, _short(data, head + 18)))
    except (struct.error, LookupError) as error:
        raise ValueError(f"{file.name} is no font that can be read.") from error


def _short(data: bytes, place: int) -> int:
    value: int = struct.unpack_from(">H", data, place)[0]
    return value


def _widths(data: bytes, signs: int, advances: Sequence[int], em: int) -> dict[str, float]:
    """The widths by sign, from the table of signs that covers all of Unicode."""
    subtables = (
        signs + struct.unpack_from(">I", data, signs + 8 + 8 * number)[0]
        for number in range(_short(data, signs + 2))
    )
    table = next((each for each in subtables if _short(data, each) == _SEGMENTS), None)
    if table is None:
        raise LookupError(_SEGMENTS)
    found = {}
    for number in range(struct.unpack_from(">I", data, table + 12)[0]):
        first, last, glyph = struct.unpack_from(">III", data, table + 16 + 12 * number)
        for code in range(first, last + 1):
            # Glyphs behind the last width share it.
            width = advances[min(glyph + code - first, len(advances) - 1)]
            found[chr(code)] = width / em
    return found
