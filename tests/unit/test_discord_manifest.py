"""How Paperboy gets onto a server."""

from base64 import b64encode
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.chat_discord.manifest import (
    AHEAD,
    NEEDED,
    PERMISSIONS,
    application_id_of,
    invite_link,
    manifest,
)
from adapters.chat_discord.sdk import discord

ID = "123456789012345678"
TOKEN = f"{b64encode(ID.encode()).decode().rstrip('=')}.Gabcde.a-secret"


def test_the_link_asks_for_both_scopes_and_the_least_permissions() -> None:
    link = urlsplit(invite_link(ID))
    asked = parse_qs(link.query)
    assert (link.scheme, link.netloc, link.path) == ("https", "discord.com", "/oauth2/authorize")
    assert asked["client_id"] == [ID]
    assert asked["scope"] == ["bot applications.commands"]
    held = discord.Permissions(int(asked["permissions"][0]))
    assert {name for name, has in held if has} == {
        "read_messages",  # discord.py's first name for View Channel
        "send_messages",
        "send_messages_in_threads",
        "create_public_threads",
        "read_message_history",
        "attach_files",
        "send_polls",
    }
    assert not held.administrator


def test_each_permission_says_what_it_is_for() -> None:
    assert all(PERMISSIONS.values())
    assert len(PERMISSIONS) == len(NEEDED + AHEAD)


def test_what_nothing_uses_yet_is_marked_so() -> None:
    assert [name for name, why in PERMISSIONS.items() if "ahead of use" in why] == [
        "Attach Files",
    ]
    assert manifest(ID).count("ahead of use") == 1


def test_the_id_is_read_off_the_token_without_showing_it() -> None:
    assert application_id_of(TOKEN) == ID
    text = manifest(application_id_of(TOKEN))
    assert f"client_id={ID}" in text
    assert "secret" not in text
    assert "General Information" not in text
    assert all(name in text for name in PERMISSIONS)


@pytest.mark.parametrize("token", ["", "x", "not a token", "a.b.c", "MTIz.x.y", "ä.b.c", "====.a"])
def test_what_is_no_token_has_no_id(token: str) -> None:
    assert application_id_of(token) is None


def test_without_an_id_it_says_where_that_is() -> None:
    text = manifest(None)
    assert "General Information" in text
    assert "<APPLICATION ID>" in text
    assert "privileged" in text
