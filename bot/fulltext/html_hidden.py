"""What a web page holds and does not show: by attributes, by styles, by a page's own sheet."""

import re
from collections.abc import Iterator

from lxml import etree

_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,5000})\}")
_SIMPLE = re.compile(r"(?:[a-z][a-z0-9]*)?(?:[.#][\w-]+)?", re.IGNORECASE)
_WHITE = re.compile(
    r"(?:#f{3,4}|#f{6}(?:f{2})?|white|snow|ivory|ghostwhite|floralwhite|transparent"
    r"|#(?:f[a-f\d]){3}|rgba?\(\s*(?:2[45]\d\s*[,\s]\s*){2}2[45]\d\s*(?:[,/][^)]*)?\)"
    r"|rgba\([^)]*,\s*0(?:\.0+)?\s*\)|hsla?\([^)]*\b100%\s*(?:,[^)]*)?\))",
    re.IGNORECASE,
)
_COLOURS, _GROUNDS = (
    ("color", "--ltx-fg-color"),
    ("background", "background-color", "--ltx-bg-color"),
)
_LENGTH = re.compile(r"(-?\d*\.?\d+)\s*(px|pt|em|rem|ex|%|)")
_POINTS = {"px": 0.75, "pt": 1.0, "em": 10.0, "rem": 10.0, "ex": 5.0, "%": 0.1, "": 0.75}
_SMALLEST = 2.0  # points; smaller is read by nobody
_AWAY = -300.0  # points to the left or above: outside of every window

Style = dict[str, str]


class Hiding:
    """Says which elements of a page nobody sees, and counts the letters in them."""

    def __init__(self, root: etree._Element) -> None:
        self._sheet = dict(_sheet(root))
        self.letters = 0

    def hides(self, element: etree._Element) -> bool:
        """Whether an element is hidden with all that is in it."""
        if not self._is_hidden(element):
            return False
        if element.tag not in ("script", "style", "head", "template", "noscript"):
            self.letters += sum(map(str.isalnum, "".join(element.itertext())))
        return True

    def _is_hidden(self, element: etree._Element) -> bool:
        if element.get("hidden") is not None:
            return True
        if element.get("aria-hidden", "").lower() == "true" and not _in_formula(element):
            return True
        style = self._style(element)
        if not style:
            return False
        return _vanishes(style) or (_is_white(style) and not self._on_colour(element))

    def _style(self, element: etree._Element) -> Style:
        style: Style = {}
        if self._sheet and isinstance(element.tag, str):
            names = [element.tag, f"#{element.get('id')}"]
            for name in (element.get("class") or "").split():
                names += [f".{name}", f"{element.tag}.{name}"]
            for name in names:
                style |= self._sheet.get(name, {})
        return style | _read(element.get("style") or "")

    def _on_colour(self, element: etree._Element) -> bool:
        """Whether something behind white letters is not white."""
        for each in (element, *element.iterancestors()):
            style = self._style(each)
            ground = next((style[name] for name in _GROUNDS if name in style), "")
            if ground or each.get("bgcolor"):
                return not _WHITE.match(ground or each.get("bgcolor") or "")
        return False


def _in_formula(element: etree._Element) -> bool:
    return element.tag == "math" or any(each.tag == "math" for each in element.iterancestors())


def _read(text: str) -> Style:
    """A style's declarations, lower case."""
    style: Style = {}
    for declaration in text.lower().split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            style[name.strip()] = value.replace("!important", "").strip()
    return style


def _sheet(root: etree._Element) -> Iterator[tuple[str, Style]]:
    """The simple selectors of the page's own style sheets."""
    for element in root.iter("style"):
        for selectors, declarations in _RULE.findall(element.text or ""):
            style = _read(declarations)
            for selector in selectors.split(","):
                name = selector.strip()
                if name and _SIMPLE.fullmatch(name) and name not in ("html", "body"):
                    yield name, style


def _vanishes(style: Style) -> bool:
    if style.get("display") == "none" or style.get("visibility") in ("hidden", "collapse"):
        return True
    if _points(style.get("font-size", "")) < _SMALLEST or _number(style.get("opacity", "")) < 0.05:
        return True
    if style.get("position") in ("absolute", "fixed"):
        places = (style.get(name, "") for name in ("left", "top", "right", "bottom"))
        if any(_points(place) < _AWAY for place in places):
            return True
        if re.match(r"rect\(\s*(?:0|1px)[^)]*\)", style.get("clip", "")):
            return True
    if _points(style.get("text-indent", "")) < _AWAY:
        return True
    folded = any(_points(style.get(name, "")) < 1 for name in ("height", "width", "max-height"))
    return folded and style.get("overflow", "").startswith("hidden")


def _is_white(style: Style) -> bool:
    colour = next((style[name] for name in _COLOURS if name in style), "")
    return bool(_WHITE.fullmatch(colour))


def _points(value: str) -> float:
    found = _LENGTH.match(value)
    return float(found[1]) * _POINTS[found[2]] if found else _UNSAID


def _number(value: str) -> float:
    found = _LENGTH.match(value)
    if not found:
        return _UNSAID
    return float(found[1]) / (100 if found[2] == "%" else 1)


_UNSAID = 1000.0
