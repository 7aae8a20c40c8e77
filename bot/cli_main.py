"""What `paperboy` runs: the command, and around it the one place where errors become a line."""

import logging
import os
import sys
import traceback

import click

from bot import logs
from bot.cli import cli
from bot.cli_upkeep import UPKEEP
from bot.errors import ConfigError, PaperboyError
from bot.text.fold import fold


def main() -> None:
    """Run the command; whatever goes wrong is one line on standard error and an exit code."""
    logs.configure(service=False, level=logging.WARNING)
    for command in UPKEEP:
        cli.add_command(command)
    if sys.stdout is None:
        _say("standard output is closed: there is nowhere to write to.")
        sys.exit(1)
    # A terminal that lacks a sign shows another instead of failing half-way.
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # a text stream has it
    try:
        code = cli(standalone_mode=False, prog_name="paperboy") or 0
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        code = 2
    except BaseException as error:  # noqa: BLE001 -- nothing is above this
        code = _explain(error)
    sys.exit(_flush(said=bool(code)) or code)


def _explain(error: BaseException) -> int:
    """Say in one line what happened; returns the exit code."""
    match error:
        case SystemExit():  # rich: a reader such as `head` has had enough
            return int(error.code or 0)
        case KeyboardInterrupt() | click.Abort():
            return 130
        case click.ClickException():
            _say(f"{error.format_message()}{_see_help(error)}")
            return 2
        case PaperboyError():
            _say(str(error))
            return 2 if isinstance(error, ConfigError) else 1
        case OSError():
            _say(f"{error.filename or 'the output'} cannot be used: {error.strerror or error}.")
        case _:
            _say(f"something here is broken ({type(error).__name__}: {error}), {_place(error)}.")
    return 1


def _see_help(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f" `{context.command_path} --help` lists what there is." if context else ""


def _place(error: BaseException) -> str:
    """Where a surprise comes from: what a report of it needs most."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"at {frames[-1].name}, line {frames[-1].lineno}" if frames else "nowhere"


def _flush(*, said: bool) -> int:
    """Write what is left, so that Python does not fail on it once more, with a traceback.

    `said`: what went wrong was said already.
    """
    try:
        sys.stdout.flush()
    except OSError as error:
        # A reader such as `head` has had enough, which is no failure.
        if not (said or isinstance(error, BrokenPipeError)):
            _say(f"the output cannot be written: {error.strerror}.")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return 0


def _say(text: str) -> None:
    try:
        sys.stderr.write(f"paperboy: {fold(text)}\n")
    except (OSError, AttributeError):
        return  # nobody listens: the exit code says the rest
