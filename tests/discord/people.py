"""Who is there: the bot and a person."""

from tests.discord.components import Json

BOT, PERSON = "300", "400"


def user(number: str, name: str) -> Json:
    """A person, or the bot, as Discord gives them."""
    return {
        "id": number,
        "username": name.lower(),
        "global_name": name,
        "discriminator": "0",
        "avatar": None,
        "bot": number == BOT,
        "public_flags": 0,
    }
