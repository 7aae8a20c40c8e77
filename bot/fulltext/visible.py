"""Whether a reader sees what is written: the page is drawn, and looked at."""

from dataclasses import dataclass

import pypdfium2

_LARGEST = 1500  # pixels of one side
_CONTRAST = 16  # of 255: less is no letter
_BRIGHT = 240  # of 255: such paper shows no white letters


@dataclass(frozen=True, slots=True)
class Picture:
    """A page in grey, one byte a pixel."""

    pixels: bytes
    stride: int
    width: int
    height: int
    scale: float
    left: float
    top: float

    @classmethod
    def of(cls, page: pypdfium2.PdfPage) -> "Picture | None":
        """Draw a page; None where it cannot be."""
        if page.get_rotation():  # is drawn as it is turned; the letters are not
            return None
        left, _, _, top = page.get_cropbox()
        scale = min(1.5, _LARGEST / max(*page.get_size(), 1.0))
        bitmap = page.render(scale=scale, grayscale=True, draw_annots=False, may_draw_forms=False)
        pixels = bytes(bitmap.buffer)
        return cls(pixels, bitmap.stride, bitmap.width, bitmap.height, scale, left, top)

    def hides(self, box: tuple[float, float, float, float], *, white: bool) -> bool:
        """Whether nothing stands out in this box: left, bottom, right, top in points.

        `white` letters are hidden too where most around them is bright.
        """
        first = max(int((box[0] - self.left) * self.scale) - 1, 0)
        last = min(int((box[2] - self.left) * self.scale) + 2, self.width)
        top = max(int((self.top - box[3]) * self.scale) - 1, 0)
        bottom = min(int((self.top - box[1]) * self.scale) + 2, self.height)
        if first >= last or top >= bottom:
            return True
        starts = range(top * self.stride, bottom * self.stride, self.stride)
        rows = [self.pixels[start + first : start + last] for start in starts]
        if max(map(max, rows)) - min(map(min, rows)) < _CONTRAST:
            return True
        bright = sum(row.translate(_IS_BRIGHT).count(1) for row in rows)
        return white and bright > 0.6 * (last - first) * (bottom - top)


_IS_BRIGHT = bytes(int(value >= _BRIGHT) for value in range(256))
