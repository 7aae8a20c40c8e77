"""Whether the pixels show what they are to show. Raises `Unfit` where they do not.

An SVG can be right and its PNG still have empty boxes or arrows without heads.
"""

from collections.abc import Iterable, Mapping

from adapters.drawing.checks import Box, Point, Unfit, View
from adapters.drawing.pixels import Pixels, decode

# How light a pixel is, from 0 to 255, by the lightest of its colours: text has 51, arrows 107,
# the outlines of boxes more than 140.
_TEXT, _ARROW, _BLANK = 85, 130, 252
_MARGIN = 6.0  # units that stay white all around
_OFF = 8.0  # units by which a label's width may differ from the sum of its signs
_HEAD = 5.0  # units around the end of an arrow's line; its head covers some 30 of these 100,
_COVERED = 26.0  # the line alone at most 15


def prove(
    png: bytes,
    boxes: Mapping[str, Box],
    widths: Mapping[str, float],
    tips: Iterable[Point],
    view: View,
    zoom: float,
) -> None:
    """There is text as wide as it must be in each box, a head on each arrow, no more anywhere."""
    try:
        pixels = decode(png)
    except ValueError as error:
        raise Unfit(str(error)) from error
    if abs(pixels.width - view.width * zoom) > 1 or abs(pixels.height - view.height * zoom) > 1:
        raise Unfit("The picture has another size than its drawing.")
    if not is_blank(pixels, round(_MARGIN * zoom)):
        raise Unfit("The picture's margin is not blank.")
    areas = {name: _pixels(pixels, box, view, zoom) for name, box in boxes.items()}
    for name, area in areas.items():
        if abs(text_width(pixels, area) / zoom - widths[name]) > _OFF:
            raise Unfit("A box lacks its text.")
    if has_text_outside(pixels, areas.values()):
        raise Unfit("Text stands out of its box.")
    for tip in tips:
        area = _pixels(pixels, Box(*tip, 2 * _HEAD, 2 * _HEAD), view, zoom)
        if covered(pixels, area) < _COVERED * zoom**2:
            raise Unfit("An arrow lacks its head.")


Area = tuple[int, int, int, int]  # left, top, right, bottom, in pixels


def text_width(pixels: Pixels, area: Area) -> int:
    """From the first to the last column with something as dark as text; 0 without any."""
    left, top, right, bottom = area
    columns = {
        place
        for row in pixels.rows[top:bottom]
        for place, light in enumerate(row[left:right])
        if light < _TEXT
    }
    return max(columns) - min(columns) + 1 if columns else 0


def has_text_outside(pixels: Pixels, areas: Iterable[Area]) -> bool:
    """Tell whether something is as dark as text outside of all areas."""
    inside = list(areas)
    for place, row in enumerate(pixels.rows):
        outside = bytearray(row)
        for left, top, right, bottom in inside:
            if top <= place < bottom:
                outside[left:right] = b"\xff" * (right - left)
        if min(outside) < _TEXT:
            return True
    return False


def covered(pixels: Pixels, area: Area) -> int:
    """How many pixels are as dark as an arrow."""
    left, top, right, bottom = area
    return sum(light < _ARROW for row in pixels.rows[top:bottom] for light in row[left:right])


def is_blank(pixels: Pixels, margin: int) -> bool:
    """Tell whether nothing is drawn this near to the edges."""
    ends = pixels.rows[:margin] + pixels.rows[-margin:]
    sides = (row[:margin] + row[-margin:] for row in pixels.rows)
    return all(min(row) >= _BLANK for row in (*ends, *sides))


def _pixels(pixels: Pixels, box: Box, view: View, zoom: float) -> Area:
    left, top, right, bottom = box.edges
    return (
        max(0, round((left - view.left) * zoom)),
        max(0, round((top - view.top) * zoom)),
        min(pixels.width, round((right - view.left) * zoom)),
        min(pixels.height, round((bottom - view.top) * zoom)),
    )
