"""What people follow, in SQLite."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from typing import Any

from sqlite_utils import Database

from bot.models import Follow, Look, News, Paper, Topic
from bot.text.names import one_of
from storage.sqlite.database import SqliteFile
from storage.sqlite.index import queries
from storage.sqlite.rows import COLUMNS, paper_of

_DAYS_BACK = 7
_WIDER = 20  # times as many of a family are read, where one of them is looked for

_OF = "SELECT typed, key, id FROM follows WHERE chat = ? AND person = ? ORDER BY id"
_ADD = """
    INSERT INTO follows (chat, person, key, typed) SELECT :chat, :person, :key, :typed
    WHERE (SELECT count(*) FROM follows WHERE chat = :chat AND person = :person) < :most
    ON CONFLICT DO NOTHING
"""
_REMOVE = """
    DELETE FROM follows WHERE chat = ? AND person = ? AND id IN (SELECT value FROM json_each(?))
"""
_LOOK = "SELECT day, after, until FROM looks WHERE chat = ? AND person = ?"
_LOOKED = "INSERT OR REPLACE INTO looks VALUES (?, ?, ?, ?, ?)"
_EVENT = "kind IN ('new', 'cross')"
# What came in of a later day, before what came in late of this one, must still be ahead then.
_UNTIL = f"""
    SELECT coalesce(
        (SELECT min(sequence) - 1 FROM announcements INDEXED BY announcements_newest
         WHERE sequence > :after AND {_EVENT} AND day > :day),
        (SELECT max(sequence) FROM announcements), 0)
"""
_FIRST = "SELECT coalesce(min(number), 0) FROM papers WHERE announced BETWEEN :earliest AND :day"
# Cross-listed later, a paper is no news.
_FITTING = f"""
    SELECT {COLUMNS} FROM papers WHERE number IN (
        SELECT number FROM {{table}} JOIN papers INDEXED BY papers_in_brief
            ON number = {{table}}.rowid
        WHERE {{table}} MATCH :query AND {{table}}.rowid >= :first
            AND announced BETWEEN :earliest AND :day
            AND (:categories = '[]' OR EXISTS (
                SELECT 1 FROM json_each(:categories) AS wanted
                WHERE instr(papers.categories, json_quote(wanted.value))))
            AND (SELECT min(sequence) FROM announcements WHERE paper = papers.id AND {_EVENT})
                > :after
        ORDER BY announced DESC, id DESC LIMIT :most)
    ORDER BY announced DESC, id DESC
"""


class SqliteFollows:
    """`Follows` on SQLite."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    async def of(self, chat: str, person: str) -> tuple[Follow, ...]:
        """See `Follows.of`."""

        def look(database: Database) -> tuple[Follow, ...]:
            return tuple(Follow(*row) for row in database.execute(_OF, [chat, person]))

        return await self._file.read(look)

    async def add(self, chat: str, person: str, follow: Follow, most: int) -> bool:
        """See `Follows.add`."""
        row = {
            "chat": chat, "person": person, "key": follow.key, "typed": follow.typed, "most": most
        }  # fmt: skip
        return await self._file.write(lambda its: bool(its.execute(_ADD, row).rowcount))

    async def remove(self, chat: str, person: str, ids: Collection[int]) -> int:
        """See `Follows.remove`."""
        row = [chat, person, json.dumps(list(ids))]
        return await self._file.write(lambda database: database.execute(_REMOVE, row).rowcount)

    async def look(self, chat: str, person: str) -> Look | None:
        """See `Follows.look`."""

        def look(database: Database) -> Look | None:
            row = database.execute(_LOOK, [chat, person]).fetchone()
            return Look(date.fromisoformat(row[0]), *row[1:]) if row else None

        return await self._file.read(look)

    async def looked(self, chat: str, person: str, look: Look) -> None:
        """See `Follows.looked`."""
        row = [chat, person, look.day.isoformat(), look.after, look.until]
        await self._file.write(lambda database: database.execute(_LOOKED, row))

    async def news(self, topics: Sequence[Topic], after: int, day: date, most: int) -> News:
        """See `Follows.news`."""
        earliest = day - timedelta(days=_DAYS_BACK - 1)
        asked = {
            "after": after, "day": day.isoformat(), "earliest": earliest.isoformat(), "most": most
        }  # fmt: skip

        def look(database: Database) -> News:
            (until,) = database.execute(_UNTIL, asked).fetchone()
            (first,) = database.execute(_FIRST, asked).fetchone()
            values = {**asked, "first": first}
            return News(tuple(_fitting(database, each, values) for each in topics), until)

        return await self._file.read(look)


def _fitting(database: Database, topic: Topic, asked: Mapping[str, Any]) -> tuple[Paper, ...]:
    wide = replace(topic, authors=tuple(map(_without_initials, topic.authors)))
    *_, whole = queries(wide)
    if not whole.text:  # it names no word and no author
        return ()
    most = asked["most"] * (1 if wide == topic else _WIDER)
    categories = json.dumps(topic.categories)
    values = {**asked, "query": whole.text, "categories": categories, "most": most}
    sql = _FITTING.format(table=whole.table)
    papers = map(paper_of, database.execute(sql, values))
    if wide == topic:
        return tuple(papers)
    its = (each for each in papers if one_of(topic.authors, each.authors))
    return tuple(islice(its, asked["most"]))


def _without_initials(author: str) -> str:
    """To look for all names that begin so takes long: of a week the whole family is sooner read."""
    names = author.split()
    while len(names) > 1 and len(names[0]) == 1:
        del names[0]
    return " ".join(names)
