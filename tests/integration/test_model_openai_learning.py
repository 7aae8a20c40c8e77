"""What a server does not take it is not sent again; what somebody must mend is not tried again."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.model_openai import OpenAIModel
from bot.errors import ModelError
from bot.models import Completion, Prompt
from tests import model_server as played
from tests.model_server import ModelServer, Play, failing

SCHEMA = {"type": "object", "properties": {"answer": {"type": "string"}}}
PROMPT = Prompt("You summarise.", "The paper.", SCHEMA, "tldr", 300, "summary tldr")


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with played.model_server() as served:
        yield served


@pytest.fixture
async def model(server: ModelServer) -> AsyncIterator[OpenAIModel]:
    made = OpenAIModel(model="small", base_url=server.url, key="k", timeout=5.0)
    yield made
    await made.close()


async def failure(model: OpenAIModel) -> ModelError:
    with pytest.raises(ModelError) as raised:
        await model.complete(PROMPT)
    return raised.value


async def test_a_server_that_takes_no_schema_is_asked_in_plain_words_from_then_on(
    server: ModelServer, model: OpenAIModel
) -> None:
    server.lacks = {"response_format"}
    assert (await failure(model)).retry_after == 0
    for _ in range(2):
        await model.complete(PROMPT)
    assert ["response_format" in each for each in server.asked] == [True, False, False]
    system = server.said()[0]
    assert system.startswith("You summarise.\n\nAnswer with JSON only")
    assert system.endswith('"answer": {"type": "string"}}}')


async def test_a_server_that_wants_max_completion_tokens_gets_them_from_then_on(
    server: ModelServer, model: OpenAIModel
) -> None:
    server.lacks = {"max_tokens"}
    assert (await failure(model)).retry_after == 0
    await model.complete(PROMPT)
    await model.complete(replace(PROMPT, name="other"))
    assert ["max_completion_tokens" in each for each in server.asked] == [False, True, True]
    assert len(server.asked) == 3


async def test_several_who_learn_it_at_once_all_ask_again(
    server: ModelServer, model: OpenAIModel
) -> None:
    server.lacks = {"response_format", "max_tokens"}

    async def patient() -> Completion:
        while True:
            try:
                return await model.complete(PROMPT)
            except ModelError as error:
                if error.retry_after != 0:
                    raise

    assert len({each.text for each in await asyncio.gather(*(patient() for _ in range(5)))}) == 1


async def test_an_answer_that_may_be_too_long_is_no_reason_to_ask_otherwise(
    server: ModelServer, model: OpenAIModel
) -> None:
    server.plays(failing(400, "max_tokens is too large: 300. At most 200 are possible."))
    assert (await failure(model)).retry_after is None
    await failure(model)
    assert all("max_tokens" in each for each in server.asked)


@pytest.mark.parametrize("play", [played.UNAUTHORISED, played.UNKNOWN_MODEL, played.NO_QUOTA])
async def test_what_somebody_must_mend_is_not_asked_again_for_a_minute(
    server: ModelServer, play: Play
) -> None:
    server.plays(play)
    now = 100.0
    model = OpenAIModel(
        model="small", base_url=server.url, key="k", timeout=5, monotonic=lambda: now
    )
    first, second = await failure(model), await failure(model)
    assert str(first) == str(second)
    assert first.retry_after is second.retry_after is None
    assert len(server.asked) == 1
    now += 61
    server.plays(played.GOOD)
    await model.complete(PROMPT)
    await model.close()
