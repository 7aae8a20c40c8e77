"""The digest: which papers a place gets, how it is shown, when, and what is said where none is."""

from bot.digest.ahead import Ahead
from bot.digest.asked_style import read_language, read_style
from bot.digest.compose import digest_message, empty_line
from bot.digest.configured import apply_configured
from bot.digest.deliver import asked_run, prepare_digest, store_digest
from bot.digest.edition import Edition
from bot.digest.editor import Editor
from bot.digest.liked import forgotten_line
from bot.digest.listing import listed, spelt, spelt_briefly
from bot.digest.newsroom import Newsroom, notes_on
from bot.digest.preview import DAYS as PREVIEWED
from bot.digest.preview import preview
from bot.digest.select import categories_of, select, spell, wanted_by
from bot.digest.subscribe import edit, pause, resume, subscribe, unsubscribe
from bot.digest.tasting import Tasting
from bot.digest.why import why

__all__ = [
    "PREVIEWED",
    "Ahead",
    "Edition",
    "Editor",
    "Newsroom",
    "Tasting",
    "apply_configured",
    "asked_run",
    "categories_of",
    "digest_message",
    "edit",
    "empty_line",
    "forgotten_line",
    "listed",
    "notes_on",
    "pause",
    "prepare_digest",
    "preview",
    "read_language",
    "read_style",
    "resume",
    "select",
    "spell",
    "spelt",
    "spelt_briefly",
    "store_digest",
    "subscribe",
    "unsubscribe",
    "wanted_by",
    "why",
]
