"""`python -m bot` is the `paperboy` command."""

from bot.cli_main import main

main()
