"""What Slack and its SDK raise, as errors of ours: one line each, with what to do, no token."""

import re
from collections.abc import Mapping

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.errors import ChatError, NotAllowed, PlaceGone, RateLimited, Unsure
from bot.text.fold import fold

SDK_ERRORS = (
    SlackClientError,
    aiohttp.ClientError,
    OSError,  # TimeoutError is one
    # An answer that is no JSON object trips up the SDK itself.
    ValueError,
    TypeError,
    AttributeError,
)
_NEVER_LEFT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
)
_LONGEST_WAIT = 3600.0  # seconds: no answer can make us wait longer
_USUAL_WAIT = 30.0

_GONE = {
    "channel_not_found": "the channel is gone, or private: invite the bot there with /invite",
    "is_archived": "the channel is archived: unarchive it, or name another",
    "not_in_channel": "the bot is not in the channel: invite it there with /invite",
    "account_inactive": "the workspace or the app in it is gone: install the app again",
    "token_revoked": "the bot token was revoked: install the app again, set SLACK_BOT_TOKEN",
}
_RESTRICTED = "the workspace does not let the bot post there: ask its admins"
_NOT_ALLOWED = {
    # A mistyped token must not look like the end of every place.
    "invalid_auth": "the token is not taken: look at SLACK_BOT_TOKEN and SLACK_APP_TOKEN",
    "missing_scope": "a scope is missing: add it to the app and install the app again",
    "not_allowed_token_type": "this is the wrong kind of token: SLACK_BOT_TOKEN begins with "
    "xoxb-, SLACK_APP_TOKEN with xapp-",
    "not_authed": "there is no token: set SLACK_BOT_TOKEN",
    "token_expired": "the bot token has expired: make a new one, set SLACK_BOT_TOKEN",
    "no_permission": "the app lacks a permission: look at its scopes, install it again",
    "access_denied": "the workspace denies it: ask its admins",
    "team_access_not_granted": "the app is not installed in this workspace: install it there",
    "ekm_access_denied": "the admins have suspended posting: ask them",
    "cant_update_message": "only the bot's own messages can be changed",
    "cant_delete_message": "only the bot's own messages can be deleted",
    "edit_window_closed": "the message is too old to be changed",
}
_REFUSED = {
    "thread_not_found": "the message that it hangs on is gone",
    "user_not_in_channel": "the person is not in the channel any more",
}
_UNKNOWN = "nothing was done; try again, and if it stays so, look at the app's settings"
_RATE = ("ratelimited", "rate_limited", "message_limit_exceeded")
_MAYBE_DONE = ("internal_error", "fatal_error", "service_unavailable")
_OURS = "that is a mistake of Paperboy's: tell its authors which message it was"
_OUR_CODES = ("invalid_blocks", "msg_blocks_too_long", "msg_too_long", "no_text", "invalid_arg")


class MessageGone(ChatError):
    """The message that was to be changed is gone."""


def translated(error: Exception, what: str) -> ChatError:
    """The error of ours for one of `SDK_ERRORS`; `what` says what was to be done, and where."""
    if isinstance(error, SlackApiError):
        return _answered(error, what)
    if isinstance(error, _NEVER_LEFT):
        why = fold(getattr(error, "strerror", None) or type(error).__name__)
        return ChatError(
            f"{what}: Slack cannot be reached ({why}): look at the network, and at api_url if set."
        )
    if isinstance(error, TimeoutError):
        return Unsure(f"{what}: Slack did not answer in time: it may have been done or not.")
    return Unsure(
        f"{what}: the connection broke or the answer made no sense ({type(error).__name__}): "
        "it may have been done or not."
    )


def refused(
    what: str, code: str, status: int, headers: Mapping[str, str], needed: str = ""
) -> ChatError:
    """The error of ours for what Slack answered: an error `code`, or a bad HTTP `status`."""
    code = fold(code)[:60]
    said = f"{what}: Slack says {code or f'HTTP {status}'}"
    if status == 429 or code in _RATE:
        wait = _wait(headers)
        return RateLimited(f"{said}: again in {wait:g} seconds.", wait)
    if status >= 500 or code in _MAYBE_DONE or (not code and not 400 <= status < 500):
        return Unsure(f"{said}: it may have been done or not.")
    if code in _GONE:
        return PlaceGone(f"{said}: {_GONE[code]}.")
    if code.startswith("restricted_action"):
        return PlaceGone(f"{said}: {_RESTRICTED}.")
    if code == "message_not_found":
        return MessageGone(f"{said}: somebody deleted it.")
    if code in _NOT_ALLOWED:
        scope = f" ({fold(needed)[:100]})" if needed else ""
        return NotAllowed(f"{said}{scope}: {_NOT_ALLOWED[code]}.")
    mend = _OURS if code.startswith(_OUR_CODES) else _REFUSED.get(code, _UNKNOWN)
    return ChatError(f"{said}: {mend}.")


def unclear(what: str) -> Unsure:
    """The answer says that all is well, and not what was done."""
    return Unsure(f"{what}: Slack's answer lacks what it should hold: it may have been done.")


def _answered(error: SlackApiError, what: str) -> ChatError:
    response = error.response
    # Where the body is no JSON, the SDK hands out aiohttp's response in place of its own.
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    data = getattr(response, "data", None)
    body = data if isinstance(data, dict) else {}
    code, needed = str(body.get("error") or ""), str(body.get("needed") or "")
    return refused(what, code, status, getattr(response, "headers", {}), needed)


def _wait(headers: Mapping[str, str]) -> float:
    """Seconds of `Retry-After`; a usual pause where it makes no sense."""
    said = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    if not re.fullmatch(r"\d{1,9}(\.\d{1,9})?", str(said).strip(), re.ASCII):
        return _USUAL_WAIT
    return min(float(said), _LONGEST_WAIT)
