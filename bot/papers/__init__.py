"""Papers: what people call them, which fit a topic, how one is shown."""

from bot.papers.cards import byline, paper_card, readable
from bot.papers.categories import known_category
from bot.papers.duplicates import alike
from bot.papers.found import Found
from bot.papers.ids import read_id
from bot.papers.ingest import Ingest, Ingested, Progress, Wanted
from bot.papers.match import THRESHOLD, Match, match
from bot.papers.offers import Offers
from bot.papers.search import answer, details, find, find_papers
from bot.papers.topics import read_topic

__all__ = [
    "THRESHOLD",
    "Found",
    "Ingest",
    "Ingested",
    "Match",
    "Offers",
    "Progress",
    "Wanted",
    "alike",
    "answer",
    "byline",
    "details",
    "find",
    "find_papers",
    "known_category",
    "match",
    "paper_card",
    "read_id",
    "read_topic",
    "readable",
]
