"""Whether requests are what Discord's own OpenAPI document says, where it is at hand.

A small validator: it knows the words that this document uses, and no more.
"""

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from tests.conftest import SHARED

DOCUMENT = SHARED / "specs" / "discord-openapi.json"
ABSENT = "Discord's OpenAPI document is not beside this checkout (../shared/specs)"

_HARMLESS = ("tts",)  # discord.py sends it with edits too

_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
    "number": (int, float),
    "integer": int,
}


def check_requests(requests: list[tuple[str, str, Any]]) -> None:
    """Fail for the first body that the document does not allow; without document, for none."""
    if not DOCUMENT.is_file():
        return
    for method, path, body in requests:
        if body is not None:
            wrong = faults(body, _schema(method, path))
            assert not wrong, (method, path, wrong)


def objections(method: str, path: str, body: Any) -> list[str]:
    """What the document says against a request, a line each; nothing where it is absent."""
    if not DOCUMENT.is_file():
        return []
    try:
        wrong = body_faults(method, path, body)
    except AssertionError as unknown:
        wrong = [str(unknown)]
    return [f"{method} {path}: {each}" for each in wrong]


def body_faults(method: str, path: str, body: Any) -> list[str]:
    """What the document says against a body."""
    return faults(body, _schema(method, path))


def faults(value: Any, schema: Any, where: str = "body") -> list[str]:
    """What a schema says against a value, each with its place."""
    if "$ref" in schema:
        return faults(value, _resolved(schema), where)
    found = _own_faults(value, schema, where)
    for part in schema.get("allOf", ()):
        found += faults(value, part, where)
    for word in ("oneOf", "anyOf"):
        found += _nearest_faults(value, schema.get(word, ()), where)
    if isinstance(value, dict):
        found += _object_faults(value, schema, where)
    if isinstance(value, list) and "items" in schema:
        for number, part in enumerate(value):
            found += faults(part, schema["items"], f"{where}[{number}]")
    return found


def _nearest_faults(value: Any, branches: Sequence[Any], where: str) -> list[str]:
    """What is wrong with a value that fits no branch, by the one that its `type` is meant for."""
    if not branches:
        return []
    meant = [each for each in branches if _is_meant(value, _resolved(each))]
    found = []
    for each in meant or branches:
        if not (wrong := faults(value, each, where)):
            return []
        found.append(wrong)
    of_its_kind = [wrong for wrong in found if " is no [" not in wrong[0]]
    return min(of_its_kind or found, key=len)


def _is_meant(value: Any, schema: Any) -> bool:
    kinds = _resolved(schema.get("properties", {}).get("type", {})).get("enum", ())
    return isinstance(value, dict) and value.get("type") in kinds


def _object_faults(value: dict[str, Any], schema: Any, where: str) -> list[str]:
    known = schema.get("properties", {})
    found = [f"{where}: lacks {name}" for name in set(schema.get("required", ())) - set(value)]
    for name, part in value.items():
        if name in known:
            found += faults(part, known[name], f"{where}.{name}")
        elif known and name not in _HARMLESS:
            found.append(f"{where}: nobody knows {name}")
    return found


def _own_faults(value: Any, schema: Any, where: str) -> list[str]:
    if schema.get("format") == "snowflake" and isinstance(value, int) and "attachments" in where:
        return []  # Discord takes numbers for the ids of what is uploaded
    found = []
    wanted = schema.get("type", [])
    wanted = [wanted] if isinstance(wanted, str) else wanted
    if wanted and not any(_is(value, each) for each in wanted):
        found.append(f"{where}: {value!r} is no {wanted}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{where}: {value!r} is none of {schema['enum']}")
    if "const" in schema and value != schema["const"]:
        found.append(f"{where}: {value!r} is not {schema['const']}")
    if isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get(
        "maximum", value
    ):
        found.append(f"{where}: {value} is out of range")
    for kind, least, most in ((str, "minLength", "maxLength"), (list, "minItems", "maxItems")):
        if isinstance(value, kind) and not (
            schema.get(least, 0) <= len(value) <= schema.get(most, len(value))
        ):
            found.append(f"{where}: its length of {len(value)} is out of range")
    if schema.get("uniqueItems") and isinstance(value, list) and _repeats(value):
        found.append(f"{where}: something stands there twice")
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        found.append(f"{where}: does not match {schema['pattern']}")
    return found


def _is(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    if isinstance(value, float) and value.is_integer() and name == "integer":
        return True
    return isinstance(value, _TYPES[name])


def _repeats(values: list[Any]) -> bool:
    return len({json.dumps(each, sort_keys=True) for each in values}) < len(values)


def _resolved(schema: Any) -> Any:
    if "$ref" in schema:
        return _document()["components"]["schemas"][schema["$ref"].split("/")[-1]]
    return schema


@lru_cache
def _document() -> Any:
    return json.loads(DOCUMENT.read_text(encoding="utf-8"))


@lru_cache
def _patterns() -> list[tuple[re.Pattern[str], Any]]:
    """The paths of the document, those without parameters first."""
    paths = sorted(_document()["paths"].items(), key=lambda item: item[0].count("{"))
    return [(re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))), of) for path, of in paths]


def _schema(method: str, path: str) -> Any:
    """The schema of a body. The identities in a path are taken out: they make no difference."""
    return _schema_of(method, re.sub(r"\d+", "1", path))


@lru_cache(maxsize=512)
def _schema_of(method: str, path: str) -> Any:
    for pattern, operations in _patterns():
        if pattern.fullmatch(path) and method.lower() in operations:
            content = operations[method.lower()].get("requestBody", {}).get("content", {})
            if "application/json" in content:
                return content["application/json"]["schema"]
    raise AssertionError(f"Discord knows no {method} {path} with a body")
