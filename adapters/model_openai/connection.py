"""A server of OpenAI's kind: a request is sent once, and what goes wrong has its words."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Protocol
from urllib.parse import urlsplit

import httpx2
from openai import APIConnectionError, APIStatusError, AsyncOpenAI, DefaultAsyncHttpxClient

from adapters.model_openai.outcomes import failure_of, is_for_all
from bot.errors import ModelError

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


class _Answered(Protocol):
    """What the SDK makes of an answer that it does not read."""

    @property
    def content(self) -> bytes:
        """The body."""
        ...


def _as_it_is(_error: APIStatusError) -> ModelError | None:
    return None


class Connection:
    """To one model of a server; `base_url` ends before `/chat/completions` and `/embeddings`.

    `timeout`: seconds for a whole answer. A key, account or name of a model that is refused is not
    tried again for a minute: the error is the same. `setting`: where the model stands in [llm].
    """

    def __init__(
        self,
        *,
        model: str,
        base_url: str,
        key: str = "",
        timeout: float = 60.0,
        setting: str = "model",
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.model = model
        self.host = urlsplit(base_url).netloc.rpartition("@")[2]
        self._timeout, self._setting, self._monotonic = timeout, setting, monotonic
        # To connect takes a part of it: whoever is late beyond that has been asked.
        patience = httpx2.Timeout(timeout, connect=timeout / 4, pool=timeout / 4)
        self.client = AsyncOpenAI(
            api_key=key or _NO_KEY,
            base_url=base_url,
            timeout=patience,
            max_retries=0,
            # A redirect would be a second request, to somebody else.
            http_client=DefaultAsyncHttpxClient(follow_redirects=False),
        )
        self._closed, self._closed_until = "", 0.0

    async def ask(
        self,
        send: Callable[[], Awaitable[_Answered]],
        mended: Callable[[APIStatusError], ModelError | None] = _as_it_is,
    ) -> bytes:
        """The body of the answer. Raises `ModelError`, that which `mended` makes of a status."""
        if self._monotonic() < self._closed_until:
            raise ModelError(self._closed)
        try:
            async with asyncio.timeout(self._timeout):
                answered = await send()
        except TimeoutError as error:
            raise self._late() from error
        except APIStatusError as error:
            raise (mended(error) or self._refused(error)) from error
        except APIConnectionError as error:
            raise self._broken(error) from error
        return answered.content

    async def close(self) -> None:
        """Hang up. Harmless when repeated."""
        await self.client.close()

    def _refused(self, error: APIStatusError) -> ModelError:
        failure = failure_of(error, self.host, self.model, self._setting)
        if is_for_all(error):
            self._closed, self._closed_until = str(failure), self._monotonic() + _CLOSED_SECONDS
        return failure

    def _broken(self, error: APIConnectionError) -> ModelError:
        cause = error.__cause__
        if isinstance(cause, _UNSENT):
            mend = "look at the network, and at [llm] base_url"
            return ModelError(f"{self.host} could not be reached: {mend}.", 1.0)
        if isinstance(cause, httpx2.TimeoutException):
            return self._late()
        said = f"{self.host} closed the connection before it had answered."
        return ModelError(said, 1.0, is_charged=True)

    def _late(self) -> ModelError:
        said = f"{self.host} did not answer within {self._timeout:g} seconds."
        return ModelError(said, 1.0, is_charged=True)
