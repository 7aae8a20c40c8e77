"""What `paperboy doctor` says of the model: whether it is there, and takes our key."""

import asyncio
from collections.abc import Awaitable

from bot.app import embedder_of, model_of
from bot.config import Settings, Tokens
from bot.errors import ModelError
from bot.models import Finding, Prompt
from bot.ports import Model
from bot.text.fold import fold

_PATIENCE = 30.0  # seconds
_WAYS = 2  # that a model may not take: a schema, `max_tokens`
_SCHEMA = {
    "type": "object",
    "properties": {"word": {"type": "string"}},
    "required": ["word"],
    "additionalProperties": False,
}


async def look_at_model(settings: Settings, tokens: Tokens) -> Finding:
    """Ask it for a word: a few tokens, some thousandths of a cent.

    They are in no budget: doctor leaves the store as it is.
    """
    llm = settings.llm
    if not llm.model:
        return Finding("none is configured: summaries are the papers' own sentences")
    model = model_of(settings, tokens)
    if model is None:
        mend = "set OPENAI_API_KEY in the environment, or leave [llm] model empty"
        return Finding(f"{fold(llm.model)}: there is no key for it", mend)
    prompt = Prompt("Answer with JSON.", "Say one word.", _SCHEMA, "word", 20, "doctor")
    try:
        wrong = await _tried(_answered(model, prompt), llm.model)
    finally:
        await model.close()
    most = f"at most ${llm.daily_budget_usd:f} a day" if llm.daily_budget_usd else "no budget"
    said = "the few tokens of this question are not booked"
    return wrong or Finding(f"{fold(llm.model)} answers; {most}; {said}")


async def look_at_embeddings(settings: Settings, tokens: Tokens) -> Finding:
    """Ask the model of embeddings for one vector: see `look_at_model`."""
    name, embedder = fold(settings.llm.embedding_model), embedder_of(settings, tokens)
    if embedder is None:
        mend = "set OPENAI_API_KEY in the environment, or leave [llm] embedding_model empty"
        return Finding(f"{name}: there is no key for it", mend)
    try:
        wrong = await _tried(embedder.embed(["papers"]), name)
    finally:
        await embedder.close()
    return wrong or Finding(f"{name} answers; the few tokens of this question are not booked")


async def _tried(asking: Awaitable[object], name: str) -> Finding | None:
    """What is wrong with a model that is asked; None where it answers."""
    try:
        async with asyncio.timeout(_PATIENCE):
            await asking
    except ModelError as error:
        what, _, mend = str(error).rstrip(".").partition(": ")
        return Finding(fold(what), fold(mend) or "try again in a minute; look at [llm] base_url")
    except TimeoutError:
        return Finding(f"{fold(name)}: it did not answer in time", "look at [llm] base_url")
    return None


async def _answered(model: Model, prompt: Prompt) -> None:
    """Ask, and where it takes something else, ask in that way. Raises `ModelError`."""
    for _ in range(_WAYS):
        try:
            await model.complete(prompt)
        except ModelError as error:
            if error.retry_after != 0:
                raise
        else:
            return
    await model.complete(prompt)
