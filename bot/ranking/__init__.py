"""What a place likes: learned from its votes, applied to the day's papers, told in words.

`Meanings` keeps a `Meaning` of our own papers, fitted now and then; `traits_of` reads a paper
with it. A `Background` is shared by all places; `learn` makes a `Taste` of a place's votes, which
scores a `Table` of papers; `bot.digest` chooses among them.
"""

from bot.ranking.background import Background, background_of
from bot.ranking.keeping import Meanings
from bot.ranking.limits import UnfitMeaning
from bot.ranking.meaning import Meaning, lexicon
from bot.ranking.reasons import Reason, reasons
from bot.ranking.table import Table, tabulate
from bot.ranking.taste import Taste, learn
from bot.ranking.traits import Traits, traits_of
from bot.ranking.votes import Vote, weigh

__all__ = [
    "Background",
    "Meaning",
    "Meanings",
    "Reason",
    "Table",
    "Taste",
    "Traits",
    "UnfitMeaning",
    "Vote",
    "background_of",
    "learn",
    "lexicon",
    "reasons",
    "tabulate",
    "traits_of",
    "weigh",
]
