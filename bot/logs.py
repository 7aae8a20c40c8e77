"""What Paperboy says of itself: one line an event on standard error, keys and values.

No text of papers, models or people, and no secret: exceptions are named by kind and place, and
what is known to be secret is struck out of every line, whichever library wrote it.
"""

import logging
import sys
import traceback
from collections.abc import Iterable
from pathlib import Path

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

from bot.text.fold import fold

_NOISY = (
    *("apscheduler", "slack_bolt", "slack_sdk", "discord", "aiohttp"),
    *("openai", "httpx2", "httpcore2"),
)


def configure(*, service: bool, level: int = logging.INFO, secrets: Iterable[str] = ()) -> None:
    """Set up all logging. A `service` writes logfmt with moments in UTC; else plain lines."""
    known: list[Processor] = [structlog.stdlib.add_log_level, _name_exception]
    if service:
        known.append(structlog.processors.TimeStamper("iso", utc=True))
    structlog.configure(
        processors=[*known, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        _Redacting(
            # The longest first: another may be its beginning.
            tuple(sorted(filter(None, secrets), key=len, reverse=True)),
            foreign_pre_chain=known,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _as_logfmt if service else _as_sentence,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.ERROR)


class _Redacting(structlog.stdlib.ProcessorFormatter):
    """Strikes out secrets, after everything else."""

    def __init__(
        self,
        secrets: tuple[str, ...],
        foreign_pre_chain: list[Processor],
        processors: list[Processor],
    ) -> None:
        super().__init__(processors=processors, foreign_pre_chain=foreign_pre_chain)
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return fold(line)


def _name_exception(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Say what was raised and where, never its text: that may hold anything."""
    event.pop("stack_info", None)
    raised = event.pop("exc_info", None)
    error = sys.exc_info()[1] if raised is True else raised
    error = error[1] if isinstance(error, tuple) else error
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)
        where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "nowhere"
        event["error"], event["at"] = type(error).__name__, where
    return event


_logfmt = structlog.processors.LogfmtRenderer(
    key_order=["timestamp", "level", "event"], drop_missing=True
)


def _as_logfmt(logger: WrappedLogger, name: str, event: EventDict) -> str:
    # What comes from outside may hold line ends and terminal escapes.
    plain = {
        key: fold(value) if isinstance(value, str) else value
        for key, value in event.items()
        if not key.startswith("_")
    }
    return str(_logfmt(logger, name, plain))


def _as_sentence(_logger: WrappedLogger, _name: str, event: EventDict) -> str:
    rest = {
        key: value
        for key, value in event.items()
        if key not in ("event", "level") and key[0] != "_"
    }
    more = ", ".join(f"{key} {value}" for key, value in rest.items())
    return f"paperboy: {event['event']}{f': {more}' if more else ''}"
