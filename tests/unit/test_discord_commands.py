"""Commands as Discord declares them."""

import pytest

from adapters.chat_discord.commands import declare, read
from adapters.chat_discord.errors import translate
from adapters.chat_discord.places import channel_of, guild_of
from bot.errors import ChatError, Unsure
from bot.messages import Address, Argument, Command, CommandSpec, User
from bot.router import SPECS
from tests.discord_openapi import ABSENT, DOCUMENT, body_faults

ADA = User("1", "Ada", can_manage=False)
HERE = Address("discord", "1/2")


def test_two_words_are_a_command_and_its_subcommand() -> None:
    specs = (CommandSpec("digest now", "Post"), CommandSpec("digest list", "Show"))
    (digest,) = declare(specs)
    assert [each["name"] for each in digest["options"]] == ["now", "list"]


def test_required_arguments_come_first_and_help_is_cut() -> None:
    arguments = (Argument("a", "x" * 200), Argument("b", "y", required=True))
    (command,) = declare((CommandSpec("paper", "z" * 200, arguments),))
    assert [each["name"] for each in command["options"]] == ["b", "a"]
    assert len(command["description"]) == len(command["options"][1]["description"]) == 100


@pytest.mark.skipif(not DOCUMENT.is_file(), reason=ABSENT)
def test_our_commands_are_what_discord_documents() -> None:
    assert not body_faults("PUT", "/applications/1/commands", declare(SPECS))


def test_what_was_typed_is_read() -> None:
    typed = {"type": 3, "name": "topics", "value": "a, b"}
    nested = {"type": 1, "name": "now", "options": [typed]}
    data = {"name": "digest", "options": [nested]}
    assert read(data, ADA, HERE) == Command("digest now", ADA, HERE, {"topics": "a, b"})
    assert read({"name": "paper"}, ADA, HERE) == Command("paper", ADA, HERE)


def test_a_place_is_a_server_and_a_channel() -> None:
    assert channel_of(HERE) == "2"
    assert guild_of(HERE) == "1"
    assert channel_of(Address("discord", "1/2", "3")) == "3"
    assert channel_of(Address("discord", "@me/2")) == "2"
    assert guild_of(Address("discord", "@me/2")) is None
    with pytest.raises(ChatError, match="server id"):
        channel_of(Address("discord", "1/2", "../3"))


def test_what_nobody_foresaw_is_unsure() -> None:
    assert isinstance(translate(TimeoutError(), "discord:1/2"), Unsure)
