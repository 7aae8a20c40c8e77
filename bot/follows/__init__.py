"""What one person follows, for that person alone."""

from bot.follows.following import MOST, read_follows, stopped, topic_of
from bot.follows.news import SHOWN, follow_picks, look_at, news_message, nothing_new
from bot.follows.show import HOW, button, listed

__all__ = [
    "HOW",
    "MOST",
    "SHOWN",
    "button",
    "follow_picks",
    "listed",
    "look_at",
    "news_message",
    "nothing_new",
    "read_follows",
    "stopped",
    "topic_of",
]
