"""What is wrong with a setting, in one line: where it stands, what it says, the mend."""

import json
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

PREFIX = "PAPERBOY_"  # of what is set in the environment
_LONGEST = 300  # characters of an error: what was given may be endless
Loc = tuple[int | str, ...]


def describe(
    error: ValidationError, settings: type[BaseModel], path: Path, environment: Mapping[str, str]
) -> str:
    """Put the first error into one line: where it stands, what is wrong, the mend."""
    first, *others = error.errors()
    more = f" ({len(others)} more after this one)" if others else ""
    said = _say(first, settings).rstrip(".")
    said = said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
    return f"{_where(first['loc'], path, environment)}: {said}{more}."


def _where(loc: Loc, path: Path, environment: Mapping[str, str]) -> str:
    for length in range(len(loc), 0, -1):
        name = PREFIX + "__".join(map(str, loc[:length])).upper()
        named = next((each for each in environment if each.upper() == name), None)
        if named:
            return f"{named} in the environment"
    return f"{path}, {_spell(loc)}"


def _say(error: ErrorDetails, settings: type[BaseModel]) -> str:
    """What is wrong with a value, in words for the person who wrote it."""
    loc, given = error["loc"], error["input"]
    key = str(loc[-1])
    match error["type"]:
        case "extra_forbidden":
            return f"there is no such key{_nearest(loc, settings)}"
        case "missing":
            return f"{key} is missing" + (', as in place = "console:default"' * (key == "place"))
        case "model_type":
            return f"this is a section: write [{'.'.join(map(str, loc))}] and its keys below"
        case "tuple_type" if key == "subscriptions":
            return "write [[subscriptions]], with two brackets, above each of them"
        case "tuple_type":
            return f"write a list: {key} = [{json.dumps(given) if isinstance(given, str) else ''}]"
        case "value_error":
            return error["msg"].removeprefix("Value error, ")
    return f"{error['msg'][0].lower()}{error['msg'][1:]}, not {given!r:.60}"


def _spell(loc: Loc) -> str:
    """Name a key as it stands in the file: [bot] timezone, or [[subscriptions]] number 2, max."""
    section, *rest = loc
    if rest and isinstance(rest[0], int):
        return f"[[{section}]] number {rest[0] + 1}" + "".join(f", {each}" for each in rest[1:2])
    names = [str(each) for each in loc if isinstance(each, str)]
    return f"[{'.'.join(names[:-1])}] {names[-1]}" if rest else str(section)


def _nearest(loc: Loc, known: type[BaseModel]) -> str:
    for each in loc[:-1]:
        if isinstance(each, str):
            kind = known.model_fields[each].annotation
            known = next(
                part
                for part in (kind, *get_args(kind))
                if isinstance(part, type) and issubclass(part, BaseModel)
            )
    near = get_close_matches(str(loc[-1]), known.model_fields, n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else f"; there are {', '.join(known.model_fields)}"
