"""What is deleted of a person who asks for that."""

from collections.abc import Iterable
from hashlib import sha256

from sqlite_utils import Database

FORGOTTEN = "forgotten "
"""What stands in place of a person who has an answer to an open question forgotten begins so."""
_MINE = "place >= :first AND place < :last"
_OPEN = f"""
    SELECT id, seed FROM questions JOIN answers ON question = id
    WHERE person = :person AND state = 'open' AND {_MINE}
"""
_UNNAME = "UPDATE answers SET person = ?, name = '' WHERE question = ? AND person = ?"
_FORGET = (
    "DELETE FROM answers WHERE person = :person "
    f"AND question IN (SELECT id FROM questions WHERE {_MINE})",
    "DELETE FROM ballots WHERE person = :person "
    f"AND vote IN (SELECT id FROM group_votes WHERE {_MINE})",
    f"DELETE FROM votes WHERE person = :person AND {_MINE}",
    "DELETE FROM follows WHERE person = :person AND chat = :chat",
)
_NO_LOOKS = "DELETE FROM looks WHERE person = :person AND chat = :chat"


def forget(database: Database, chat: str, person: str) -> int:
    """See `Store.forget`; within a transaction. A chat's places begin with its name and “:”.

    An answer to an open question loses its person until that closes, so that nobody answers twice.
    """
    its = {"person": person, "chat": chat, "first": f"{chat}:", "last": f"{chat};"}
    still_open: Iterable[tuple[int, int]] = database.execute(_OPEN, its).fetchall()
    unnamed = sum(
        database.execute(_UNNAME, [mark(question, seed, person), question, person]).rowcount
        for question, seed in still_open
    )
    database.execute(_NO_LOOKS, its)
    return unnamed + sum(database.execute(each, its).rowcount for each in _FORGET)


def mark(question: int, seed: int, person: str) -> str:
    """What tells a forgotten person's press of an open question from other people's, no more."""
    said = f"{question}:{seed}:{person}"
    return FORGOTTEN + sha256(said.encode()).hexdigest()[:32]
