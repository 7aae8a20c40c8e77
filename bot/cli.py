"""The `paperboy` command: for people first, for scripts with `--json`.

Errors are one line on standard error that says what to do. Exit codes: 0, 1 (failed), 2 (usage
or configuration), 130 (stopped with Ctrl-C).
"""

import asyncio
import json
import os
import sys
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli_open import PROGRAM, read, work_with
from bot.cli_options import CATEGORY, JSON, PLACE, TOPIC
from bot.errors import ConfigError
from bot.messages import Address
from bot.version import VERSION

if TYPE_CHECKING:
    from bot.app import Paperboy

# What takes time to import is imported inside the commands, so that --help answers at once.


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
@click.pass_obj
def demo(file: Path) -> None:
    """A tour in the terminal: a digest, a search, a quiz."""
    from bot.demo import tour

    asyncio.run(tour(sys.stdout, PROGRAM, read(file).sources))


@cli.command()
@PLACE
@TOPIC
@CATEGORY
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="As if it were that day.")
@click.option("--max", "most", type=click.IntRange(1, 20), help="At most so many papers.")
@click.option("--dry-run", is_flag=True, help="Show it; record nothing.")
@JSON
@click.pass_obj
def digest(
    file: Path,
    place: Address,
    topics: tuple[str, ...],
    categories: list[str],
    day: datetime | None,
    most: int | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Fetch what was announced, post what is new for a place, and remember it.

    Without a topic or a category: by the place's subscriptions in config.toml.
    """
    from bot.cli_digest import DigestCommand

    asked = DigestCommand(
        place, topics, tuple(categories), day and day.date(), most, dry_run, as_json
    )
    work_with(file, asked.run, connected=place.chat != "console")


@cli.command()
@click.pass_obj
def run(file: Path) -> None:
    """Serve all chats: digests at their hours, and what people ask. The terminal is one of them.

    Ctrl-D, Ctrl-C or SIGTERM end it; what is in flight is finished first.
    """
    from bot.cli_run import run as listen
    from bot.cli_run import serve
    from bot.config import Tokens

    settings = read(file)
    tokens = Tokens.read(os.environ, settings.chat.slack.mode)
    serve(listen(settings, tokens, sys.stdin, sys.stdout, PROGRAM))


@cli.command()
@CATEGORY
@click.option("--days", type=click.IntRange(0, 400), default=0, help="So many days back as well.")
@click.pass_obj
def ingest(file: Path, categories: list[str], days: int) -> None:
    """Fetch what was announced in your categories, and what was missed.

    Without a category: those of the subscriptions in config.toml. It may be stopped at any time:
    the next one goes on where this one was.
    """
    from bot.cli_ingest import ingest as gather

    work_with(file, lambda paperboy: gather(paperboy, tuple(categories), days))


# A topic may hold -exclusions: what is no option of ours is part of it.
@cli.command(context_settings={"ignore_unknown_options": True})
@click.argument("topic", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 50), default=5, show_default=True)
@click.option("--offline", is_flag=True, help="Only what is stored; arXiv is not asked.")
@click.option("--bibtex", is_flag=True, help="How to cite them.")
@JSON
@click.pass_obj
def paper(
    file: Path,
    topic: tuple[str, ...],
    limit: int,
    *,
    offline: bool,
    bibtex: bool,
    as_json: bool,
) -> None:
    """Show the best papers on a topic, or one by its arXiv id or link.

    What is stored is completed from arXiv, if that answers within 8 seconds.
    """
    from bot.cli_paper import PATIENCE, PaperCommand

    asked = PaperCommand(" ".join(topic), limit, offline, as_json, bibtex)
    work_with(file, asked.run, patience=PATIENCE)


@cli.command()
@click.argument("paper")
@click.option(
    "--style",
    type=click.Choice(["tldr", "points", "brief", "deep"]),
    default="points",
    show_default=True,
)
@click.option("--language", default="", help="As in German; a model writes it.")
@JSON
@click.pass_obj
def summarise(file: Path, paper: str, style: str, language: str, *, as_json: bool) -> None:
    """Summarise one paper: its arXiv id or link, or a file (PDF, HTML, text).

    With a model in [llm] each point is checked against the paper; without one the summary is
    made of the paper's own sentences.
    """
    from bot.cli_summarise import SummariseCommand
    from bot.digest import read_language, read_style

    asked = SummariseCommand(paper, read_style(style), read_language(language), as_json)
    work_with(file, asked.run)


@cli.command()
@click.option("--paper", default="", help="Its arXiv id or link; else the newest that gives one.")
@JSON
@click.pass_obj
def quiz(file: Path, paper: str, *, as_json: bool) -> None:
    """Show questions about a paper, with the right answers and the sentences that prove them."""
    from bot.cli_quiz import QuizCommand

    work_with(file, QuizCommand(paper, as_json).run)


@cli.command()
@PLACE
@JSON
@click.pass_obj
def status(file: Path, place: Address, *, as_json: bool) -> None:
    """Show the store and how a place is doing."""

    async def work(paperboy: "Paperboy") -> None:
        from bot.status import read_status, status_message, status_record

        desk = paperboy.desk
        its = await read_status(place, desk.store, desk.today(), desk.budget, priced=desk.priced)
        if as_json:
            click.echo(json.dumps(status_record(its)))
        else:
            message = status_message(its, desk.timezone, desk.clock())
            await paperboy.console.send(place, message, "status")

    work_with(file, work)
