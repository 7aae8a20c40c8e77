"""What people do with the bot: type commands, press buttons, choose from menus, explain."""

from typing import Any

from tests.discord.components import BUTTON, SELECT, Json, buttons_of, menus_of
from tests.discord.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, Asked, Interactions
from tests.discord.shapes import CHANNEL

_SUBCOMMAND, _STRING, _INTEGER, _BOOLEAN = 1, 3, 4, 5


class Asking(Interactions):
    """Each returns the `Asked` at once; wait with `until` for what becomes of it.

    All take what `tell` takes besides: `channel`, `thread`, `direct`, `permissions`, `by`; and all
    but `suggest` take `late`, with which an acknowledgement is too late from the start.
    """

    async def type(
        self,
        command: str,
        /,
        *,
        channel: str = CHANNEL,
        thread: str = "",
        direct: bool = False,
        permissions: int | None = None,
        by: str | None = None,
        late: bool = False,
        **options: Any,
    ) -> Asked:
        """Somebody sends a command, as "digest now"; its options are strings, or whole numbers."""
        given = [self._option(command, each, value) for each, value in options.items()]
        where = _where(channel, thread, permissions, by, direct=direct)
        return await self.start(COMMAND, self._command(command, given), late=late, **where)

    async def suggest(
        self,
        command: str,
        option: str,
        typed: str | int,
        /,
        *,
        channel: str = CHANNEL,
        thread: str = "",
        direct: bool = False,
        permissions: int | None = None,
        by: str | None = None,
        **others: Any,
    ) -> Asked:
        """Somebody has typed so much of an option of a command: `choices` are what is offered.

        `others` are the options that are filled in already.
        """
        given = [self._option(command, each, value) for each, value in others.items()]
        focused = self._option(command, option, typed) | {"value": typed, "focused": True}
        where = _where(channel, thread, permissions, by, direct=direct)
        return await self.start(AUTOCOMPLETE, self._command(command, [*given, focused]), **where)

    async def explain(self, message: Json | str, command: str = "", **more: Any) -> Asked:
        """Somebody chooses a command in the menu of a message (or of its id).

        By default the first that is registered for messages.
        """
        shown = self.message(message) if isinstance(message, str) else message
        registered = [each["name"] for each in self.commands if each.get("type") == 3]
        name = command or registered[0]
        data: Json = {
            "id": self.command_id(name, 3),
            "type": 3,
            "name": name,
            "target_id": shown["id"],
            "resolved": {"messages": {shown["id"]: shown}},
        }
        more = {"channel": shown["channel_id"]} | more
        return await self.start(COMMAND, data, **more)

    async def press(self, label: str, message: str = "", **more: Any) -> Asked:
        """Somebody presses the button of this label, the first that is shown, or in a message.

        `message` is its id. Buttons may be nested, in answers too, and as old as they like.
        """
        for shown in self._looked_at(message):
            for button in buttons_of(shown):
                if button.get("label") == label and button.get("custom_id"):
                    data = {"component_type": BUTTON, **_component(button)}
                    return await self._use(shown, data, **more)
        raise AssertionError(f"no button {label}")

    async def choose(self, label: str, message: str = "", **more: Any) -> Asked:
        """Somebody chooses the option of this label from a select menu; as `press`."""
        for shown in self._looked_at(message):
            for menu in menus_of(shown):
                for each in menu["options"]:
                    if each["label"] == label:
                        data = {"component_type": SELECT, **_component(menu)}
                        return await self._use(shown, data | {"values": [each["value"]]}, **more)
        raise AssertionError(f"no option {label}")

    def message(self, number: str) -> Json:
        """The message of this id, wherever it is shown."""
        return next(each for each in self.shown if each["id"] == number)

    def command_id(self, name: str, kind: int = 1) -> str:
        """The id of a registered command; 1 for one that is not."""
        for number, each in enumerate(self.commands):
            if (each["name"], each.get("type", 1)) == (name, kind):
                return str(1000 + number)
        return "1"

    def _looked_at(self, message: str) -> list[Json]:
        return [each for each in self.shown if not message or each["id"] == message]

    async def _use(self, shown: Json, data: Json, **more: Any) -> Asked:
        if shown["channel_id"] in self.channels:
            more = {"channel": shown["channel_id"]} | more
        return await self.start(COMPONENT, data, message=shown, **more)

    def _command(self, command: str, options: list[Json]) -> Json:
        first, _, sub = command.partition(" ")
        nested = [{"type": _SUBCOMMAND, "name": sub, "options": options}] if sub else options
        its = {"id": self.command_id(first), "type": 1, "name": first}
        return its | ({"options": nested} if nested else {})

    def _option(self, command: str, name: str, value: str | int) -> Json:
        """With the type that was declared, or that of the value."""
        declared = self._declared(command).get(name)
        kind = _BOOLEAN if isinstance(value, bool) else _INTEGER if isinstance(value, int) else 0
        kind = declared or kind or _STRING
        return {"type": kind, "name": name, "value": int(value) if kind == _INTEGER else value}

    def _declared(self, command: str) -> dict[str, int]:
        first, _, sub = command.partition(" ")
        options: list[Json] = next(
            (c.get("options", []) for c in self.commands if c["name"] == first), []
        )
        if sub:
            options = next((each.get("options", []) for each in options if each["name"] == sub), [])
        return {each["name"]: each["type"] for each in options}


def _component(each: Json) -> Json:
    return {"custom_id": each["custom_id"], "id": each["id"]}


def _where(
    channel: str, thread: str, permissions: int | None, by: str | None, *, direct: bool
) -> Json:
    said = {"permissions": permissions, "by": by}
    where: Json = {"channel": channel, "thread": thread, "direct": direct}
    return where | {each: value for each, value in said.items() if value is not None}
