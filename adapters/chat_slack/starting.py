"""The first requests to Slack: while it is not to be had they are tried again."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from slack_sdk.errors import SlackApiError

from bot.errors import ChatError, RateLimited, Unsure

log = logging.getLogger(__name__)

_LONGEST = 60.0  # seconds between two tries

Answer = TypeVar("Answer")


async def patiently(
    ask: Callable[[], Awaitable[Answer]], sleep: Callable[[float], Awaitable[None]]
) -> Answer:
    """What `ask` brings, after any number of tries. Raises what Slack refuses for good."""
    pause, said = 1.0, False
    while True:
        try:
            return await ask()
        except ChatError as error:
            if not _may_pass(error):
                raise
            if not said:
                log.warning("Slack is asked again until it answers: %s", error)
            said = True
            wait = error.retry_after if isinstance(error, RateLimited) else pause
        await sleep(min(max(wait, pause), _LONGEST))
        pause = min(2 * pause, _LONGEST)


def _may_pass(error: ChatError) -> bool:
    """Whether it was not Slack that said no, or not for good."""
    is_refusal = isinstance(error.__cause__, SlackApiError)
    return isinstance(error, RateLimited | Unsure) or not is_refusal
