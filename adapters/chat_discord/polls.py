"""A vote of the group as Discord's own poll. Pure."""

from typing import Any

from adapters.chat_discord.cut import cut
from adapters.chat_discord.escape import quiet
from bot.messages import Poll

_LONGEST_QUESTION, _LONGEST_ANSWER, _MOST_ANSWERS, _MOST_HOURS = 300, 55, 10, 768
_NOTHING = "–"


def native_poll(poll: Poll) -> dict[str, Any]:
    """The `poll` of a body. Texts are plain there; what is too long is cut at a word."""
    answers = [cut(quiet(each), _LONGEST_ANSWER) for each in poll.options[:_MOST_ANSWERS]]
    if not all(answers) or len(set(answers)) < len(answers):  # which is which, numbers tell
        numbered = enumerate(poll.options[:_MOST_ANSWERS], 1)
        answers = [cut(f"{number}. {quiet(each)}", _LONGEST_ANSWER) for number, each in numbered]
    return {
        "question": {"text": cut(quiet(poll.question), _LONGEST_QUESTION) or _NOTHING},
        "answers": [{"poll_media": {"text": each}} for each in answers],
        "duration": min(max(poll.hours, 1), _MOST_HOURS),
        "allow_multiselect": False,
        "layout_type": 1,
    }
