"""Letters to lines, and lines to the order in which they are read: column by column."""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from bot.fulltext.letters import Letter, Page

_GUTTER = 1.0  # of the letters' size: a wider gap parts two columns, or cells of a table
_CELL = 2.2  # of the letters' size: a wider gap inside of a line parts cells
_PROSE = 25  # signs: shorter pieces are labels, formulas, cells
_ACCENTS = dict(
    zip(
        "´`ˆ^˜~¨¯˘˙˚ˇ¸",
        "\u0301\u0300\u0302\u0302\u0303\u0303\u0308\u0304\u0306\u0307\u030a\u030c\u0327",
        strict=True,
    )
)
_HIGH = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a column; in points. `start` and `end` are the column's sides, `cells` a table's.

    `block` numbers the columns of a page in the order in which they are read.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    page: int
    block: int = 0
    start: float = 0.0
    end: float = 0.0
    cells: int = 1


def in_order(page: Page, number: int) -> list[Line]:
    """The lines of a page as a person reads them."""
    pieces = _pieces(page.letters)
    lines: list[Line] = []
    for block, column in enumerate(_columns(pieces, page.width)):
        start, end = _sides(column)
        for row in _rows(column):
            line = _line(row, number)
            if line.text:
                lines.append(_placed(line, block, start, end))
    return lines


Piece = list[Letter]


def _pieces(letters: Iterable[Letter]) -> list[Piece]:
    """Letters that follow each other in the file and on the page."""
    pieces: list[Piece] = []
    for letter in letters:
        piece = pieces[-1] if pieces else []
        if piece and _follows(piece, letter):
            piece.append(letter)
        elif not letter.sign.isspace():
            pieces.append([letter])
    for piece in pieces:
        while piece[-1].sign.isspace():
            piece.pop()
    return pieces


def _follows(piece: Piece, letter: Letter) -> bool:
    last = piece[-1]
    size = max(last.size, letter.size)
    near = abs(letter.base - last.base) < 0.55 * size
    return near and -0.6 * size < letter.left - last.right < _GUTTER * size


def _columns(pieces: Sequence[Piece], width: float) -> list[list[Piece]]:
    """The columns of a page, or of a part of it, in order; what crosses them parts them."""
    gutter = _gutter(pieces, width)
    if gutter is None:
        return [list(pieces)] if pieces else []
    found: list[list[Piece]] = []
    left: list[Piece] = []
    right: list[Piece] = []
    across: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: piece[0].base):
        begins, ends = _extent(piece)
        if begins < gutter < ends:
            found += _band(left, right)
            left, right = [], []
            across.append(piece)
            continue
        if across and not _beside(across[-1], piece) and not _ends_it(across, piece, pieces):
            found.append(across)
            across = []
        (across or (left if ends <= gutter else right)).append(piece)
    return found + ([across] if across else []) + _band(left, right)


def _band(left: list[Piece], right: list[Piece]) -> list[list[Piece]]:
    """What stands between two things that cross the gutter: a wide table is one column."""
    if not any(len(piece) >= _PROSE for piece in [*left, *right]):
        return [left + right] if left or right else []
    return [side for side in (left, right) if side]


def _ends_it(across: Sequence[Piece], piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether it is the short last line of a paragraph that crosses the gutter."""
    last = next(each for each in reversed(across) if not _beside(each, piece))
    gap, size = piece[0].base - last[0].base, piece[0].size
    below = (
        0 < gap < 1.6 * size and abs(piece[0].left - min(each[0].left for each in across)) < size
    )
    return below and not any(other is not piece and _beside(other, piece) for other in pieces)


def _beside(one: Piece, other: Piece) -> bool:
    """Whether two pieces stand on one line."""
    return abs(one[0].base - other[0].base) < 0.55 * max(one[0].size, other[0].size)


def _gutter(pieces: Sequence[Piece], width: float) -> float | None:
    """Where the space between two columns is; None on a page of one column."""
    prose = [_extent(piece) for piece in pieces if len(piece) >= _PROSE]
    best = 0
    places: list[int] = []
    for at in range(int(width * 0.3), int(width * 0.7), 2):
        left = sum(end <= at for _, end in prose)
        right = sum(begin >= at for begin, _ in prose)
        if min(left, right) > best:
            best, places = min(left, right), []
        if min(left, right) == best:
            places.append(at)
    return median(places) if best >= max(3, 0.12 * len(prose)) else None


def _extent(piece: Piece) -> tuple[float, float]:
    return piece[0].left, max(letter.right for letter in piece)


def _sides(column: Sequence[Piece]) -> tuple[float, float]:
    """Where the lines of a column begin and end."""
    prose = [_extent(piece) for piece in column if len(piece) >= _PROSE]
    prose = prose or [_extent(piece) for piece in column]
    return min(begin for begin, _ in prose), max(end for _, end in prose)


def _rows(column: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces on one line, from the left; the lines from the top."""
    rows: list[list[Piece]] = []
    for piece in sorted(column, key=_base):
        row = rows[-1] if rows else []
        if row and abs(_base(piece) - _base(row[0])) < 0.35 * min(_tall(piece), _tall(row[0])):
            row.append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece[0].left) for row in rows]


