"""What a model is shown as data, what its answer looks like, and what is wrong with one."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ConfigDict, ValidationError

# What servers of structured output refuse, or pass over.
_UNSENT = frozenset({
    "minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum", "title", "default",
})  # fmt: skip
_SHOWN = 5  # mistakes


class Shape(BaseModel):
    """An answer, or a part of one: all keys are required, none besides is allowed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


S = TypeVar("S", bound=Shape)


def schema_of(shape: type[Shape]) -> Mapping[str, Any]:
    """The JSON schema that a model is shown."""
    return cast("Mapping[str, Any]", _sent(shape.model_json_schema()))


def read_shape(shape: type[S], text: str) -> S:
    """Read what a model said. Raises `ValueError`: what is wrong, in words that it can mend."""
    try:
        return shape.model_validate_json(text)
    except ValidationError as error:
        raise ValueError(_spelled(error)) from error


def as_data(text: str) -> str:
    """The text of a paper between two marks that nothing in it can close."""
    text = re.sub(r"<(?=\s*/?\s*paper\b)", "‹", text, flags=re.IGNORECASE)
    return f"<paper>\n{text}\n</paper>"


def _sent(node: Any) -> Any:
    if isinstance(node, list):
        return [_sent(each) for each in node]
    if not isinstance(node, dict):
        return node
    # A key of `properties` is a name of ours, whatever it is called.
    return {
        name: {key: _sent(each) for key, each in value.items()}
        if name in ("properties", "$defs")
        else _sent(value)
        for name, value in node.items()
        if name not in _UNSENT
    }


def _spelled(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_context=False, include_input=False)[:_SHOWN]
    places = (".".join(map(str, each["loc"])) or "the answer" for each in found)
    return "; ".join(f"{at}: {each['msg']}" for at, each in zip(places, found, strict=True))
