"""Addresses that a paper does not name: somebody wants them clicked."""

import re
from collections.abc import Iterator

_ENDINGS = (
    "com|org|net|io|ai|me|co|dev|app|xyz|info|biz|ru|cn|de|uk|fr|gg|ly|tv|cc|tk|eu|gl|top|site"
    "|online|shop|store|link|click|pro|live|edu|gov"
)
_HOST = r"(?:[\w-]+\.)+"
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]*://\S+|(?<![\w:/])//\w\S*|www\.\S+|[\w.+-]+@[\w-]+\.[\w.]+"
    rf"|(?<![\w@./-]){_HOST}(?:[^\W\d_]{{2,}}/\S*|(?:{_ENDINGS})\b(?![-.]\w))",
    re.IGNORECASE,
)
_BEHIND = ".,;:!?)]}>”\"'"


def strange_addresses(text: str, source: str) -> Iterator[str]:
    """The addresses of a text, with or without a scheme, that the source's text has not."""
    lower = source.lower()
    for match in _ADDRESS.finditer(text):
        address = match[0].rstrip(_BEHIND)
        if not re.search(rf"(?<![\w-]){re.escape(address.lower())}(?![\w-]|\.\w)", lower):
            yield address
