"""Papers: what people call them, which fit a topic, how one is shown."""

from bot.papers.cards import byline, full_card, paper_card, readable, votes
from bot.papers.categories import CATEGORIES, known_category
from bot.papers.centrality import close_match
from bot.papers.cite import bibtex, cite_card
from bot.papers.completing import Completing, Question
from bot.papers.duplicates import alike
from bot.papers.found import Found, about
from bot.papers.ids import asked_id, listed_ids, named_in, read_id
from bot.papers.ingest import Ingest, Ingested, Progress, Wanted
from bot.papers.match import THRESHOLD, Match, match
from bot.papers.offers import Offers
from bot.papers.search import answer, details, find, find_papers, read_question, several, similar
from bot.papers.topics import read_topic

__all__ = [
    "CATEGORIES",
    "THRESHOLD",
    "Completing",
    "Found",
    "Ingest",
    "Ingested",
    "Match",
    "Offers",
    "Progress",
    "Question",
    "Wanted",
    "about",
    "alike",
    "answer",
    "asked_id",
    "bibtex",
    "byline",
    "cite_card",
    "close_match",
    "details",
    "find",
    "find_papers",
    "full_card",
    "known_category",
    "listed_ids",
    "match",
    "named_in",
    "paper_card",
    "read_id",
    "read_question",
    "read_topic",
    "readable",
    "several",
    "similar",
    "votes",
]
