"""A model behind `/chat/completions`, through OpenAI's SDK."""

import json
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from openai import APIStatusError

from adapters.model_openai.connection import Connection
from adapters.model_openai.outcomes import (
    AGAIN,
    read_completion,
    takes_no_max_tokens,
    takes_no_schema,
)
from bot.errors import ModelError
from bot.models import Completion, Prompt

_PLAIN = "\n\nAnswer with JSON only: one object and not a word around it, by this JSON schema:\n"


class OpenAIModel:
    """`Model` on any server of OpenAI's kind: see `Connection`.

    What a server does not take (a schema, `max_tokens`) it is not sent again.
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
        self._connection = Connection(
            model=model, base_url=base_url, key=key, timeout=timeout, monotonic=monotonic
        )
        self._plain: set[str] = set()  # names of schemas that are asked for in plain words
        self._limit = "max_tokens"  # servers pass over what they do not know: the oldest is safest

    async def complete(self, prompt: Prompt) -> Completion:
        """See `Model.complete`."""
        request, connection = self._request(prompt), self._connection
        completions = connection.client.chat.completions.with_raw_response
        body = await connection.ask(
            lambda: completions.create(**request),
            lambda error: self._learnt(error, request, prompt.name),
        )
        return read_completion(body, connection.host)

    async def close(self) -> None:
        """See `Model.close`."""
        await self._connection.close()

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

    def _learnt(
        self, error: APIStatusError, request: Mapping[str, Any], name: str
    ) -> ModelError | None:
        """What the server does not take is remembered, to be asked in another way."""
        host = self._connection.host
        if "max_tokens" in request and takes_no_max_tokens(error):
            self._limit = "max_completion_tokens"
            return ModelError(f"{host} takes no max_tokens.", AGAIN)
        if "response_format" in request and takes_no_schema(error):
            self._plain.add(name)
            return ModelError(f"{host} takes no JSON schema.", AGAIN)
        return None


def _messages(instructions: str, prompt: Prompt) -> list[dict[str, str]]:
    texts = [("system", instructions), ("user", prompt.material)]
    for answer, wrong in prompt.said:
        texts += [("assistant", answer), ("user", wrong)]
    # A lone surrogate cannot be sent.
    return [
        {"role": role, "content": text.encode(errors="replace").decode()} for role, text in texts
    ]
