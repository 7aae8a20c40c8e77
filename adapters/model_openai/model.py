"""A model behind `/chat/completions`, through OpenAI's SDK."""

import asyncio
import json
import re
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx2
from openai import APIConnectionError, APIStatusError, AsyncOpenAI, DefaultAsyncHttpxClient

from adapters.model_openai.outcomes import (
    AGAIN,
    failure_of,
    is_for_all,
    read_completion,
    takes_no_max_tokens,
    takes_no_schema,
)
from bot.errors import ModelError
from bot.models import Completion, Prompt

_NO_KEY = "none"  # the SDK wants one, also for servers that ask for none
_CLOSED_SECONDS = 60.0
_UNSENT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
    httpx2.LocalProtocolError,
)
_PLAIN = "\n\nAnswer with JSON only: one object and not a word around it, by this JSON schema:\n"


class OpenAIModel:
    """`Model` on any server of OpenAI's kind; `base_url` ends before `/chat/completions`.

    `timeout`: seconds for a whole answer. What a server does not take (a schema, `max_tokens`) it
    is not sent again. A key, account or name of a model that is refused is not tried again for a
    minute: the error is the same.
    """

    def __init__(
        self,
        *,
        model: str,
        base_url: str,
        key: str = "",
        timeout: float = 60.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = model
        self._host = urlsplit(base_url).netloc.rpartition("@")[2]
        self._timeout, self._monotonic = timeout, monotonic
        # To connect takes a part of it: whoever is late beyond that has been asked.
        patience = httpx2.Timeout(timeout, connect=timeout / 4, pool=timeout / 4)
        self._client = AsyncOpenAI(
            api_key=key or _NO_KEY,
            base_url=base_url,
            timeout=patience,
            max_retries=0,
            # A redirect would be a second request, to somebody else.
            http_client=DefaultAsyncHttpxClient(follow_redirects=False),
        )
        self._plain: set[str] = set()  # names of schemas that are asked for in plain words
        self._limit = "max_tokens"  # servers pass over what they do not know: the oldest is safest
        self._closed, self._closed_until = "", 0.0

    async def complete(self, prompt: Prompt) -> Completion:
        """See `Model.complete`."""
        if self._monotonic() < self._closed_until:
            raise ModelError(self._closed)
        request = self._request(prompt)
        try:
            async with asyncio.timeout(self._timeout):
                answered = await self._client.chat.completions.with_raw_response.create(**request)
        except TimeoutError as error:
            raise self._late() from error
        except APIStatusError as error:
            raise self._refused(error, request, prompt.name) from error
        except APIConnectionError as error:
            raise self._broken(error) from error
        return read_completion(answered.content, self._host)

    async def close(self) -> None:
        """See `Model.close`."""
        await self._client.close()

    def _request(self, prompt: Prompt) -> dict[str, Any]:
        request = {"model": self.name, self._limit: prompt.most_tokens}
        if prompt.name in self._plain:
            asked = f"{prompt.instructions}{_PLAIN}{json.dumps(dict(prompt.schema))}"
            return {**request, "messages": _messages(asked, prompt)}
        return {
            **request,
            "messages": _messages(prompt.instructions, prompt),
            "response_format": {
                "type": "json_schema",
                "json_schema": {
                    "name": re.sub(r"[^\w-]", "_", prompt.name, flags=re.ASCII)[:64],
                    "schema": dict(prompt.schema),
                    "strict": True,
                },
            },
        }

    def _refused(self, error: APIStatusError, request: Mapping[str, Any], name: str) -> ModelError:
        """What a status means; what the server does not take is remembered."""
        if "max_tokens" in request and takes_no_max_tokens(error):
            self._limit = "max_completion_tokens"
            return ModelError(f"{self._host} takes no max_tokens.", AGAIN)
        if "response_format" in request and takes_no_schema(error):
            self._plain.add(name)
            return ModelError(f"{self._host} takes no JSON schema.", AGAIN)
        failure = failure_of(error, self._host, self.name)
        if is_for_all(error):
            self._closed, self._closed_until = str(failure), self._monotonic() + _CLOSED_SECONDS
        return failure

    def _broken(self, error: APIConnectionError) -> ModelError:
        cause = error.__cause__
        if isinstance(cause, _UNSENT):
            mend = "look at the network, and at [llm] base_url"
            return ModelError(f"{self._host} could not be reached: {mend}.", 1.0)
        if isinstance(cause, httpx2.TimeoutException):
            return self._late()
        said = f"{self._host} closed the connection before it had answered."
        return ModelError(said, 1.0, is_charged=True)

    def _late(self) -> ModelError:
        said = f"{self._host} did not answer within {self._timeout:g} seconds."
        return ModelError(said, 1.0, is_charged=True)


def _messages(instructions: str, prompt: Prompt) -> list[dict[str, str]]:
    texts = [("system", instructions), ("user", prompt.material)]
    for answer, wrong in prompt.said:
        texts += [("assistant", answer), ("user", wrong)]
    # A lone surrogate cannot be sent.
    return [
        {"role": role, "content": text.encode(errors="replace").decode()} for role, text in texts
    ]
