"""HTTP as a polite guest: one request at a time, paced, within a deadline, a few tries.

A room that the adapters share; it is a neighbour of nobody. Everything here blocks: call it
in a thread.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from threading import Lock

import requests
from filelock import FileLock, Timeout
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from bot.errors import SourceError

TRIES = 3
_CONNECT_SECONDS = 10.0
_SILENCE_SECONDS = 20.0  # how long a server may say nothing
_BACKOFF_SECONDS = 1.0  # doubled each time
_LARGEST = 100_000_000  # bytes; the largest feed has some 5 million
_LATER = (429, 500, 502, 503, 504)


class PoliteAdapter(HTTPAdapter):
    """A transport for `requests` that keeps the house rules of the other side.

    One request at a time, over all threads, and over all processes that share `lock`; between
    the end of one and the start of the next at least `pause` seconds. It tries again on a
    dropped connection, 429 and 5xx, honours `Retry-After`, and gives up after `patience`
    seconds with a `SourceError` (the argument `timeout` of one request shortens it). A body
    that is empty, cut short, dripping or a web page is a failure too.
    """

    def __init__(
        self,
        name: str,
        agent: str,
        *,
        pause: float = 0.0,
        patience: float = 60.0,
        lock: Path | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(pool_connections=1, pool_maxsize=1)
        self._name, self._agent = name, agent
        self._pause, self._patience = pause, patience
        self._lock, self._sleep = lock, sleep
        self._turn = Lock()

    def session(self) -> requests.Session:
        """A session that goes through this transport alone."""
        session = requests.Session()
        self.mount_on(session)
        return session

    def mount_on(self, session: requests.Session) -> None:
        """Make another's session go through this transport."""
        session.mount("https://", self)
        session.mount("http://", self)

    def send(  # type: ignore[override]  # requests passes these by keyword
        self,
        request: requests.PreparedRequest,
        timeout: float | None = None,
        **options: object,
    ) -> requests.Response:
        """Send until there is an answer worth having. Raises `SourceError`."""
        request.headers["User-Agent"] = self._agent
        deadline = time.monotonic() + (timeout or self._patience)
        for attempt in range(TRIES):
            response, why = self._try(request, deadline, options)
            if response is not None and not why:
                return response
            wait = _wait(response, attempt)
            if attempt == TRIES - 1 or time.monotonic() + wait >= deadline:
                break
            self._sleep(wait)
        raise SourceError(f"{self._name} {why}{_later(response)}.")

    def _try(
        self, request: requests.PreparedRequest, deadline: float, options: Mapping[str, object]
    ) -> tuple[requests.Response | None, str]:
        """One request: the response, and what is wrong with it; without a response, why."""
        try:
            with ExitStack() as turns:
                self._take_turn(turns, deadline)
                try:
                    response = self._once(request, deadline, options)
                finally:
                    if self._lock:
                        self._lock.touch()
        except (requests.RequestException, HTTPError, Timeout) as error:
            return None, _reason(error)
        return response, _complaint(response)

    def _take_turn(self, turns: ExitStack, deadline: float) -> None:
        if not self._turn.acquire(timeout=max(deadline - time.monotonic(), 0)):
            raise requests.Timeout("busy")
        turns.callback(self._turn.release)
        if self._lock is None:
            return
        left = max(deadline - time.monotonic(), 0)
        turns.enter_context(FileLock(f"{self._lock}.lock", timeout=left))
        if self._lock.exists():
            passed = time.time() - self._lock.stat().st_mtime
            self._sleep(min(max(self._pause - passed, 0), self._pause))

    def _once(
        self, request: requests.PreparedRequest, deadline: float, options: Mapping[str, object]
    ) -> requests.Response:
        left = deadline - time.monotonic()
        if left <= 0:
            raise requests.Timeout("no time left")
        timeout = (min(left, _CONNECT_SECONDS), min(left, _SILENCE_SECONDS))
        response = super().send(request, **{**options, "timeout": timeout, "stream": True})  # type: ignore[arg-type]
        with ExitStack() as undone:
            undone.callback(response.close)
            # `requests` has no way to hand in a body that was read with a deadline.
            response._content = _read(response, deadline)
            undone.pop_all()
        response.raw.release_conn()
        return response


def _read(response: requests.Response, deadline: float) -> bytes:
    """Read the body as it comes: a slow drip passes every other time limit."""
    parts: list[bytes] = []
    size = 0
    while True:
        part = response.raw.read1(65_536, decode_content=True)
        if not part and (
            response.raw.closed or not response.raw._fp or response.raw._fp.isclosed()
        ):
            return b"".join(parts)
        parts.append(part)
        size += len(part)
        if size > _LARGEST:
            raise requests.exceptions.ContentDecodingError("endless")
        if time.monotonic() > deadline:
            raise requests.Timeout("too slow")


def _complaint(response: requests.Response) -> str:
    if response.status_code in _LATER:
        return f"answered with HTTP {response.status_code}"
    if response.status_code == 200:
        start = response.content[:200].lstrip().lower()
        if not start:
            return "sent an empty answer"
        if start.startswith((b"<!doctype html", b"<html")):
            return "answered with a web page"
    return ""


def _reason(error: Exception) -> str:
    if isinstance(error, (requests.Timeout, Timeout)):
        return "did not answer in time"
    if "IncompleteRead" in repr(error):
        return "sent an answer that was cut short"
    return "could not be reached, or closed the connection"


def _wait(response: requests.Response | None, attempt: int) -> float:
    """Seconds until the next try: what the other side asks for, else longer each time."""
    backoff = _BACKOFF_SECONDS * 2.0**attempt
    asked = response.headers.get("Retry-After", "") if response is not None else ""
    if asked.isdecimal():
        return max(float(asked), backoff)
    try:
        until = parsedate_to_datetime(asked)
    except ValueError:
        return backoff
    return max((until - datetime.now(UTC)).total_seconds(), backoff)


def _later(response: requests.Response | None) -> str:
    asked = response.headers.get("Retry-After", "") if response is not None else ""
    return f" and asks to wait {asked} seconds" if asked.isdecimal() else ""
