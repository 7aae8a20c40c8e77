"""How much is read, and what is said where nothing can be."""

from bot.errors import WriterError

SECONDS = 20.0  # of a wall clock, for one text
MEMORY = 1_000_000_000  # bytes of addresses
PAGES = 80
CHARACTERS = 1_500_000  # of all passages together
FILE_BYTES = 50_000_000

HIDDEN = "hidden text was left out"
LONG = "it was too long to be read to its end"

OUT_OF_MEMORY = "memory"  # what the child process says of itself


class UnreadableText(WriterError):
    """A text cannot be read: it has a password, is a scan, is broken, takes too much."""
