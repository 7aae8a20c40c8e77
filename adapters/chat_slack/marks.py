"""Text as Slack brings it, with its marks undone: what the person typed. Pure."""

import re
from collections.abc import Iterator
from typing import Any

_MARK = re.compile(r"<([^<>]*)>")
_WEB = re.compile(r"<(https?://[^\s|<>]+)(?:\|[^<>]*)?>")
_URL_FIELDS = ("url", "from_url", "original_url", "title_link")


def typed(text: str) -> str:
    """Undo `<https://…|…>`, `<@U1>`, `<#C1|x>`, `<!here>` and `&amp;`."""
    return _entities(_MARK.sub(_undone, text)).strip()


def behind_mention(text: str, user_id: str) -> str:
    """What follows the first mention of a person or bot; all the rest where nothing does."""
    before, *behind = re.split(rf"<@{re.escape(user_id)}(?:\|[^<>]*)?>", text)
    said = " ".join(behind)
    return said if said.strip() else before


def addresses_in(value: Any) -> Iterator[str]:
    """Every web address in blocks and attachments, in order; some may come twice."""
    match value:
        case dict():
            for name, its in value.items():
                if name in _URL_FIELDS and isinstance(its, str) and its.startswith("http"):
                    yield _entities(its)
                else:
                    yield from addresses_in(its)
        case list():
            for each in value:
                yield from addresses_in(each)
        case str():
            yield from map(_entities, _WEB.findall(value))


def _undone(mark: re.Match[str]) -> str:
    target, _, label = mark[1].partition("|")
    match target[:1]:
        case "@" | "#" | "!":
            sign = "#" if target[0] == "#" else "@"
            return sign + (label.removeprefix(sign) or target[1:])
        case _:
            is_web = target.startswith(("http://", "https://"))
            return target if is_web else label or target


def _entities(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
