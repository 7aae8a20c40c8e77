"""Commands as Discord declares them, and what somebody typed as a `Command`. Pure.

They are declared as plain data in one request: discord.py's own command tree would want a
Python function with a fixed signature for each.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from adapters.chat_discord.cut import cut
from adapters.chat_discord.quoted import words_of
from bot.messages import Address, Argument, Command, CommandSpec, User

SLASH_COMMAND, MESSAGE_COMMAND = 1, 3
_SUBCOMMAND, _STRING, _INTEGER = 1, 3, 4
_LONGEST_HELP = 100
_LONGEST_LINE = 4000  # characters that somebody types
_LONGEST_QUOTE = 10_000  # of a message
_ON_SERVERS, _IN_DIRECT_MESSAGES = 0, 1
_MANAGE_CHANNELS = 1 << 4

Json = dict[str, Any]


class Field(NamedTuple):
    """The field that somebody fills in just now."""

    command: str
    argument: str
    typed: str


def declare(specs: Sequence[CommandSpec]) -> list[Json]:
    """The body that declares these commands and no others; “digest now” is under “digest”."""
    declared: dict[str, Json] = {}
    for spec in specs:
        name, _, sub = spec.name.partition(" ")
        if spec.shortcut:
            declared[spec.name] = _command(spec.shortcut, MESSAGE_COMMAND, [spec])
        elif sub:
            family = [each for each in specs if each.name.startswith(f"{name} ")]
            group = declared.setdefault(name, _group(name, family))
            group["options"].append(
                {"type": _SUBCOMMAND, **_named(sub, spec.help), "options": _options(spec)}
            )
        else:
            declared[name] = _command(name, SLASH_COMMAND, [spec]) | {
                **_named(name, spec.help),
                "options": _options(spec),
            }
    return list(declared.values())


def shape(declared: Sequence[Mapping[str, Any]]) -> dict[tuple[int, str], Json]:
    """What matters of commands, by kind and name: the same for ours and for what Discord has."""
    return {
        (each.get("type") or SLASH_COMMAND, each["name"]): {
            **_shape(each),
            "for": str(each.get("default_member_permissions")),  # a number there, a text here
            "contexts": sorted(each.get("contexts") or ()),
            "integrations": sorted(each.get("integration_types") or ()),
            "nsfw": bool(each.get("nsfw")),
        }
        for each in declared
    }


def spec_of(data: Mapping[str, Any], specs: Sequence[CommandSpec]) -> CommandSpec | None:
    """The command that an interaction's data is about; `None` where nobody declared it."""
    if data.get("type") == MESSAGE_COMMAND:
        return next((each for each in specs if each.shortcut == data["name"]), None)
    name, _ = _unnested(data)
    return next((each for each in specs if each.name == name and not each.shortcut), None)


def read(
    data: Mapping[str, Any],
    specs: Sequence[CommandSpec],
    user: User,
    at: Address,
    delivery: str = "",
) -> Command:
    """The command in an interaction's data; a name that nobody declared is passed on as it is."""
    spec = spec_of(data, specs)
    if data.get("type") == MESSAGE_COMMAND:
        args = {spec.arguments[0].name: _quoted(data)} if spec and spec.arguments else {}
        return Command(spec.name if spec else data["name"], user, at, args, delivery)
    name, options = _unnested(data)
    args = {each["name"]: str(each["value"]) for each in options}
    return Command(name, user, at, args, delivery)


def field_of(data: Mapping[str, Any]) -> Field | None:
    """The field in the data of an autocompletion."""
    name, options = _unnested(data)
    its = next((each for each in options if each.get("focused")), None)
    return Field(name, its["name"], str(its.get("value", ""))) if its else None


def _command(name: str, kind: int, specs: Sequence[CommandSpec]) -> Json:
    manages = any(each.manages for each in specs)
    return {
        "type": kind,
        "name": name,
        "default_member_permissions": _MANAGE_CHANNELS if manages else None,
        "contexts": [_ON_SERVERS, _IN_DIRECT_MESSAGES],
        "integration_types": [0],
    }


def _group(name: str, family: Sequence[CommandSpec]) -> Json:
    subs = ", ".join(each.name.partition(" ")[2] for each in family)
    return _command(name, SLASH_COMMAND, family) | {
        **_named(name, f"{name.capitalize()}: {subs}"),
        "options": [],
    }


def _options(spec: CommandSpec) -> list[Json]:
    """Discord wants the required ones first.

    Where fields of a form can say it all, the line is not needed.
    """
    needed = not any(each.in_form for each in spec.arguments)
    ordered = sorted(spec.arguments, key=lambda each: not (each.required and needed))
    return [_option(each, required=each.required and needed) for each in ordered]


def _option(argument: Argument, *, required: bool) -> Json:
    option: Json = {**_named(argument.name, argument.help), "required": required}
    if argument.numbers:
        least, most = argument.numbers[0], argument.numbers[-1]
        return {"type": _INTEGER, **option, "min_value": least, "max_value": most}
    option = {"type": _STRING, **option}
    more = {"autocomplete": True} if argument.suggests else {}
    return option | more | {"max_length": _LONGEST_LINE}


def _named(name: str, text: str) -> Json:
    return {"name": name, "description": cut(text, _LONGEST_HELP) or name}


def _shape(its: Mapping[str, Any]) -> Json:
    """Discord leaves out what is as usual, and adds what is its own."""
    return {
        "type": its.get("type") or SLASH_COMMAND,
        "name": its["name"],
        "description": its.get("description") or "",
        "required": bool(its.get("required")),
        "autocomplete": bool(its.get("autocomplete")),
        "choices": [(each["name"], each["value"]) for each in its.get("choices") or ()],
        "bounds": [its.get(key) for key in ("min_value", "max_value", "min_length", "max_length")],
        "options": [_shape(each) for each in its.get("options") or ()],
    }


def _unnested(data: Mapping[str, Any]) -> tuple[str, list[Json]]:
    """The whole name, and the options that were filled in."""
    name, options = data["name"], data.get("options") or []
    if options and options[0]["type"] == _SUBCOMMAND:
        return f"{name} {options[0]['name']}", options[0].get("options") or []
    return name, options


def _quoted(data: Mapping[str, Any]) -> str:
    return "\n".join(dict.fromkeys(_lines(data)))[:_LONGEST_QUOTE]


def _lines(data: Mapping[str, Any]) -> Iterator[str]:
    messages = (data.get("resolved") or {}).get("messages") or {}
    its = messages.get(str(data.get("target_id")))
    return words_of(its) if its else iter(())
