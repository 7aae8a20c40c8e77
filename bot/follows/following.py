"""To follow a topic or an author, and to stop."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.errors import UserError
from bot.models import Follow, Topic
from bot.papers import read_id, read_topic
from bot.text.fold import fold
from bot.text.stems import stems

MOST = 50
"""What one person may follow."""
_LONGEST = 200  # characters
_QUOTES = '"“”„‟«»＂'
# A comma between digits stands within a number, as in 10,000.
_PIECE = re.compile(
    rf"(?:[{_QUOTES}][^{_QUOTES}]*[{_QUOTES}]?|(?<=[0-9]),(?=[0-9])|[^,;，、；،؛{_QUOTES}])+"
)


def read_follows(typed: str) -> tuple[Follow, ...]:
    """One, or several with commas between.

    What alone is nothing to follow, as a category, counts for each of several. Raises `UserError`
    where it is no topic and no author.
    """
    pieces = [each.strip() for each in _PIECE.findall(fold(typed))]
    its = [each for each in pieces if _is_enough(topic_of(each))]
    rest = [each for each in pieces if each not in its and read_topic(each) != Topic()]
    several = [" ".join((each, *rest)) for each in its] if len(its) > 1 else [typed]
    return tuple({each.key: each for each in map(_follow, several)}.values())


def topic_of(typed: str) -> Topic:
    """The topic that is followed: news have their own beginning."""
    return replace(read_topic(typed), since=None)


def stopped(typed: str, its: Sequence[Follow]) -> list[Follow]:
    """Those that somebody means by a number of `/follow list`, or by “all”. Raises `UserError`."""
    if not its:
        raise UserError("You follow nothing: there is nothing to stop.")
    said = typed.strip(" .#").lower()
    if said == "all":
        return [*its]
    if said.isascii() and said.isdecimal() and 0 < int(said[:9]) <= len(its):
        return [its[int(said) - 1]]
    numbers = "1" if len(its) == 1 else f"1 to {len(its)}"
    raise UserError(f"“{fold(typed)[:40]}” is none of yours: /follow stop {numbers}, or all.")


def _follow(typed: str) -> Follow:
    text = fold(typed)
    if len(text) > _LONGEST:
        raise UserError(f"That is too long: follow one thing in {_LONGEST} characters.")
    if read_id(text):
        raise UserError("That is one paper: follow a topic or an author, as in by:LeCun.")
    if read_topic(text).since:
        raise UserError("“For me” shows what is new: follow it without since:.")
    topic = topic_of(text)
    if not _is_enough(topic):
        raise UserError(
            'Follow what? A topic, as in /follow add "gaussian splatting", or an author, as in '
            '/follow add by:"Yann LeCun".'
        )
    return Follow(text, _key(topic))


def _is_enough(topic: Topic) -> bool:
    return bool(topic.words or topic.phrases or topic.authors)


def _key(topic: Topic) -> str:
    """The same for what fits the same papers, in whatever order and inflection it is typed."""
    parts = (
        map(stems, topic.words),
        sorted(map(stems, topic.phrases)),
        sorted(topic.authors),
        sorted(topic.categories),
        sorted(topic.exclude),
    )
    return "|".join(",".join(dict.fromkeys(each)) for each in parts)
