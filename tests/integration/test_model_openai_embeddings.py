"""OpenAI's SDK asks for embeddings, against a server that plays every outcome."""

from array import array
from collections.abc import AsyncIterator
from io import StringIO
from pathlib import Path

import pytest

from adapters.model_openai import OpenAIEmbedder
from bot.app import open_paperboy
from bot.cli_doctor_model import look_at_embeddings
from bot.config import NO_TOKENS, LlmSection, Settings, StorageSection
from bot.errors import ModelError
from bot.papers import read_topic
from tests import model_server as played
from tests.fakes import paper
from tests.model_server import ModelServer, Play, letters

KEY = "sk-secret"


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with played.model_server() as served:
        yield served


@pytest.fixture
async def embedder(server: ModelServer) -> AsyncIterator[OpenAIEmbedder]:
    made = OpenAIEmbedder(model="tiny", base_url=server.url, key=KEY, timeout=5.0)
    yield made
    await made.close()
    await made.close()


async def failure(embedder: OpenAIEmbedder) -> ModelError:
    with pytest.raises(ModelError) as raised:
        await embedder.embed(["one", "two"])
    said = str(raised.value)
    assert "\n" not in said
    assert "secret" not in said
    return raised.value


async def test_texts_become_vectors_in_their_order_by_one_request(
    server: ModelServer, embedder: OpenAIEmbedder
) -> None:
    texts = ["a cab", "", "x\ud800y"]
    embedded = await embedder.embed(texts)
    (sent,) = server.embedded
    assert sent == ["a cab", " ", "x?y"]
    assert embedded.vectors == tuple(array("f", letters(each)) for each in sent)
    assert embedded.tokens == server.charged_in
    assert server.keys == [f"Bearer {KEY}"]


async def test_a_server_that_does_not_count_is_no_trouble(
    server: ModelServer, embedder: OpenAIEmbedder
) -> None:
    server.plays(played.UNCOUNTED)
    assert (await embedder.embed(["a"])).tokens is None


def data(*vectors: str) -> bytes:
    its = ", ".join(f'{{"index": {at}, "embedding": {each}}}' for at, each in enumerate(vectors))
    return f'{{"data": [{its}]}}'.encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"<!doctype html>",
        b"[]",
        b'{"data": []}',
        b'{"data": null}',
        data("[1.0]"),
        data("[1.0]", "[1.0, 2.0]"),
        data("[]", "[]"),
        data('["x"]', "[1.0]"),
        data("[NaN]", "[1.0]"),
        data("[1e999]", "[1.0]"),
        data('"AAAA"', '"AAAA"'),
        b"[" * 100_000,
    ],
)
async def test_what_is_no_embeddings_is_told_and_may_have_cost(
    server: ModelServer, embedder: OpenAIEmbedder, raw: bytes
) -> None:
    server.plays(Play(raw=raw))
    error = await failure(embedder)
    assert "is no embeddings: look at [llm] base_url" in str(error)
    assert error.is_charged


@pytest.mark.parametrize(
    ("play", "said", "again"),
    [
        (played.UNAUTHORISED, "refuses the key", False),
        (played.UNKNOWN_MODEL, "has no model “tiny”: set [llm] embedding_model to one", False),
        (played.LIMITED, "is asked too often", True),
        (played.TOO_LONG, "refuses the request (HTTP 400, context_length_exceeded)", False),
    ],
)
async def test_what_is_refused_is_told_with_its_mend_and_costs_nothing(
    server: ModelServer, embedder: OpenAIEmbedder, play: Play, said: str, *, again: bool
) -> None:
    server.plays(play)
    error = await failure(embedder)
    assert said in str(error)
    assert (error.retry_after is not None, error.is_charged) == (again, False)


async def test_who_refuses_the_key_is_left_alone_for_a_minute(
    server: ModelServer, embedder: OpenAIEmbedder
) -> None:
    server.plays(played.UNAUTHORISED)
    assert str(await failure(embedder)) == str(await failure(embedder))
    assert len(server.embedded) == 1


async def test_who_is_late_may_have_cost(server: ModelServer) -> None:
    server.plays(played.HANG)
    late = OpenAIEmbedder(model="tiny", base_url=server.url, timeout=0.2)
    error = await failure(late)
    await late.close()
    assert "did not answer within 0.2 seconds" in str(error)
    assert error.is_charged


async def test_a_whole_paperboy_embeds_its_papers_and_finds_by_them(
    server: ModelServer, tmp_path: Path
) -> None:
    settings = Settings(
        storage=StorageSection(url=f"sqlite:///{tmp_path / 'a.db'}"),
        llm=LlmSection(base_url=server.url, embedding_model="tiny", embedding_price="0.02"),
    )
    async with open_paperboy(settings, StringIO()) as paperboy:
        desk = paperboy.desk
        await desk.store.papers.add(
            paper(number, f"Robots {'abcde'[number] * 9}") for number in range(5)
        )
        assert desk.embeddings
        assert await desk.embeddings.place() == 5
        assert len(server.embedded) == 2
        assert len((await desk.store.papers.closest(read_topic("robots"), 5)).candidates) == 5
        spent = await desk.store.spending.of_day(desk.today())
        assert spent["", "embeddings"].tokens_in == server.charged_in
    findings = await look_at_embeddings(settings, NO_TOKENS)
    assert findings.what.startswith("tiny answers")
    server.plays(played.UNKNOWN_MODEL)
    findings = await look_at_embeddings(settings, NO_TOKENS)
    assert "has no model “tiny”" in findings.what
    assert findings.mend.startswith("set [llm] embedding_model")


async def test_without_a_key_none_is_asked(tmp_path: Path) -> None:
    settings = Settings(
        storage=StorageSection(url=f"sqlite:///{tmp_path / 'a.db'}"),
        llm=LlmSection(embedding_model="tiny"),
    )
    async with open_paperboy(settings, StringIO()) as paperboy:
        assert paperboy.desk.embeddings is None
    found = await look_at_embeddings(settings, NO_TOKENS)
    assert found.what == "tiny: there is no key for it"
