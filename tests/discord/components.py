"""Components of messages as Discord takes them: their limits, what a reader sees, who is pinged."""

import copy
import re
from collections.abc import Iterator
from itertools import count
from typing import Any

COMPONENTS_V2 = 1 << 15
ROW, BUTTON, SELECT, SECTION, TEXT, THUMBNAIL, GALLERY = 1, 2, 3, 9, 10, 11, 12
FILE, SEPARATOR, CONTAINER = 13, 14, 17
_IN_A_MESSAGE = {ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER}
_WITHIN = {
    ROW: {BUTTON, SELECT, 5, 6, 7, 8},
    SECTION: {TEXT},
    CONTAINER: _IN_A_MESSAGE - {CONTAINER},
}
_LINK = 5  # the style of a button that opens an address
_MOST, _LONGEST = 40, 4000  # components, nested ones too; characters of all texts together

Json = dict[str, Any]


class Refusal(Exception):
    """What Discord answers in place of doing it; `errors` says what is wrong where in a body."""

    def __init__(self, status: int, code: int, text: str = "no", errors: Json | None = None):
        super().__init__(f"{status} {code} {text} {errors or ''}")
        self.status, self.code, self.text, self.errors = status, code, text, errors


def wrong(where: str, what: str) -> Refusal:
    """The 50035 for one field, `where` being its path with dots, in Discord's nested shape."""
    errors: Json = {"_errors": [{"code": "BASE_TYPE_INVALID", "message": what}]}
    for name in reversed(where.split(".")):
        errors = {name: errors}
    return Refusal(400, 50035, "Invalid Form Body", errors)


def walk(components: list[Json], where: str = "components") -> Iterator[tuple[str, Json]]:
    """Each component with its path, nested ones and accessories too, in reading order."""
    for number, each in enumerate(components):
        path = f"{where}.{number}"
        yield path, each
        yield from walk(each.get("components", []), f"{path}.components")
        if "accessory" in each:
            yield f"{path}.accessory", each["accessory"]


def components_of(message: Json) -> list[Json]:
    """All components of a message or body, nested ones too."""
    return [each for _, each in walk(message.get("components", []))]


def text_of(message: Json) -> str:
    """What a reader sees: escapes undone, styles and addresses of links left as they are.

    The texts of all components, or the content; then the poll's question and answers.
    """
    texts = [each["content"] for each in components_of(message) if each["type"] == TEXT]
    texts += [message["content"]] if message.get("content") else []
    if poll := message.get("poll"):
        texts += [poll["question"]["text"], *(a["poll_media"]["text"] for a in poll["answers"])]
    return "\n".join(re.sub(r"\\([^0-9A-Za-z\s])", r"\1", text) for text in texts)


def buttons_of(message: Json) -> list[Json]:
    """The buttons, wherever they are nested."""
    return [each for each in components_of(message) if each["type"] == BUTTON]


def menus_of(message: Json) -> list[Json]:
    """The select menus with options of their own."""
    return [each for each in components_of(message) if each["type"] == SELECT]


def media_of(message: Json) -> list[Json]:
    """The pictures: each thumbnail, and each item of a gallery, with its `media.url`."""
    found: list[Json] = []
    for each in components_of(message):
        found += each["items"] if each["type"] == GALLERY else []
        found += [each] if each["type"] == THUMBNAIL else []
    return found


def checked_components(components: list[Json]) -> list[Json]:
    """A copy with every component numbered; raises `Refusal` (50035) for what Discord refuses."""
    made = copy.deepcopy(components)
    placed = list(walk(made))
    if not 0 < len(placed) <= _MOST:
        raise wrong("components", f"Must be between 1 and {_MOST} in length.")
    for where, each in placed:
        _check_one(where, each)
    for number, each in enumerate(made):
        if each["type"] not in _IN_A_MESSAGE:
            raise wrong(f"components.{number}.type", "This component cannot stand there.")
    texts = [each["content"] for _, each in placed if each["type"] == TEXT]
    if sum(map(len, texts)) > _LONGEST:
        raise wrong("components", f"The texts exceed {_LONGEST} characters together.")
    _check_unique("custom_id", placed)
    _check_unique("id", placed)
    _number(each for _, each in placed)
    return made


