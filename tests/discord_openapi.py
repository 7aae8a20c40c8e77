"""Whether requests are what Discord's own OpenAPI document says, where it is at hand.

A small validator: it knows the words that this document uses, and no more.
"""

import json
import re
from functools import lru_cache
from typing import Any

from tests.conftest import SHARED

DOCUMENT = SHARED / "specs" / "discord-openapi.json"
ABSENT = "Discord's OpenAPI document is not beside this checkout (../shared/specs)"

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


def body_faults(method: str, path: str, body: Any) -> list[str]:
    """What the document says against a body."""
    return faults(body, _schema(method, path))


def faults(value: Any, schema: Any, where: str = "body") -> list[str]:
    """What a schema says against a value, each with its place."""
    if "$ref" in schema:
        return faults(value, _document()["components"]["schemas"][schema["$ref"].split("/")[-1]])
    found = _own_faults(value, schema, where)
    for part in schema.get("allOf", ()):
        found += faults(value, part, where)
    for word in ("oneOf", "anyOf"):
        fitting = [not faults(value, each, where) for each in schema.get(word, ())]
        if fitting and not any(fitting):
            found.append(f"{where}: fits none of {word}")
    if isinstance(value, dict):
        found += _object_faults(value, schema, where)
    if isinstance(value, list) and "items" in schema:
        for number, part in enumerate(value):
            found += faults(part, schema["items"], f"{where}[{number}]")
    return found


def _object_faults(value: dict[str, Any], schema: Any, where: str) -> list[str]:
    known = schema.get("properties", {})
    found = [f"{where}: lacks {name}" for name in set(schema.get("required", ())) - set(value)]
    for name, part in value.items():
        if name in known:
            found += faults(part, known[name], f"{where}.{name}")
        elif known:
            found.append(f"{where}: nobody knows {name}")
    return found


def _own_faults(value: Any, schema: Any, where: str) -> list[str]:
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
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        found.append(f"{where}: does not match {schema['pattern']}")
    return found


def _is(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, _TYPES[name])


@lru_cache
def _document() -> Any:
    return json.loads(DOCUMENT.read_text(encoding="utf-8"))


@lru_cache
def _patterns() -> list[tuple[re.Pattern[str], Any]]:
    """The paths of the document, those without parameters first."""
    paths = sorted(_document()["paths"].items(), key=lambda item: item[0].count("{"))
    return [(re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))), of) for path, of in paths]


def _schema(method: str, path: str) -> Any:
    for pattern, operations in _patterns():
        if pattern.fullmatch(path) and method.lower() in operations:
            content = operations[method.lower()]["requestBody"]["content"]
            return content["application/json"]["schema"]
    raise AssertionError(f"Discord knows no {method} {path}")
