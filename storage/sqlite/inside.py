"""All places of a group as a range of texts, so that an index finds them."""

from bot.messages import Address


def bounds(group: Address) -> tuple[str, str]:
    """The first text of its places, and the first that is none of them.

    What begins with “a/” lies between that and “a0”, the next sign.
    """
    beginning = str(group)
    return beginning, f"{beginning[:-1]}0" if beginning.endswith("/") else f"{beginning}\x01"
