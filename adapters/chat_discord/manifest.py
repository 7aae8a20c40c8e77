"""How Paperboy comes to a server: its invite link, with the least that it needs. Pure."""

from base64 import b64decode
from binascii import Error
from typing import NamedTuple

from adapters.chat_discord.sdk import discord


class Permission(NamedTuple):
    """A permission as discord.py calls it, as Discord shows it, and what it is for."""

    flag: str
    label: str
    why: str


NEEDED = (
    Permission("view_channel", "View Channel", "to reach the channel"),
    Permission("send_messages", "Send Messages", "to post; in a forum: Create Posts"),
    Permission("send_messages_in_threads", "Send Messages in Threads", "details of a paper"),
    Permission("create_public_threads", "Create Public Threads", "a thread for those details"),
    Permission(
        "read_message_history",
        "Read Message History",
        "to look up whether a message stands there, after a cut connection",
    ),
)
"""The permissions that are used; which of them are essential depends on the kind of channel."""

AHEAD = (
    Permission("attach_files", "Attach Files", "pictures of papers; asked for ahead of use"),
    Permission("send_polls", "Create Polls", "votes of the group: /quiz vote"),
)
"""What nothing uses yet: asked for all the same, as each server would have to be asked again."""

PERMISSIONS = {each.label: each.why for each in NEEDED + AHEAD}
"""What the invite link asks for, by name, and what for."""

SCOPES = {"bot": "to post", "applications.commands": "slash commands and the message command"}
_PORTAL = "https://discord.com/developers/applications"


def invite_link(application_id: str) -> str:
    """Where somebody who may manage a server lets Paperboy in."""
    asked = discord.Permissions(**{each.flag: True for each in NEEDED + AHEAD}).value
    return (
        f"https://discord.com/oauth2/authorize?client_id={application_id}"
        f"&scope={'+'.join(SCOPES)}&permissions={asked}"
    )


def application_id_of(token: str) -> str | None:
    """The id that a bot's token begins with; `None` where it is none."""
    first = token.strip().partition(".")[0]
    try:
        said = b64decode(first + "=" * (-len(first) % 4), altchars=b"-_", validate=True)
    except (Error, ValueError):
        return None
    known = said.isdigit() and 15 <= len(said) <= 20
    return said.decode() if known else None


def manifest(application_id: str | None) -> str:
    """What to do to have Paperboy on a server, as text. Without an id it says where that is."""
    link = invite_link(application_id or "<APPLICATION ID>")
    lines = [
        "Open this link, choose your server, and let Paperboy in:",
        "",
        f"  {link}",
        "",
    ]
    if not application_id:
        lines += [
            "Put the Application ID in it: it stands under General Information of your",
            f"application at {_PORTAL}. With DISCORD_TOKEN set, it is filled in here.",
            "",
        ]
    wide = max(map(len, (*PERMISSIONS, *SCOPES)))
    lines += ["Scopes:", *(f"  {name:<{wide}}  {why}" for name, why in SCOPES.items()), ""]
    lines += ["Permissions:", *(f"  {name:<{wide}}  {why}" for name, why in PERMISSIONS.items())]
    lines += [
        "",
        "To mention a role or @here with a digest, also give Paperboy's role there Mention",
        "@everyone, @here, and All Roles. Under Bot, leave all privileged intents off.",
    ]
    return "\n".join(lines) + "\n"
