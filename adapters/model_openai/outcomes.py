"""What servers of OpenAI's kind answer, and what each answer means. Pure, but for one clock."""

import json
import re
from array import array
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Any

from openai import APIStatusError

from bot.errors import ModelError
from bot.models import Completion, Embedded

AGAIN = 0.0
"""Seconds: to be asked at once, in another way."""
_SOON = 1.0  # seconds, where a server does not say
_NO_CREDIT = {"insufficient_quota", "billing_hard_limit_reached", "insufficient_balance"}
_MOST_TOKENS = 10**9  # of one answer: a server that says more does not count
_MOST_DIMENSIONS = 16_384
_GATEWAYS = {504, 524}  # somebody behind them was asked, and may have answered
_LATER = {408, 409, 425, 429}
_SCHEMA = re.compile(r"response.?format|json.?schema|structured.?output", re.IGNORECASE)
_NOT_TAKEN = re.compile(
    r"max_completion_tokens|unsupported|not (?:be )?(?:supported|permitted|allowed)|unknown|"
    r"unrecogni[sz]ed|extra",
    re.IGNORECASE,
)
_CODE = re.compile(r"\w{1,60}", re.ASCII)


def read_completion(body: bytes, host: str) -> Completion:
    """Read a chat completion. Raises `ModelError` where it is none: it may have cost something."""
    try:
        answer = json.loads(body)
        choice, usage = answer["choices"][0], answer.get("usage") or {}
        message, finished = choice["message"], choice.get("finish_reason")
        text, refusal = message.get("content"), message.get("refusal")
        tokens = _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens"))
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        said = f"{host} answered with something that is no chat completion"
        raise ModelError(f"{said}: look at [llm] base_url.", is_charged=True) from error
    text = text if isinstance(text, str) else ""
    if refusal or finished == "content_filter":
        return Completion(text, "refused", *tokens)
    return Completion(text, "cut" if finished == "length" else "whole", *tokens)


def read_embedded(body: bytes, host: str, count: int) -> Embedded:
    """Read `count` embeddings. Raises `ModelError` where they are none: they may have cost."""
    try:
        answer = json.loads(body)
        data, usage = answer["data"], answer.get("usage") or {}
        vectors = {each["index"]: array("f", each["embedding"]) for each in data}
        tokens = _count(usage.get("prompt_tokens"))
        shown = tuple(vectors[number] for number in range(count))
    except (
        ValueError,
        OverflowError,
        RecursionError,
        LookupError,
        TypeError,
        AttributeError,
    ) as error:
        raise _no_embeddings(host) from error
    sizes = {len(each) for each in shown}
    if len(sizes) != 1 or not 1 <= min(sizes) <= _MOST_DIMENSIONS:
        raise _no_embeddings(host)
    if not all(isfinite(sum(each)) for each in shown):
        raise _no_embeddings(host)
    return Embedded(shown, tokens)


def takes_no_schema(error: APIStatusError) -> bool:
    """Whether a request was refused for its `response_format`."""
    return error.status_code in (400, 422) and bool(_SCHEMA.search(error.message))


def takes_no_max_tokens(error: APIStatusError) -> bool:
    """Whether a request was refused for `max_tokens` itself, not for how many they are."""
    said = error.message
    is_it = "max_tokens" in said and bool(_NOT_TAKEN.search(said))
    return error.status_code in (400, 422) and is_it


def is_for_all(error: APIStatusError) -> bool:
    """Whether any other request would be refused as well, until somebody mends something."""
    return error.status_code in (401, 402, 404) or _has_no_credit(error)


def failure_of(error: APIStatusError, host: str, model: str, setting: str = "model") -> ModelError:
    """A status as an error with its mend. Of what the server says only a code is shown.

    It quotes keys and prompts. `setting`: where the model stands in [llm].
    """
    status = error.status_code
    if _has_no_credit(error) or status == 402:
        return ModelError(f"{host} says that there is no credit left: add some to the account.")
    if status in (401, 403):
        mend = "set OPENAI_API_KEY in the environment to one that is good there"
        return ModelError(f"{host} refuses the key (HTTP {status}): {mend}.")
    if status == 404:
        mend = f"set [llm] {setting} to one that it has, and look at base_url"
        return ModelError(f"{host} has no model “{model}”: {mend}.")
    if status in _LATER or status >= 500:
        what = "is asked too often" if status == 429 else "cannot answer now"
        wait = asked_to_wait(error.response.headers, datetime.now(UTC))
        said = f"{host} {what} (HTTP {status})."
        return ModelError(said, max(wait, _SOON), is_charged=status in _GATEWAYS)
    code = f", {error.code}" if _CODE.fullmatch(error.code or "") else ""
    mend = ": look at [llm] base_url" if status < 400 else ""
    return ModelError(f"{host} refuses the request (HTTP {status}{code}){mend}.")


def asked_to_wait(headers: Mapping[str, str], now: datetime) -> float:
    """Seconds that the other side asks for, as a number or a date; 0 where it does not."""
    asked = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,9}(?:\.\d+)?", asked, re.ASCII):
        return float(asked)
    try:
        until = parsedate_to_datetime(asked)
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max((until - now).total_seconds(), 0.0)
    except (ValueError, OverflowError):
        return 0.0


def _no_embeddings(host: str) -> ModelError:
    said = f"{host} answered with something that is no embeddings: look at [llm] base_url."
    return ModelError(said, is_charged=True)


def _has_no_credit(error: APIStatusError) -> bool:
    return bool({str(error.code), str(error.type)} & _NO_CREDIT)


def _count(given: Any) -> int | None:
    return given if type(given) is int and 0 <= given <= _MOST_TOKENS else None
