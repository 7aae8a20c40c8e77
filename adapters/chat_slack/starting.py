"""What of the first requests to Slack is not tried again."""

from slack_sdk.errors import SlackApiError

from bot.errors import ChatError, RateLimited, Unsure


def is_refusal(error: ChatError) -> bool:
    """Whether it was Slack that said no, and for good."""
    said_no = isinstance(error.__cause__, SlackApiError)
    return said_no and not isinstance(error, RateLimited | Unsure)
