"""What fitting a meaning may take."""

from bot.errors import PaperboyError

SECONDS = 300.0  # of a wall clock; 70,000 papers take a minute of a busy processor
MEMORY = 3_000_000_000  # bytes of addresses, most of which numpy only reserves
DIMENSIONS = 128
PAPERS = 100_000  # the newest; more of them change nothing


class UnfitMeaning(PaperboyError):
    """A meaning could not be fitted: the one before it stays."""
