"""What a place likes: learned from its votes, applied to the day's papers, told in words.

`Meanings` keeps a `Meaning` of our own papers, fitted now and then; `traits_of` reads a paper
with it. A
`Background` is shared by all places; `learn` makes a `Taste` of a place's votes, and `choose`
picks from what it ranks.
"""

from bot.ranking.background import Background, background_from, background_of, drawn
from bot.ranking.choosing import BREADTH, choose
from bot.ranking.fitting import fitted
from bot.ranking.keeping import Meanings
from bot.ranking.limits import UnfitMeaning
from bot.ranking.meaning import Meaning, lexicon
from bot.ranking.reasons import Reason, reasons
from bot.ranking.table import Table, tabulate
from bot.ranking.taste import Taste, learn
from bot.ranking.traits import Traits, traits_of
from bot.ranking.votes import Vote, weigh

__all__ = [
    "BREADTH",
    "Background",
    "Meaning",
    "Meanings",
    "Reason",
    "Table",
    "Taste",
    "Traits",
    "UnfitMeaning",
    "Vote",
    "background_from",
    "background_of",
    "choose",
    "drawn",
    "fitted",
    "learn",
    "lexicon",
    "reasons",
    "tabulate",
    "traits_of",
    "weigh",
]
