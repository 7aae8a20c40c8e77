"""The letters of one page of a PDF, without those that nobody can see."""

import ctypes
import math
import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from bot.fulltext.visible import Picture

_TINY = 2.0  # points; smaller is read by nobody
_WHITE = 230  # of 255, of each colour
_TRANSPARENT = 13  # of 255
_INVISIBLE = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_HYPHENS = {"\ufffe": "-", "\x02": "-", "\xad": "-"}  # how pdfium spells one at a line's end
_BOLD = re.compile(
    r"bold|black|heavy|semibold|demi|(?:cm|sf|ec|lm|ss)bx|bx\d|cmb\d|nimbus\w*-medi|-medi|-bd\b",
    re.IGNORECASE,
)


class Letter(NamedTuple):
    """A letter in points from the page's upper left; `base` is the line it stands on.

    `spaced`: pdfium sees a space before it.
    """

    sign: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    spaced: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The letters of a page in the order of the file, and how many more are `hidden`.

    `cut`: there are more than were read.
    """

    width: float
    height: float
    letters: tuple[Letter, ...]
    hidden: int
    cut: bool


@dataclass(slots=True)
class _Run:
    """The letters of one text object: they share font and colour."""

    size: float
    bold: bool
    angle: int
    unseen: bool
    white: bool
    letters: list[tuple[str, float, float, float, bool]] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)

    @property
    def wordy(self) -> int:
        return sum(letter[0].isalnum() for letter in self.letters)


def read_page(page: pypdfium2.PdfPage, most: int, *, looking: bool) -> Page:
    """Read at most so many letters. `looking`: draw the page too, and see what stands out."""
    text = page.get_textpage()
    area = page.get_cropbox()
    runs = _runs(text, min(text.count_chars(), most))
    picture = Picture.of(page) if looking and runs else None
    seen: list[_Run] = []
    hidden = 0
    for run in runs:
        if _is_hidden(run, area, picture):
            hidden += run.wordy
        else:
            seen.append(run)
    upright = _upright(seen)
    left, bottom, right, top = area
    width, height = right - left, top - bottom
    sideways = upright in (90, 270)
    letters = tuple(
        letter for run in seen if run.angle == upright for letter in _turned(run, upright, area)
    )
    if sideways:
        width, height = height, width
    return Page(width, height, letters, hidden, text.count_chars() > most)


def _runs(text: pypdfium2.PdfTextPage, count: int) -> list[_Run]:
    raw, runs, known = text.raw, [], {}
    x, y = ctypes.c_double(), ctypes.c_double()
    loose = pdfium.FS_RECTF()
    tight = [ctypes.c_double() for _ in range(4)]
    spaced = False
    for at in range(count):
        if pdfium.FPDFText_IsGenerated(raw, at) == 1:  # pdfium's own spaces and line breaks
            spaced = True
            continue
        code = pdfium.FPDFText_GetUnicode(raw, at)
        sign = chr(code) if 0 < code < 0x110000 else ""
        sign = _HYPHENS.get(sign, sign)
        if not sign or (not sign.isprintable() and not sign.isspace()):
            continue
        pdfium.FPDFText_GetCharOrigin(raw, at, x, y)
        pdfium.FPDFText_GetLooseCharBox(raw, at, loose)
        thing = pdfium.FPDFText_GetTextObject(raw, at)
        key = ctypes.cast(thing, ctypes.c_void_p).value or 0
        if key not in known:
            known[key] = _run(raw, at, thing)
            runs.append(known[key])
        run = known[key]
        # Sideways text is measured along its own line: both axes are kept until it is turned.
        run.letters.append((sign, *_along(run.angle, loose), _across(run.angle, x, y), spaced))
        spaced = False
        pdfium.FPDFText_GetCharBox(raw, at, *tight)
        if not sign.isspace():
            left, right, bottom, top = (each.value for each in tight)
            run.boxes.append((left, bottom, right, top))
    return runs


def _along(angle: int, box: Any) -> tuple[float, float]:
    if angle == 0:
        return box.left, box.right
    if angle == 180:
        return -box.right, -box.left
    return (box.bottom, box.top) if angle == 90 else (-box.top, -box.bottom)


def _across(angle: int, x: ctypes.c_double, y: ctypes.c_double) -> float:
    """Downwards, seen from the reader."""
    return {0: -y.value, 180: y.value, 90: x.value, 270: -x.value}[angle]


def _run(raw: Any, at: int, thing: Any) -> _Run:
    matrix = pdfium.FS_MATRIX()
    scale = 1.0
    if pdfium.FPDFText_GetMatrix(raw, at, matrix):
        scale = math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c)) or 0.0
    size = pdfium.FPDFText_GetFontSize(raw, at) * scale
    turn = pdfium.FPDFText_GetCharAngle(raw, at)
    angle = round(math.degrees(turn) / 90) * 90 % 360 if turn >= 0 else 0
    colour = [ctypes.c_uint() for _ in range(4)]
    known = pdfium.FPDFText_GetFillColor(raw, at, *colour)
    red, green, blue, alpha = (each.value for each in colour)
    mode = pdfium.FPDFTextObj_GetTextRenderMode(thing) if thing else -1
    return _Run(
        size=size,
        bold=_is_bold(thing),
        angle={90: 270, 270: 90}.get(angle, angle),
        unseen=mode in _INVISIBLE or bool(known and alpha < _TRANSPARENT),
        white=bool(known and min(red, green, blue) >= _WHITE),
    )


def _is_bold(thing: Any) -> bool:
    font = pdfium.FPDFTextObj_GetFont(thing) if thing else None
    if not font:
        return False
    name = ctypes.create_string_buffer(128)
    pdfium.FPDFFont_GetBaseFontName(font, name, 128)
    return bool(_BOLD.search(name.value.decode("latin-1")))


def _is_hidden(run: _Run, area: tuple[float, ...], picture: Picture | None) -> bool:
    if not run.boxes:
        return False
    left, bottom = (min(box[at] for box in run.boxes) for at in (0, 1))
    right, top = (max(box[at] for box in run.boxes) for at in (2, 3))
    tallest = max(box[3] - box[1] for box in run.boxes)
    widest = max(box[2] - box[0] for box in run.boxes)
    is_tiny = max(tallest, widest) < _TINY and run.size < 2 * _TINY and run.wordy > 0
    outside = right <= area[0] or left >= area[2] or top <= area[1] or bottom >= area[3]
    if run.unseen or is_tiny or outside:
        return True
    if picture is None:
        return run.white
    return picture.hides((left, bottom, right, top), white=run.white)


def _upright(runs: list[_Run]) -> int:
    """The direction of most letters: the rest is stamps and labels of axes."""
    counts = {angle: sum(run.wordy for run in runs if run.angle == angle) for angle in _ANGLES}
    return max(_ANGLES, key=lambda angle: counts[angle])


_ANGLES = (0, 90, 180, 270)


def _turned(run: _Run, angle: int, area: tuple[float, ...]) -> list[Letter]:
    """Its letters with the origin in the upper left corner, as the reader holds the page."""
    left, bottom, right, top = area
    along, across = {0: (left, -top), 90: (bottom, left), 180: (-right, bottom)}.get(
        angle, (-top, -right)
    )
    size = _size(run)
    return [
        Letter(sign, start - along, end - along, base - across, size, run.bold, spaced)
        for sign, start, end, base, spaced in run.letters
    ]


def _size(run: _Run) -> float:
    """As the file says; fonts of pictures say nothing true, so their letters are measured."""
    tallest = max((box[3] - box[1] for box in run.boxes), default=run.size)
    return run.size if run.size >= tallest * 0.6 and run.size >= _TINY else max(tallest, 1.0) * 1.3
