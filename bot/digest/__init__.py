"""The digest: which papers a place gets, how it is shown, how it is posted."""

from bot.digest.compose import digest_message
from bot.digest.deliver import hand_over, local_date, post_digest, prepare_digest
from bot.digest.select import categories_of, select, wanted_by

__all__ = [
    "categories_of",
    "digest_message",
    "hand_over",
    "local_date",
    "post_digest",
    "prepare_digest",
    "select",
    "wanted_by",
]
