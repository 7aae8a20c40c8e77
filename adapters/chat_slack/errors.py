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

_GONE = {  # why, as a channel understands it, and the mend
    "channel_not_found": (
        "the channel is gone, or private without Paperboy",
        "invite it there with /invite, or name another channel",
    ),
    "is_archived": ("the channel is archived", "unarchive it, or name another"),
    "not_in_channel": ("Paperboy is not in the channel", "invite it there with /invite"),
    "restricted_action": ("Paperboy may not post in the channel", "ask the workspace's admins"),
}
_INSTALL_AGAIN = "install the app again, set the new SLACK_BOT_TOKEN"
_WORKSPACE_GONE = {
    "account_inactive": ("Paperboy was removed from the workspace", _INSTALL_AGAIN),
    "token_revoked": ("Paperboy's token was revoked", _INSTALL_AGAIN),
}
SOCKET_MEND = (
    "make a new app-level token with connections:write under Basic Information, set it as "
    "SLACK_APP_TOKEN; Socket Mode must be on"
)
"""What to do about whatever Slack refuses to the app-level token."""
_NOT_ALLOWED = {
    # A mistyped token must not look like the end of every place.
    "invalid_auth": "the token is not taken: look at SLACK_BOT_TOKEN under OAuth & Permissions",
    "missing_scope": "a scope is missing: add it to the app and install the app again",
    "not_allowed_token_type": "this is the wrong kind of token: SLACK_BOT_TOKEN begins with xoxb-",
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
}
_PERSON_GONE = ("user_not_in_channel",)
_UNKNOWN = "nothing was done; try again, and if it stays so, look at the app's settings"
_RATE = ("ratelimited", "rate_limited", "message_limit_exceeded")
_MAYBE_DONE = ("internal_error", "fatal_error", "service_unavailable")
_OURS = "that is a mistake of Paperboy's: tell its authors which message it was"
_OUR_CODES = ("msg_blocks_too_long", "msg_too_long", "no_text", "invalid_arg")


class WorkspaceGone(PlaceGone):
    """The whole workspace is out of reach: no place of it is better off."""


class MessageGone(ChatError):
    """The message that was to be changed is gone."""


class PersonNotThere(ChatError):
    """The person is not in the channel: nothing was shown."""


class BlocksRefused(ChatError):
    """Slack does not take the blocks of a message: nothing was posted."""


def translated(error: Exception, what: str, mend: str = "") -> ChatError:
    """The error of ours for one of `SDK_ERRORS`; `what` says what was to be done, and where.

    `mend`: what to do in place of the usual where Slack refuses it.
    """
    if isinstance(error, SlackApiError):
        return _answered(error, what, mend)
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
    what: str,
    code: str,
    status: int,
    headers: Mapping[str, str],
    needed: str = "",
    mend: str = "",
) -> ChatError:
    """The error of ours for what Slack answered: an error `code`, or a bad HTTP `status`.

    `mend` as in `translated`.
    """
    code = fold(code)[:60]
    said = f"{what}: Slack says {code or f'HTTP {status}'}"
    if status == 429 or code in _RATE:
        wait = _wait(headers)
        return RateLimited(f"{said}: again in {wait:g} seconds.", wait)
    if status >= 500 or code in _MAYBE_DONE or (not code and not 400 <= status < 500):
        return Unsure(f"{said}: it may have been done or not.")
    scope = f" ({fold(needed)[:100]})" if needed else ""
    if mend:
        for_good = code in _NOT_ALLOWED or code in _WORKSPACE_GONE
        return (NotAllowed if for_good else ChatError)(f"{said}{scope}: {mend}.")
    return _gone(said, code) or _otherwise(said, code, scope)


def _gone(said: str, code: str) -> ChatError | None:
    if code in _WORKSPACE_GONE:
        reason, mend = _WORKSPACE_GONE[code]
        return WorkspaceGone(f"{said}: {reason}: {mend}.", reason)
    code = "restricted_action" if code.startswith("restricted_action") else code
    if code in _GONE:
        reason, mend = _GONE[code]
        return PlaceGone(f"{said}: {reason}: {mend}.", reason)
    return None


def _otherwise(said: str, code: str, scope: str) -> ChatError:
    if code == "message_not_found":
        return MessageGone(f"{said}: somebody deleted it.")
    if code in _NOT_ALLOWED:
        return NotAllowed(f"{said}{scope}: {_NOT_ALLOWED[code]}.")
    if code.startswith("invalid_blocks"):
        return BlocksRefused(f"{said}: {_OURS}.")
    if code in _PERSON_GONE:
        return PersonNotThere(f"{said}: the person is not in the channel any more.")
    mend = _OURS if code.startswith(_OUR_CODES) else _REFUSED.get(code, _UNKNOWN)
    return ChatError(f"{said}: {mend}.")


def unclear(what: str) -> Unsure:
    """The answer says that all is well, and not what was done."""
    return Unsure(f"{what}: Slack's answer lacks what it should hold: it may have been done.")


def _answered(error: SlackApiError, what: str, mend: str) -> ChatError:
    response = error.response
    # Where the body is no JSON, the SDK hands out aiohttp's response in place of its own.
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    data = getattr(response, "data", None)
    body = data if isinstance(data, dict) else {}
    code, needed = str(body.get("error") or ""), str(body.get("needed") or "")
    return refused(what, code, status, getattr(response, "headers", {}), needed, mend)


def _wait(headers: Mapping[str, str]) -> float:
    """Seconds of `Retry-After`; a usual pause where it makes no sense."""
    said = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    if not re.fullmatch(r"\d{1,9}(\.\d{1,9})?", str(said).strip(), re.ASCII):
        return _USUAL_WAIT
    return min(float(said), _LONGEST_WAIT)
