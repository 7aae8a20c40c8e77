"""Options and arguments that several commands share, with what they take."""

import re

import click

from bot.errors import UserError
from bot.messages import Address
from bot.text.fold import fold


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


PLACE = click.option(
    "--place", default="console:default", show_default=True, callback=_place, help="Which place."
)
JSON = click.option("--json", "as_json", is_flag=True, help="For scripts.")


def _topics(
    _ctx: click.Context, _param: click.Parameter, typed: tuple[str, ...]
) -> tuple[str, ...]:
    from bot.models import Topic
    from bot.papers import read_topic

    for each in typed:
        try:
            topic = read_topic(each)
        except UserError as error:
            raise click.BadParameter(str(error)) from error
        if topic == Topic():
            raise click.BadParameter(f"“{each}” names nothing to look for: write words.")
    return typed


CATEGORY = click.option(
    "--category", "categories", multiple=True, callback=_categories, help="As in cs.CV."
)
TOPIC = click.option(
    "--topic", "topics", multiple=True, callback=_topics, help="As in '\"gaussian splatting\"'."
)
PARTS = click.argument("numbers", nargs=-1, required=True, type=click.IntRange(1))


def manifest_url(mode: str, url: str) -> str:
    """Where Slack reaches us, as `mode` needs it. Raises `click.UsageError`."""
    if mode == "socket":
        if url:
            raise click.UsageError(
                'with mode = "socket" Slack needs no --url: leave it out, or set '
                '[chat.slack] mode = "http" first.'
            )
        return ""
    if not re.fullmatch(r"https://[\w.-]+(:\d+)?(/[\w./~-]*)?", url):
        given = f"“{fold(url)}” is no address that Slack takes" if url else "Slack needs an address"
        raise click.UsageError(
            f'with mode = "http" {given}: write --url https://paperboy.example.org, where your '
            "proxy serves TLS."
        )
    return url