def pings(message: Json) -> set[str]:
    """Whom a message, or the body of one, notifies: of `<@1>`, `<@&2>`, `@everyone`, `@here`.

    By Discord's rules: what its texts mention without a backslash before, filtered by its
    `allowed_mentions` (absent: everyone). It reckons with the permission to mention everyone.
    """
    found = _mentioned(message)
    if "author" in message:  # as Discord gives it back: who was pinged is settled
        return {each for each in found if _was_pinged(each, message)}
    allowed = message.get("allowed_mentions")
    if allowed is None:
        return found
    return {each for each in found if _may_ping(each, allowed)}


def _mentioned(message: Json) -> set[str]:
    texts = [each["content"] for each in components_of(message) if each["type"] == TEXT]
    read = "\n".join([*texts, message.get("content") or ""])
    live = re.sub(r"\\[^0-9A-Za-z\s]", "\x00", read)
    found = {f"<@{number}>" for number in re.findall(r"<@!?(\d+)>", live)}
    found |= {f"<@&{number}>" for number in re.findall(r"<@&(\d+)>", live)}
    return found | set(re.findall(r"@everyone|@here", live))


def _may_ping(mention: str, allowed: Json) -> bool:
    parse, number = allowed.get("parse", []), mention.strip("<@&>")
    if mention.startswith("<@&"):
        return "roles" in parse or number in allowed.get("roles", [])
    if mention.startswith("<@"):
        return "users" in parse or number in allowed.get("users", [])
    return "everyone" in parse


def _was_pinged(mention: str, message: Json) -> bool:
    number = mention.strip("<@&>")
    if mention.startswith("<@&"):
        return number in message["mention_roles"]
    if mention.startswith("<@"):
        return any(each["id"] == number for each in message["mentions"])
    return bool(message["mention_everyone"])


def _check_one(where: str, each: Json) -> None:
    kind = each["type"]
    if kind == TEXT and not (each["content"].strip() and len(each["content"]) <= _LONGEST):
        raise wrong(f"{where}.content", f"Must be between 1 and {_LONGEST} in length.")
    if kind in _WITHIN:
        _check_inside(where, each)
    if kind == BUTTON:
        _check_button(where, each)
    if kind == SELECT and not 1 <= len(each["options"]) <= 25:
        raise wrong(f"{where}.options", "Must be between 1 and 25 in length.")
    if kind == GALLERY and not 1 <= len(each["items"]) <= 10:
        raise wrong(f"{where}.items", "Must be between 1 and 10 in length.")
    custom = each.get("custom_id")
    if custom is not None and not 1 <= len(custom) <= 100:
        raise wrong(f"{where}.custom_id", "Must be between 1 and 100 in length.")


def _check_inside(where: str, each: Json) -> None:
    inside, kind = each["components"], each["type"]
    most = {ROW: 5, SECTION: 3, CONTAINER: _MOST}[kind]
    if kind == ROW and any(one["type"] != BUTTON for one in inside):
        most = 1
    if not 1 <= len(inside) <= most:
        raise wrong(f"{where}.components", f"Must be between 1 and {most} in length.")
    if any(one["type"] not in _WITHIN[kind] for one in inside):
        raise wrong(f"{where}.components", "A component cannot stand there.")
    if kind == SECTION and each.get("accessory", {}).get("type") not in (BUTTON, THUMBNAIL):
        raise wrong(f"{where}.accessory", "This field is required.")


def _check_button(where: str, button: Json) -> None:
    if not 1 <= len(button.get("label") or "") <= 80 and "emoji" not in button:
        raise wrong(f"{where}.label", "Must be between 1 and 80 in length.")
    needed, other = ("url", "custom_id") if button["style"] == _LINK else ("custom_id", "url")
    if not button.get(needed) or button.get(other):
        raise wrong(f"{where}.{needed}", f"It has a {needed} and no {other}.")


def _check_unique(name: str, placed: list[tuple[str, Json]]) -> None:
    seen: set[object] = set()
    for where, each in placed:
        value = each.get(name)
        if value and value in seen:
            raise wrong(f"{where}.{name}", f"Component {name} cannot be duplicated.")
        seen.add(value)


def _number(components: Iterator[Json]) -> None:
    """Give those without a number one that no other has."""
    found = list(components)
    given = {each.get("id") for each in found}
    free = (number for number in count(1) if number not in given)
    for each in found:
        if not each.get("id"):
            each["id"] = next(free)
