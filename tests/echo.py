"""What a model says that copies: sentences of the paper that it is shown, each its own proof."""

import re
from collections.abc import Mapping
from typing import Any

from bot.models import Prompt
from bot.summaries import STYLES
from tests.model_server import Play, with_text
from tests.scripted import answer

_FEWEST, _MOST = 20, 300  # signs of a sentence


def copied(named: str, material: str) -> str:
    """A good answer to the schema of that name: a sentence a field, as far as they go."""
    style = next(each for each in STYLES if named == f"{each}_summary")
    lines = [each for each in material.splitlines()[2:-1] if not re.fullmatch(r"\[.*\]", each)]
    found = [each for line in lines for each in re.split(r"(?<=[.!?]) ", line)]
    its = [each for each in found if _FEWEST <= len(each) <= _MOST and len(each.split()) > 3]
    fields = dict(zip((each.name for each in STYLES[style].fields), its, strict=False))
    return answer(style, {name: [(text, text)] for name, text in fields.items()})


def echo(body: Mapping[str, Any]) -> Play:
    """For a server."""
    return with_text(copied(named(body), body["messages"][1]["content"]))


def named(body: Mapping[str, Any]) -> str:
    """The name of the schema that a request asks for."""
    return str(body["response_format"]["json_schema"]["name"])


def repeat(prompt: Prompt) -> str:
    """For a scripted model."""
    return copied(prompt.name, prompt.material)
