"""Labels in rows that fit their box."""

from collections.abc import Iterator, Sequence

from adapters.drawing.font import Font

_BALANCING = 8  # in a picture's units


def rows(label: str, font: Font, most: int) -> tuple[str, ...]:
    """The words in as few rows of at most this width as they need, about equally long.

    A word that is wider has a row of its own: words are never cut.
    """
    words = label.split()
    best = tuple(_filled(words, font, most))
    for narrower in range(most - _BALANCING, 0, -_BALANCING):
        tried = tuple(_filled(words, font, narrower))
        if len(tried) > len(best):
            break
        best = tried
    return best


def _filled(words: Sequence[str], font: Font, most: float) -> Iterator[str]:
    row = ""
    for word in words:
        longer = f"{row} {word}" if row else word
        if row and font.width(longer) > most:
            yield row
            longer = word
        row = longer
    if row:
        yield row
