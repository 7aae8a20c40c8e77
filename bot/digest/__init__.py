"""The digest: which papers a place gets, how it is shown, how it is posted."""

from bot.digest.compose import digest_message
from bot.digest.deliver import claim_digest, local_date, post_digest, prepare_digest
from bot.digest.select import select

__all__ = [
    "claim_digest",
    "digest_message",
    "local_date",
    "post_digest",
    "prepare_digest",
    "select",
]
