"""Commands as Discord declares them, and what somebody typed as a `Command`.

They are declared as plain data in one request: discord.py's own command tree would want a
Python function with a fixed signature for each.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.messages import Address, Command, CommandSpec, User

_SLASH_COMMAND = 1
_SUBCOMMAND, _STRING = 1, 3
_LONGEST_HELP = 100
_ON_SERVERS, _IN_DIRECT_MESSAGES = 0, 1

Json = dict[str, Any]


def declare(specs: Sequence[CommandSpec]) -> list[Json]:
    """The body that declares these commands and no others; “digest now” is under “digest”."""
    declared: dict[str, Json] = {}
    for spec in (each for each in specs if not each.shortcut):
        name, _, sub = spec.name.partition(" ")
        if sub:
            group = declared.setdefault(name, _command(name, name.capitalize()))
            group["options"].append(
                {"type": _SUBCOMMAND, **_named(sub, spec.help), "options": _options(spec)}
            )
        else:
            declared[name] = _command(name, spec.help) | {"options": _options(spec)}
    return list(declared.values())


def read(data: Mapping[str, Any], user: User, at: Address) -> Command:
    """The command in an interaction's data; a name that nobody declared is passed on as it is."""
    name, options = data["name"], data.get("options", [])
    if options and options[0]["type"] == _SUBCOMMAND:
        name, options = f"{name} {options[0]['name']}", options[0].get("options", [])
    return Command(name, user, at, {each["name"]: str(each["value"]) for each in options})


def _command(name: str, text: str) -> Json:
    return {
        "type": _SLASH_COMMAND,
        **_named(name, text),
        "options": [],
        "contexts": [_ON_SERVERS, _IN_DIRECT_MESSAGES],
        "integration_types": [0],
    }


def _options(spec: CommandSpec) -> list[Json]:
    """Discord wants the required ones first."""
    ordered = sorted(spec.arguments, key=lambda each: not each.required)
    return [
        {"type": _STRING, **_named(each.name, each.help), "required": each.required}
        for each in ordered
    ]


def _named(name: str, text: str) -> Json:
    short = text if len(text) <= _LONGEST_HELP else text[: _LONGEST_HELP - 1] + "…"
    return {"name": name, "description": short or name}
