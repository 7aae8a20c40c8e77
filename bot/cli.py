"""The `paperboy` command: for people first, for scripts with `--json`.

Errors are one line on standard error that says what to do. Exit codes: 0, 1 (failed), 2 (usage
or configuration), 130 (stopped with Ctrl-C).
"""

import asyncio
import json
import logging
import os
import sys
from collections.abc import Callable, Coroutine
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.errors import ConfigError, PaperboyError, UserError
from bot.messages import Address

if TYPE_CHECKING:
    from bot.app import Paperboy
    from bot.models import Subscription

# What takes time to import is imported inside the commands, so that --help answers at once.

VERSION = "0.1.0"
_PROGRAM = os.environ.get("TERM_PROGRAM", "")


class _Commands(click.Group):
    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            near = get_close_matches(args[0], self.list_commands(ctx), n=1, cutoff=0.5)
            mend = f"did you mean {near[0]}?" if near else "`paperboy --help` lists what there is."
            raise click.UsageError(f"there is no command “{args[0]}”: {mend}")
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, message="paperboy %(version)s")
@click.option(
    "--config",
    "file",
    default="config.toml",
    envvar="PAPERBOY_CONFIG",
    help="The settings to read [default: config.toml here, where there is one].",
    type=click.Path(path_type=Path),
)
@click.pass_context
def cli(ctx: click.Context, file: Path) -> None:
    """Paperboy posts the few new papers that your channel cares about.

    Start with `paperboy demo`: a tour in the terminal, with nothing to configure.
    """
    source = ctx.get_parameter_source("file")
    if source is not click.core.ParameterSource.DEFAULT and not file.exists():
        raise ConfigError(f"{file} is not there: make it, or leave out --config for the defaults.")
    ctx.obj = file


@cli.command()
def demo() -> None:
    """A tour in the terminal: a digest, a search, a quiz."""
    from bot.demo import tour

    asyncio.run(tour(sys.stdout, _PROGRAM))


def _place(_ctx: click.Context, _param: click.Parameter, typed: str) -> Address:
    try:
        return Address.parse(typed)
    except UserError as error:
        raise click.BadParameter(str(error)) from error


def _categories(_ctx: click.Context, _param: click.Parameter, typed: tuple[str, ...]) -> list[str]:
    from bot.papers import known_category

    try:
        return [known_category(each) for each in typed]
    except UserError as error:
        raise click.BadParameter(str(error)) from error


_PLACE = click.option(
    "--place", default="console:default", show_default=True, callback=_place, help="Which place."
)
_JSON = click.option("--json", "as_json", is_flag=True, help="For scripts.")


