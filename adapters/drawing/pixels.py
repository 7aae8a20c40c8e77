"""The pixels of a PNG of 8 bits a colour, by the standard library: enough to look at our own."""

import struct
import zlib
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}  # by the type of colour
_OPAQUE = {1: 1, 2: 1, 3: 3, 4: 3}  # how many of the channels are light, by their number


class Pixels(NamedTuple):
    """Width and height in pixels, and the rows from the top: a byte of light for each pixel."""

    width: int
    height: int
    rows: list[bytes]


def size(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG. Raises `ValueError` for anything else."""
    if png[:8] != SIGNATURE or png[12:16] != b"IHDR" or len(png) < 33:
        raise ValueError("That is no PNG.")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def decode(png: bytes) -> Pixels:
    """Read a PNG that is not interlaced; transparency is ignored. Raises `ValueError`."""
    width, height = size(png)
    depth, colour, _, _, interlaced = png[24:29]
    if depth != 8 or colour not in _CHANNELS or interlaced:
        raise ValueError("A PNG of a kind that is not read here.")
    channels = _CHANNELS[colour]
    try:
        raw = zlib.decompress(b"".join(data for kind, data in _chunks(png) if kind == b"IDAT"))
    except (zlib.error, struct.error) as error:
        raise ValueError("A PNG that is broken.") from error
    stride = width * channels
    if len(raw) != height * (stride + 1):
        raise ValueError("A PNG that is cut short.")
    rows: list[bytes] = []
    above = bytes(stride)
    for start in range(0, len(raw), stride + 1):
        line = raw[start + 1 : start + 1 + stride]
        row = _unfiltered(raw[start], line, above, channels)
        rows.append(rows[-1] if rows and row is above else _light(row, channels))
        above = row
    return Pixels(width, height, rows)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 8
    while place + 12 <= len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        yield kind, png[place + 8 : place + 8 + length]
        place += length + 12


def _unfiltered(kind: int, line: bytes, above: bytes, step: int) -> bytes:
    """One row as it was before the filter that made it smaller."""
    if kind == 0:
        return line
    if kind in (2, 4) and not any(line):
        return above  # most rows of a drawing are like the last
    if kind == 1:
        row = bytearray(len(line))
        for channel in range(step):
            sums = accumulate(line[channel::step])
            row[channel::step] = bytes(value & 255 for value in sums)
        return bytes(row)
    if kind == 2:
        return bytes((value + up) & 255 for value, up in zip(line, above, strict=True))
    guess = _average if kind == 3 else _paeth
    row, corners = bytearray(step) + line, bytes(step) + above
    for place, (up, corner) in enumerate(zip(above, corners, strict=False), start=step):
        row[place] = (row[place] + guess(row[place - step], up, corner)) & 255
    return bytes(row[step:])


def _average(left: int, up: int, _: int) -> int:
    return (left + up) // 2


def _paeth(left: int, up: int, corner: int) -> int:
    """The nearest of the three to `left + up - corner`, as PNG has it."""
    if up == corner:
        return left
    if left == corner:
        return up
    by_left, by_up, by_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
    if by_left <= by_up and by_left <= by_corner:
        return left
    return up if by_up <= by_corner else corner


def _light(row: bytes, channels: int) -> bytes:
    """The lightest of a pixel's colours."""
    coloured = [row[channel::channels] for channel in range(_OPAQUE[channels])]
    return coloured[0] if len(coloured) == 1 else bytes(map(max, *coloured))
