"""OpenAI's SDK against a server that plays every outcome."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from adapters.model_openai import OpenAIModel
from bot.errors import ModelError
from bot.models import Completion, Prompt
from tests import model_server as played
from tests.model_server import ModelServer, Play, failing

SCHEMA = {"type": "object", "properties": {"answer": {"type": "string"}}}
PROMPT = Prompt("You summarise.", "The paper.", SCHEMA, "tldr summary", 300, "summary tldr")
KEY = "sk-secret"
Connect = Callable[..., OpenAIModel]


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with played.model_server() as served:
        yield served


@pytest.fixture
async def connect(server: ModelServer) -> AsyncIterator[Connect]:
    made: list[OpenAIModel] = []

    def one(timeout: float = 5.0, key: str = KEY, url: str = "") -> OpenAIModel:
        made.append(
            OpenAIModel(model="small", base_url=url or server.url, key=key, timeout=timeout)
        )
        return made[-1]

    yield one
    for each in made:
        await each.close()
        await each.close()


async def failure(model: OpenAIModel, prompt: Prompt = PROMPT) -> ModelError:
    with pytest.raises(ModelError) as raised:
        await model.complete(prompt)
    said = str(raised.value)
    assert "\n" not in said
    assert "secret" not in said
    assert said.endswith(".")
    return raised.value


def sort(error: ModelError) -> tuple[bool, bool]:
    """Whether it is worth another try, and whether it may have been paid for."""
    return error.retry_after is not None, error.is_charged


async def test_a_question_is_one_request_with_what_is_always_the_same_first(
    server: ModelServer, connect: Connect
) -> None:
    said = (("An answer.", "It lacks a field."),)
    assert (await connect().complete(replace(PROMPT, said=said))).ended == "whole"
    (body,) = server.asked
    assert [(each["role"], each["content"]) for each in body["messages"]] == [
        ("system", "You summarise."),
        ("user", "The paper."),
        ("assistant", "An answer."),
        ("user", "It lacks a field."),
    ]
    assert (body["model"], body["max_tokens"]) == ("small", 300)
    its = body["response_format"]["json_schema"]
    assert (its["name"], its["schema"], its["strict"]) == ("tldr_summary", SCHEMA, True)
    assert server.keys == [f"Bearer {KEY}"]


@pytest.mark.parametrize(
    ("play", "text", "ended"),
    [
        (played.GOOD, '{"answer": "yes"}', "whole"),
        (played.REFUSED, "", "refused"),
        (played.FILTERED, "", "refused"),
        (played.CUT, '{"answer": "ye', "cut"),
        (played.FENCED, played.FENCED.text, "whole"),
        (played.EMPTY, "", "whole"),
        (played.NULL, "", "whole"),
        (Play("x", finish="tool_calls"), "x", "whole"),
    ],
)
async def test_what_it_says_comes_back_with_how_it_ended(
    server: ModelServer, connect: Connect, play: Play, text: str, ended: str
) -> None:
    server.plays(play)
    said = await connect().complete(PROMPT)
    assert (said.text, said.ended) == (text, ended)
    assert (said.tokens_in, said.tokens_out) == (server.charged_in, server.charged_out)


async def test_a_server_that_does_not_count_is_no_trouble(
    server: ModelServer, connect: Connect
) -> None:
    server.plays(played.UNCOUNTED)
    assert await connect().complete(PROMPT) == Completion('{"answer": "yes"}')


@pytest.mark.parametrize(
    "count", ["1" + "0" * 25, "1000000001", "-1", "3.5", '"7"', "true", "null"]
)
async def test_counts_that_cannot_be_are_none(
    server: ModelServer, connect: Connect, count: str
) -> None:
    usage = f'{{"prompt_tokens": {count}, "completion_tokens": {count}}}'
    said = f'{{"choices": [{{"message": {{"content": "x"}}}}], "usage": {usage}}}'
    server.plays(Play(raw=said.encode()))
    assert await connect().complete(PROMPT) == Completion("x")


@pytest.mark.parametrize(
    ("play", "sorted_as", "said"),
    [
        (played.UNAUTHORISED, (False, False), r"refuses the key \(HTTP 401\): set OPENAI_API_KEY"),
        (failing(403), (False, False), r"refuses the key \(HTTP 403\): set OPENAI_API_KEY"),
        (played.UNKNOWN_MODEL, (False, False), r"no model “small”: set \[llm\] model"),
        (played.TOO_LONG, (False, False), r"the request \(HTTP 400, context_length_exceeded\)\.$"),
        (failing(413, code="a text"), (False, False), r"refuses the request \(HTTP 413\)\.$"),
        (failing(307, wait=""), (False, False), r"\(HTTP 307\): look at \[llm\] base_url"),
        (failing(402), (False, False), "no credit left"),
        (played.NO_QUOTA, (False, False), "no credit left"),
        (played.LIMITED, (True, False), r"asked too often \(HTTP 429\)"),
        (failing(500), (True, False), r"cannot answer now \(HTTP 500\)"),
        (failing(503), (True, False), r"cannot answer now \(HTTP 503\)"),
        (failing(504), (True, True), r"cannot answer now \(HTTP 504\)"),
        (failing(408), (True, False), r"cannot answer now \(HTTP 408\)"),
        (played.NO_CHOICES, (False, True), r"no chat completion: look at \[llm\] base_url"),
        (played.NOT_JSON, (False, True), r"no chat completion: look at \[llm\] base_url"),
        (Play(raw=b"[" * 100_000), (False, True), "no chat completion"),
        (Play(raw=b'{"choices": [null]}'), (False, True), "no chat completion"),
        (Play(raw=b'{"choices": {"0": 1}, "usage": 3}'), (False, True), "no chat completion"),
        (Play(raw=b"null"), (False, True), "no chat completion"),
        (Play(raw=b"\xff\xfe"), (False, True), "no chat completion"),
        (played.RESET, (True, True), "closed the connection"),
    ],
)
async def test_every_failure_says_what_to_do_and_whether_it_may_have_cost_something(
    server: ModelServer,
    connect: Connect,
    play: Play,
    sorted_as: tuple[bool, bool],
    said: str,
) -> None:
    server.plays(play)
    error = await failure(connect())
    assert sort(error) == sorted_as
    with pytest.raises(ModelError, match=said):
        raise error
    assert len(server.asked) == 1


@pytest.mark.parametrize("play", [played.HANG, played.DRIP])
async def test_who_hangs_or_drips_is_left_at_the_deadline(
    server: ModelServer, connect: Connect, play: Play
) -> None:
    server.plays(play)
    error = await failure(connect(timeout=0.3))
    assert sort(error) == (True, True)
    assert "did not answer within 0.3 seconds" in str(error)


async def test_what_was_never_sent_costs_nothing(server: ModelServer, connect: Connect) -> None:
    nobody = connect(url="http://user:secret@127.0.0.1:1/v1")
    error = await failure(nobody)
    assert sort(error) == (True, False)
    assert "127.0.0.1:1 could not be reached: look at the network" in str(error)
    assert not server.asked


async def test_one_paper_that_is_refused_does_not_stop_the_others(
    server: ModelServer, connect: Connect
) -> None:
    server.plays(played.TOO_LONG, played.GOOD)
    model = connect()
    await failure(model)
    assert (await model.complete(PROMPT)).ended == "whole"


async def test_a_server_without_keys_needs_none(server: ModelServer, connect: Connect) -> None:
    await connect(key="").complete(PROMPT)
    assert server.keys == ["Bearer none"]


async def test_signs_that_cannot_be_sent_are_replaced(
    server: ModelServer, connect: Connect
) -> None:
    odd = "a lone \ud800 surrogate, a \x00 and 漢字"
    await connect().complete(replace(PROMPT, material=odd))
    assert server.said()[1] == "a lone ? surrogate, a \x00 and 漢字"


async def test_who_is_cancelled_hangs_up(server: ModelServer, connect: Connect) -> None:
    server.plays(played.HANG)
    model = connect()
    asking = asyncio.create_task(model.complete(PROMPT))
    await server.arrived.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    server.plays(played.GOOD)
    assert (await model.complete(PROMPT)).ended == "whole"


@pytest.mark.parametrize("play", [played.GOOD, played.UNAUTHORISED, played.TOO_LONG, played.RESET])
async def test_neither_key_nor_text_is_ever_logged(
    server: ModelServer, connect: Connect, caplog: pytest.LogCaptureFixture, play: Play
) -> None:
    caplog.set_level(logging.DEBUG)
    server.plays(play)
    try:
        await connect().complete(PROMPT)
    except ModelError as error:
        logging.getLogger("test").warning("it failed: %s", error)
    for each in ("secret", "The paper", "You summarise", "answer"):
        assert each not in caplog.text.replace("had answered", "").replace("cannot answer", "")


async def test_what_the_server_asks_to_wait_comes_with_the_error(
    server: ModelServer, connect: Connect
) -> None:
    server.plays(played.LIMITED, failing(503, wait="40"), failing(500))
    model = connect()
    assert [(await failure(model)).retry_after for _ in range(3)] == [2.0, 40.0, 1.0]