def _base(piece: Piece) -> float:
    return median(letter.base for letter in piece)


def _tall(piece: Piece) -> float:
    return max(letter.size for letter in piece)


def _line(row: Sequence[Piece], page: int) -> Line:
    letters = [letter for piece in row for letter in piece]
    inked = [letter for letter in letters if not letter.sign.isspace()]
    size = median(letter.size for letter in inked)
    base = median(letter.base for letter in inked)
    texts = [_text(piece, size, base) for piece in row]
    text, cells = texts[0], 1
    for (one, other), said in zip(itertools.pairwise(row), texts[1:], strict=True):
        gap = other[0].left - _extent(one)[1]
        wide = gap > _CELL * size
        cells += wide
        text += (" | " if wide else " " if gap > 0.15 * size else "") + said
    words = [letter for letter in inked if letter.sign.isalpha()] or inked
    bold = sum(letter.bold for letter in words) > 0.6 * len(words)
    right = max(_extent(piece)[1] for piece in row)
    return Line(_spelt(text), letters[0].left, right, base, size, bold, page, cells=cells)


def _placed(line: Line, block: int, start: float, end: float) -> Line:
    return Line(
        line.text, line.left, line.right, line.base, line.size, line.bold, line.page,
        block, start, end, line.cells,
    )  # fmt: skip


def _text(piece: Piece, size: float, base: float) -> str:
    """Its text, with spaces where there are gaps, and small raised signs as such."""
    text: list[str] = []
    last: Letter | None = None
    for letter in piece:
        sign = letter.sign
        is_high = letter.size < 0.86 * size and base - letter.base > 0.2 * size
        if is_high and ord(sign) < 0x2300 and sign.translate(_HIGH) != sign:
            sign = sign.translate(_HIGH)
        if last and last.sign in _ACCENTS and letter.left < last.right - 0.1 * size:
            text[-1] = _accented(text[-1], sign)
        elif sign in _ACCENTS and last and last.sign.isalpha() and _over(letter, last):
            text[-1] = _accented(sign, text[-1])
        else:
            is_gap = last and _is_gap(last, letter)
            text.append(" " + sign if is_gap and not sign.isspace() else sign)
        last = letter
    return "".join(text)


def _is_gap(last: Letter, letter: Letter) -> bool:
    # Slanted letters reach over their own width: there pdfium, which knows it, says so.
    enough = 0.04 if letter.spaced else 0.17
    return letter.left - last.right > enough * max(last.size, letter.size)


def _over(accent: Letter, letter: Letter) -> bool:
    middle = (accent.left + accent.right) / 2
    return letter.left < middle < letter.right


def _accented(accent: str, letter: str) -> str:
    plain = {"ı": "i", "ȷ": "j"}.get(letter.strip(), letter.strip())
    joined = unicodedata.normalize("NFC", plain + _ACCENTS[accent.strip()])
    return (" " if accent.startswith(" ") or letter.startswith(" ") else "") + joined


_LIGATURES = str.maketrans({
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
})  # fmt: skip
_HIGH_GAP = re.compile("(?<=[⁰¹²³⁴⁵⁶⁷⁸⁹]) (?=[,.;:)\\]])")
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd\u200b\u2060\ufeff]")


def _spelt(text: str) -> str:
    """Without ligatures, and without signs that only one font knows."""
    plain = " ".join(_PRIVATE.sub("", text.translate(_LIGATURES)).split())
    return _HIGH_GAP.sub("", plain)
