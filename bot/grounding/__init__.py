"""Whether what is said of a paper is in it."""

from bot.grounding.ground import Ground, Verdict

__all__ = ["Ground", "Verdict"]
