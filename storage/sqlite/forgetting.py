"""What is deleted of a person who asks for that."""

from sqlite_utils import Database

_MINE = "place >= :first AND place < :last"
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
    """See `Store.forget`; within a transaction. A chat's places begin with its name and “:”."""
    its = {"person": person, "chat": chat, "first": f"{chat}:", "last": f"{chat};"}
    database.execute(_NO_LOOKS, its)
    return sum(database.execute(each, its).rowcount for each in _FORGET)
