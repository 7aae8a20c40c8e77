"""Whether what is said of a paper is in it."""

from bot.grounding.addresses import strange_addresses
from bot.grounding.answers import is_blank, says_nothing
from bot.grounding.foreign import is_english
from bot.grounding.ground import UNFIT, Ground, Verdict
from bot.grounding.mentions import Mentions

__all__ = [
    "UNFIT",
    "Ground",
    "Mentions",
    "Verdict",
    "is_blank",
    "is_english",
    "says_nothing",
    "strange_addresses",
]
