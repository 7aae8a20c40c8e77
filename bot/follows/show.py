"""How follows read, and the button that shows their news."""

from collections.abc import Sequence
from datetime import date

from bot.messages import Button, Card, Message
from bot.models import Follow
from bot.text.markdown import escape

HOW = (
    'You follow nothing yet. /follow add "gaussian splatting" follows a topic, '
    '/follow add by:"Yann LeCun" an author; then this button shows you what is new of them, '
    "to you alone."
)


def button(day: date) -> Button:
    """The button below a digest whose newest announcement is of `day`."""
    return Button("For me", "follow.news", day.isoformat())


def listed(its: Sequence[Follow]) -> Message:
    """What somebody follows, numbered."""
    if not its:
        return Message(HOW.replace("this button", "“For me” below a digest"))
    title = f"You follow {len(its)}"
    lines = (f"{number}. {escape(each.typed)}" for number, each in enumerate(its, 1))
    footer = (
        "“For me” below a digest shows what is new of them · /follow stop <number> · /follow add"
    )
    return Message(title, (Card(title, "\n".join(lines), footer=footer),))
