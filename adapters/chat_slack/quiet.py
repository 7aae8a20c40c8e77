"""Where Slack's SDK and Bolt log: they quote texts, tickets and addresses that are private."""

import logging
import re

from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web import RequestPayloadError


def quiet_logger() -> logging.Logger:
    """A logger for them: errors only, and of those what went wrong, without what they quote."""
    logger = logging.getLogger(f"{__package__}.sdk")
    if not logger.filters:
        logger.setLevel(logging.ERROR)
        logger.addFilter(_shorten)
    return logger


def server_logger() -> logging.Logger:
    """A logger for our own server: what strangers send is not worth a line, our mistakes are."""
    logger = logging.getLogger(f"{__package__}.server")
    if not logger.filters:
        logger.setLevel(logging.ERROR)
        logger.addFilter(_is_ours)
    return logger


def _is_ours(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    record.msg, record.args = f"a request of Slack failed: {type(error).__name__}", ()
    record.exc_info = record.exc_text = record.stack_info = None
    return not isinstance(error, HttpProcessingError | RequestPayloadError | ConnectionError)


def _shorten(record: logging.LogRecord) -> bool:
    said = re.split(r"[(:{]", record.getMessage(), maxsplit=1)[0].strip()
    record.msg, record.args = f"Slack's SDK: {said}", ()
    record.exc_info = record.exc_text = record.stack_info = None
    return True
