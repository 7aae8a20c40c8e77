"""Where Slack's SDK and Bolt log: they quote texts, tickets and addresses that are private."""

import logging
import re


def quiet_logger() -> logging.Logger:
    """A logger for them: errors only, and of those what went wrong, without what they quote."""
    logger = logging.getLogger(f"{__package__}.sdk")
    if not logger.filters:
        logger.setLevel(logging.ERROR)
        logger.addFilter(_shorten)
    return logger


def _shorten(record: logging.LogRecord) -> bool:
    said = re.split(r"[(:{]", record.getMessage(), maxsplit=1)[0].strip()
    record.msg, record.args = f"Slack's SDK: {said}", ()
    record.exc_info = record.exc_text = record.stack_info = None
    return True
