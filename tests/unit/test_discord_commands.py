"""Commands as Discord declares them."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat_discord.commands import declare, read, shape
from adapters.chat_discord.cut import cut
from adapters.chat_discord.errors import translate
from adapters.chat_discord.offering import fitting
from adapters.chat_discord.places import channel_of, guild_of
from bot.commands import SPECS
from bot.errors import ChatError, Unsure
from bot.messages import Address, Argument, Choice, Command, CommandSpec, User
from tests.discord.openapi import ABSENT, DOCUMENT, body_faults

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


def test_a_field_is_declared_as_what_may_stand_in_it() -> None:
    fields = (
        Argument("max", "papers", numbers=range(1, 21)),
        Argument("topic", "what", suggests=True),
    )
    (command,) = declare((CommandSpec("paper", "Find", fields),))
    number, text = command["options"]
    assert (number["type"], number["min_value"], number["max_value"]) == (4, 1, 20)
    assert (text["type"], text["autocomplete"], text["max_length"]) == (3, True, 4000)


def test_a_line_is_not_required_where_other_fields_can_say_it() -> None:
    line, other = Argument("wanted", "what", required=True), Argument("at", "hour", in_form=True)
    (alone,), (with_fields,) = (
        declare((CommandSpec("paper", "Find", arguments),))
        for arguments in ((line,), (line, other))
    )
    assert [each["required"] for each in alone["options"]] == [True]
    assert [each["name"] for each in with_fields["options"]] == ["wanted", "at"]
    assert [each["required"] for each in with_fields["options"]] == [False, False]


def test_what_changes_a_place_is_shown_to_who_may() -> None:
    specs = (
        CommandSpec("digest now", "Post", manages=True),
        CommandSpec("digest list", "Show"),
        CommandSpec("paper", "Find"),
    )
    digest, paper = declare(specs)
    assert digest["default_member_permissions"] == 16
    assert paper["default_member_permissions"] is None
    assert digest["description"] == "Digest: now, list"


def test_a_command_of_messages_has_its_label_and_reads_the_message() -> None:
    spec = CommandSpec("explain", "All", (Argument("text", "it"),), shortcut="Explain this paper")
    (declared,) = declare((spec,))
    assert (declared["type"], declared["name"]) == (3, "Explain this paper")
    assert "description" not in declared
    nested = {
        "type": 17,
        "components": [{"type": 9, "components": [{"type": 10, "content": "in"}]}],
    }
    message = {
        "content": "see",
        "embeds": [{"title": "t", "url": "https://arxiv.org/abs/2603.1", "color": 7}],
        "components": [nested, {"type": 2, "style": 5, "label": "go", "url": "https://x.org"}],
        "author": {"name": "nobody's words"},
    }
    data = {
        "type": 3,
        "name": "Explain this paper",
        "target_id": "5",
        "resolved": {"messages": {"5": message}},
    }
    read_back = read(data, (spec,), ADA, HERE)
    words = "see\nt\nhttps://arxiv.org/abs/2603.1\nin\ngo\nhttps://x.org"
    assert read_back == Command("explain", ADA, HERE, {"text": words})
    assert read(data | {"name": "bygone"}, (spec,), ADA, HERE).name == "bygone"


def test_what_discord_adds_to_commands_is_no_difference() -> None:
    declared = declare(SPECS)
    known = deepcopy(declared)
    for number, each in enumerate(reversed(known)):
        each |= {"id": str(number), "version": "1", "nsfw": False, "name_localizations": None}
        for option in each.get("options", ()):
            if not option.get("required", True):
                del option["required"]
        if each["default_member_permissions"] is not None:
            each["default_member_permissions"] = str(each["default_member_permissions"])
    assert shape(known[::-1]) == shape(declared)
    known[0]["options"][0]["description"] += "!"
    assert shape(known) != shape(declared)


@given(st.lists(st.builds(Choice, st.text(max_size=150), st.text(max_size=150)), max_size=60))
def test_whatever_is_offered_discord_takes_it(choices: list[Choice]) -> None:
    shown = fitting(choices)
    assert len(shown) <= 25
    for key in ("name", "value"):
        texts = [each[key] for each in shown]
        assert all(0 < len(each.encode("utf-16-le")) <= 200 for each in texts)
        assert len(set(texts)) == len(texts)


def test_texts_are_cut_at_a_word() -> None:
    assert cut("one two three", 9) == "one two…"
    assert cut("one two three", 9, end="") == "one two"
    assert cut("one  two", 9) == "one two"
    assert cut("x" * 20, 9) == "x" * 8 + "…"
    assert cut("😀" * 9, 10) == "😀" * 4 + "…"


@pytest.mark.skipif(not DOCUMENT.is_file(), reason=ABSENT)
def test_our_commands_are_what_discord_documents() -> None:
    assert not body_faults("PUT", "/applications/1/commands", declare(SPECS))


def test_what_was_typed_is_read() -> None:
    typed = {"type": 3, "name": "topics", "value": "a, b"}
    nested = {"type": 1, "name": "now", "options": [typed]}
    data = {"name": "digest", "options": [nested]}
    given = Command("digest now", ADA, HERE, {"topics": "a, b"}, "7")
    assert read(data, SPECS, ADA, HERE, "7") == given
    assert read({"name": "paper"}, SPECS, ADA, HERE) == Command("paper", ADA, HERE)


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
