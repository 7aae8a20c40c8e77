"""Small PDFs written by hand: letters of Courier, each 0.6 of its size wide, where a test says."""

import textwrap
import zlib
from collections.abc import Sequence

WIDTH, HEIGHT = 612, 792
LEFT, RIGHT = 54, 318  # where two columns begin
COLUMN = 40  # letters of 10 points in one of them
WHOLE = 84  # letters of 10 points across the page
_FONTS = {"Courier": b"F1", "Courier-Bold": b"F2"}


def said(
    text: str,
    x: float,
    y: float,
    *,
    size: float = 10,
    bold: bool = False,
    colour: str = "0 g",
    mode: int = 0,
    matrix: str = "",
) -> bytes:
    """One line of text; `y` counts from the top of the page. `matrix` turns or shrinks it."""
    font = _FONTS["Courier-Bold" if bold else "Courier"]
    place = matrix or f"1 0 0 1 {x} {HEIGHT - y}"
    plain = text.encode("cp1252").replace(b"\\", b"\\\\")
    plain = plain.replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"q BT /%b %g Tf %d Tr %b %b Tm (%b) Tj ET Q\n" % (
        font,
        size,
        mode,
        colour.encode(),
        place.encode(),
        plain,
    )


def column(text: str, x: float, y: float, letters: int = COLUMN, *, indent: int = 2) -> list[bytes]:
    """A paragraph in lines of so many letters; its first is indented."""
    lines = textwrap.wrap(" " * indent + text, letters, drop_whitespace=True) or [""]
    return [
        said(line.lstrip(), x + (6 * indent if at == 0 else 0), y + 12 * at)
        for at, line in enumerate(lines)
    ]


def filled(x: float, y: float, width: float, height: float, colour: str = "0 g") -> bytes:
    """A rectangle; `y` is its upper side, from the top of the page."""
    return f"q {colour} {x} {HEIGHT - y - height} {width} {height} re f Q\n".encode()


def pdf(
    pages: Sequence[Sequence[bytes]],
    *,
    extra: bytes = b"",
    trailer: bytes = b"",
    page: bytes = b"",
    packed: bytes | None = None,
) -> bytes:
    """A PDF of these pages. `extra` are more objects; `packed` is put in place of all contents."""
    kids = b" ".join(b"%d 0 R" % (5 + 2 * at) for at in range(len(pages)))
    objects = [
        (1, b"<< /Type /Catalog /Pages 2 0 R >>"),
        (2, b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, len(pages))),
        *((3 + at, _font(name)) for at, name in enumerate(_FONTS)),
    ]
    for at, parts in enumerate(pages):
        number = 5 + 2 * at
        objects.append((number, _page(number + 1, page)))
        objects.append(
            (number + 1, _stream(zlib.compress(b"".join(parts)) if packed is None else packed))
        )
    body = b"%PDF-1.4\n"
    places = {}
    for number, said_of_it in objects:
        places[number] = len(body)
        body += b"%d 0 obj\n%b\nendobj\n" % (number, said_of_it)
    body += extra
    count = len(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % places[number] for number, _ in objects)
    end = b"trailer\n<< /Size %d /Root 1 0 R %b >>\n" % (count, trailer)
    start = b"startxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + end + start


def _font(name: str) -> bytes:
    return (
        b"<< /Type /Font /Subtype /Type1 /BaseFont /%b /Encoding /WinAnsiEncoding >>"
        % name.encode()
    )


def _page(contents: int, more: bytes) -> bytes:
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R "
        b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> %b >>" % (WIDTH, HEIGHT, contents, more)
    )


def _stream(packed: bytes) -> bytes:
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed)


def locked() -> bytes:
    """A PDF that asks for a password; nobody knows one."""
    key = b"<%b>" % (b"5a" * 32)
    crypt = b"<< /Filter /Standard /V 1 /R 2 /O %b /U %b /P -4 >>" % (key, key)
    return pdf([[said("Secret", 72, 72)]], trailer=b"/Encrypt %b /ID [<00> <00>]" % crypt)
