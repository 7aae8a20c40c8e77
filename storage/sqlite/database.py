"""One SQLite file: a thread that writes, a few that read, errors in words for a person."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from sqlite_utils import Database

from bot.errors import StoreError
from storage.sqlite.migrations import is_older, migrate

T = TypeVar("T")

READERS = 2
_BUSY_SECONDS = 10.0  # how long to wait for another process that writes

_DAMAGED = (
    "it is damaged: restore a backup, or move it away and a new one is made; "
    "`sqlite3 FILE .recover` may rescue what is in it"
)
_MENDS = {
    "is full": "the disk is full: free some space and try again; nothing was half-written",
    "disk I/O error": "the disk does not write: free some space or check it, then try again; "
    "nothing was half-written",
    "readonly": "it may not be written: check the permissions of the file and of its folder",
    "unable to open": "it cannot be opened: check that its folder exists and may be written, "
    "or set [storage] url",
    "locked": "another program holds it: close that, or try again in a moment",
    "not a database": "it is damaged or no store at all: restore a backup, or move it away and "
    "a new one is made",
    "no such": _DAMAGED,
    "already exists": _DAMAGED,
    "decode": _DAMAGED,
    "malformed": _DAMAGED,
}


class SqliteFile:
    """A store's file. Reads and writes are plain functions of a `Database`, run off the loop."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.is_older = False
        """Whether it lacks what this version would add to it; only where it was left as it is."""
        self._inode = 0
        self._connections: list[sqlite3.Connection] = []
        self._idle: SimpleQueue[Database] = SimpleQueue()
        self._writing = ThreadPoolExecutor(1, "store-writer")
        self._reading = ThreadPoolExecutor(READERS, "store-reader")

    async def open(self) -> None:
        """Open the file, bring it up to date. Raises `StoreError` with the way out."""
        await self._opened_by(self._open)

    async def open_as_it_is(self) -> None:
        """Open the file to read only, as whatever version left it. Raises `StoreError`."""
        await self._opened_by(self._open_as_it_is)

    async def write(self, change: Callable[[Database], T]) -> T:
        """Run a change in one transaction, after the changes before it: all of it or nothing."""

        def transaction() -> T:
            self._check_file()
            with _transaction(self._writer):
                return change(self._writer)

        return await self._run(self._writing, transaction)

    async def read(self, look: Callable[[Database], T]) -> T:
        """Run a look-up beside others; it sees every change that was finished before."""

        def looking() -> T:
            database = self._idle.get()
            try:
                return look(database)
            finally:
                self._idle.put(database)

        return await self._run(self._reading, looking)

    async def backup(self, file: Path) -> None:
        """Write a whole copy, beside what is going on. Raises `StoreError` where `file` exists."""
        await self._run(self._reading, lambda: self._backup(file))

    def _backup(self, file: Path) -> None:
        if file.exists():
            raise StoreError(f"{file} is there already: name another file for the backup.")
        if not file.parent.is_dir():
            raise StoreError(f"{file.parent} is no folder: make it, or name another file.")
        connection = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None)
        unfinished = file.with_name(f"{file.name}.part")
        try:
            unfinished.unlink(missing_ok=True)
            connection.execute("VACUUM INTO ?", [str(unfinished)])
            unfinished.rename(file)
        except OSError as error:
            raise StoreError(f"{file} cannot be written: {error.strerror}.") from error
        finally:
            connection.close()

    async def close(self) -> None:
        """Finish what was begun and close the file. Harmless when repeated."""
        await asyncio.to_thread(self._close)

    async def _opened_by(self, open_it: Callable[[], None]) -> None:
        try:
            await self._run(self._writing, open_it)
        except StoreError:
            await self.close()
            raise

    def _open_as_it_is(self) -> None:
        # Nobody has it open without a log beside it: then SQLite must not make one either.
        is_open = self.path.with_name(f"{self.path.name}-wal").exists()
        how = "?mode=ro" if is_open else "?mode=ro&immutable=1"
        for _ in range(READERS):
            reader = self._connect(f"{self.path.absolute().as_uri()}{how}")
            self.is_older = is_older(reader, str(self.path))
            self._idle.put(reader)

    def _open(self) -> None:
        self._writer = self._connect()
        self._use_wal()
        with _transaction(self._writer):
            migrate(self._writer, str(self.path))
        self._inode = self.path.stat().st_ino
        for _ in range(READERS):
            reader = self._connect()
            reader.execute("PRAGMA query_only = ON")
            self._idle.put(reader)

    def _use_wal(self) -> None:
        """Switch to WAL. SQLite does not wait here for another process that does the same."""
        deadline = time.monotonic() + _BUSY_SECONDS
        while True:
            try:
                self._writer.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                return

    def _check_file(self) -> None:
        """A file that was deleted can be written on and on: nothing of it would be remembered."""
        try:
            same = self.path.stat().st_ino == self._inode
        except FileNotFoundError:
            same = False
        if not same:
            raise StoreError(
                f"{self.path}: it was deleted or replaced while Paperboy ran, so nothing would be "
                "remembered: stop Paperboy, put the file or a backup back, start it again."
            )

    def _connect(self, uri: str = "") -> Database:
        connection = sqlite3.connect(
            uri or self.path,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            uri=bool(uri),
        )
        self._connections.append(connection)
        # NORMAL may lose the last commits when the power fails: a paper would come twice.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # Copying the log back holds up a write: each thousandth in place of each hundredth. 32 MB.
        connection.execute("PRAGMA wal_autocheckpoint = 8000")
        return Database(connection)

    def _close(self) -> None:
        self._writing.shutdown()
        self._reading.shutdown()
        for connection in self._connections:
            connection.close()
        self._connections.clear()

    async def _run(self, threads: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(threads, work)
        except sqlite3.Error as error:
            raise StoreError(f"{self.path}: {_mend(error)}.") from error
        except (ValueError, LookupError) as error:  # what was read is not what was written
            raise StoreError(f"{self.path}: {_DAMAGED}.") from error


@contextmanager
def _transaction(database: Database) -> Iterator[None]:
    # IMMEDIATE: a second process waits here, instead of failing half-way when it first writes.
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.rollback()
        raise
    database.commit()


def _mend(error: sqlite3.Error) -> str:
    said = str(error)
    return next((mend for sign, mend in _MENDS.items() if sign in said), f"SQLite says “{said}”")
