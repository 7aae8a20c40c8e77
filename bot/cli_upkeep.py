"""Commands for whoever runs Paperboy: what waits, whether all is well, set-up, a copy."""

import asyncio
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli_open import read, work_with
from bot.cli_options import JSON, PARTS

if TYPE_CHECKING:
    from bot.app import Paperboy

# What takes time to import is imported inside the commands, so that --help answers at once.


@click.group()
def outbox() -> None:
    """What is not sent yet, and what to do with it."""


@outbox.command("list")
@JSON
@click.pass_obj
def outbox_list(file: Path, *, as_json: bool) -> None:
    """Show what is neither sent nor dropped; `held` waits for you."""
    from bot.cli_outbox import show

    work_with(file, lambda paperboy: show(paperboy, as_json=as_json), existing=True)


@outbox.command("resend")
@PARTS
@click.pass_obj
def outbox_resend(file: Path, numbers: tuple[int, ...]) -> None:
    """Send these again: they may stand in the channel twice, where nobody could tell."""
    from bot.cli_outbox import decide

    work_with(file, lambda paperboy: decide(paperboy, numbers, "resend"), existing=True)


@outbox.command("drop")
@PARTS
@click.pass_obj
def outbox_drop(file: Path, numbers: tuple[int, ...]) -> None:
    """Never send these; their papers are free for a later digest."""
    from bot.cli_outbox import decide

    work_with(file, lambda paperboy: decide(paperboy, numbers, "drop"), existing=True)


@click.command()
@JSON
@click.pass_obj
def doctor(file: Path, *, as_json: bool) -> None:
    """Look whether the configuration, the store, the sources and the chats work.

    One line each, with what to do where something does not; then the exit code is 1.
    """
    from bot.cli_doctor import examine

    is_well = asyncio.run(examine(file, read(file), os.environ, as_json=as_json))
    click.get_current_context().exit(0 if is_well else 1)


@click.command()
@click.argument("chat", type=click.Choice(["slack", "discord"]))
@click.option("--url", default="", help='Where Slack reaches you, with mode = "http".')
@click.pass_obj
def manifest(file: Path, chat: str, url: str) -> None:
    """Print what makes the app: for Slack what to paste, for Discord the invite link."""
    from bot.app import discord_manifest, slack_manifest
    from bot.cli_options import manifest_url

    settings = read(file)
    if chat == "discord":
        click.echo(discord_manifest(os.environ.get("DISCORD_TOKEN", "")), nl=False)
        return
    its = slack_manifest(manifest_url(settings.chat.slack.mode, url))
    click.echo(json.dumps(its, indent=2, ensure_ascii=False))


@click.command()
@click.argument("to", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def backup(file: Path, to: Path) -> None:
    """Copy the store to FILE, also while Paperboy runs. Never over a file that is there."""

    async def work(paperboy: "Paperboy") -> None:
        await paperboy.desk.store.backup(to)
        click.echo(f"{to}: a whole copy of the store.")

    work_with(file, work, existing=True)


UPKEEP: tuple[click.Command, ...] = (outbox, doctor, manifest, backup)
"""They join the other commands in `bot.cli_main`."""