@cli.command()
@_PLACE
@click.option("--topic", "topics", multiple=True, help="As in '\"gaussian splatting\" -survey'.")
@click.option("--category", "categories", multiple=True, callback=_categories, help="As in cs.CV.")
@click.option("--max", "most", type=click.IntRange(1, 20), default=5, show_default=True)
@click.option("--dry-run", is_flag=True, help="Show it; record nothing.")
@_JSON
@click.pass_obj
def digest(
    file: Path,
    place: Address,
    topics: tuple[str, ...],
    categories: list[str],
    most: int,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Post what is new for a place, and remember that it was posted.

    Without a topic or a category: by the place's subscriptions in config.toml.
    """
    from bot.models import Subscription

    asked = Subscription(place, topics, tuple(categories), max=most)

    async def work(paperboy: "Paperboy") -> None:
        await _with_sample(paperboy)
        wanted = (asked,) if topics or categories else paperboy.desk.subscriptions_of(place)
        for subscription in wanted:
            await _one_digest(paperboy, subscription, dry_run=dry_run, as_json=as_json)

    _run(file, work)


async def _one_digest(
    paperboy: "Paperboy", subscription: "Subscription", *, dry_run: bool, as_json: bool
) -> None:
    from bot.digest import claim_digest, digest_message, post_digest
    from bot.records import digest_record
    from bot.router import prepare

    desk = paperboy.desk
    chat = desk.chat_of(subscription.place)
    made = await prepare(desk, subscription)
    if as_json:
        got = made if dry_run else await claim_digest(made, desk.store.ledger, desk.clock())
        try:
            print(json.dumps(digest_record(got), ensure_ascii=False), flush=True)
        except OSError:
            await desk.store.ledger.release(got.place, [pick.paper.id for pick in got.picks])
            raise
    elif dry_run:
        await chat.send(subscription.place, digest_message(made), "dry-run")
    else:
        await post_digest(made, chat, desk.store.ledger, desk.clock())


@cli.command()
@click.argument("topic", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 50), default=5, show_default=True)
@_JSON
@click.pass_obj
def paper(file: Path, topic: tuple[str, ...], limit: int, *, as_json: bool) -> None:
    """Show the best papers on a topic, or one by its arXiv id or link."""
    typed = " ".join(topic)

    async def work(paperboy: "Paperboy") -> None:
        from bot import papers
        from bot.records import paper_record

        await _with_sample(paperboy)
        desk = paperboy.desk
        picks = await papers.find(typed, desk.store.papers, desk.writer, limit)
        if as_json:
            click.echo(json.dumps([paper_record(pick) for pick in picks], ensure_ascii=False))
        else:
            await paperboy.console.send(paperboy.place, papers.answer(typed, picks), "paper")

    _run(file, work)


@cli.command()
@_PLACE
@_JSON
@click.pass_obj
def status(file: Path, place: Address, *, as_json: bool) -> None:
    """Show the store and how a place is doing."""

    async def work(paperboy: "Paperboy") -> None:
        from bot.status import read_status, status_message, status_record

        its = await read_status(place, paperboy.desk.store)
        if as_json:
            click.echo(json.dumps(status_record(its)))
        else:
            await paperboy.console.send(place, status_message(its), "status")

    _run(file, work)


async def _with_sample(paperboy: "Paperboy") -> None:
    from bot.app import load_sample

    count = await load_sample(paperboy)
    if count:
        _say(f"The store was empty: it now holds the sample, {count} well-known papers.")


def _run(file: Path, work: "Callable[[Paperboy], Coroutine[Any, Any, None]]") -> None:
    from bot.app import open_paperboy
    from bot.config import read_settings

    named = {name: text for name, text in os.environ.items() if name != "PAPERBOY_CONFIG"}
    settings = read_settings(file, named)

    async def opened() -> None:
        async with open_paperboy(settings, sys.stdout, program=_PROGRAM) as paperboy:
            await work(paperboy)

    asyncio.run(opened())


def _say(text: str) -> None:
    click.echo(f"paperboy: {text}", err=True)


def main() -> None:
    """Run the command; whatever goes wrong is one line and an exit code."""
    logging.basicConfig(format="paperboy: %(message)s", level=logging.WARNING)
    code = 0
    try:
        code = cli(standalone_mode=False, prog_name="paperboy") or 0
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        code = 2
    except click.ClickException as error:
        _say(f"{error.format_message().rstrip('.')}{_see_help(error)}.")
        code = 2
    except PaperboyError as error:
        _say(str(error))
        code = 2 if isinstance(error, ConfigError) else 1
    except OSError as error:
        _say(f"{error.filename or 'the output'} cannot be used: {error.strerror or error}.")
        code = 1
    except (KeyboardInterrupt, click.Abort):
        code = 130
    sys.exit(_flush() or code)


def _see_help(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f" (`{context.command_path} --help` lists what there is)" if context else ""


def _flush() -> int:
    """Write what is left, so that Python does not fail on it once more, with a traceback."""
    try:
        sys.stdout.flush()
    except OSError as error:
        if not isinstance(error, BrokenPipeError):  # a reader such as `head` has had enough
            _say(f"the output cannot be written: {error.strerror}.")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return 0
