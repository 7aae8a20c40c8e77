"""A model behind `/embeddings`, through OpenAI's SDK."""

import time
from collections.abc import Callable, Sequence

from adapters.model_openai.connection import Connection
from adapters.model_openai.outcomes import read_embedded
from bot.models import Embedded


class OpenAIEmbedder:
    """`Embedder` on any server of OpenAI's kind: see `Connection`."""

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
            model=model,
            base_url=base_url,
            key=key,
            timeout=timeout,
            setting="embedding_model",
            monotonic=monotonic,
        )

    async def embed(self, texts: Sequence[str]) -> Embedded:
        """See `Embedder.embed`."""
        embeddings = self._connection.client.embeddings.with_raw_response
        # A lone surrogate cannot be sent, and some servers take no empty text.
        sent = [each.encode(errors="replace").decode() or " " for each in texts]
        body = await self._connection.ask(
            # Not every server of this kind knows the shorter base64.
            lambda: embeddings.create(model=self.name, input=sent, encoding_format="float")
        )
        return read_embedded(body, self._connection.host, len(sent))

    async def close(self) -> None:
        """See `Embedder.close`."""
        await self._connection.close()
