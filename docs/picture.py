"""Draw docs/demo.svg and docs/console_quiz.svg from real runs: `make picture`."""

import os
import subprocess
import sys
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

WIDTH = 88
OFFLINE = {"PAPERBOY_SOURCES__ARXIV__ENABLED": "false"}  # the sample: the same for everybody
PAPERBOY = Path(sys.executable).with_name("paperboy")
THEME = TerminalTheme(
    (250, 250, 247),
    (40, 40, 40),
    [
        (40, 40, 40),
        (180, 40, 40),
        (40, 120, 60),
        (150, 110, 0),
        (20, 90, 160),
        (130, 60, 130),
        (0, 110, 130),
        (90, 90, 90),
    ],
)
# Fonts of the reader's own machine: a picture fetches nothing.
FORMAT = """<svg class="rich-terminal" viewBox="0 0 {width} {terminal_height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-family: sans-serif; font-size: 18px; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
<rect x="1" y="1" width="99.7%" height="99.8%" rx="8" fill="#fafaf7" stroke="#ccc"/>
<g transform="translate({terminal_x}, 20)" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def main() -> None:
    """Run the demo and a quiz as in a terminal, and draw what they printed."""
    draw("demo", "$ make demo", [PAPERBOY, "demo"])
    draw("console_quiz", "$ paperboy run", [sys.executable, "-m", "docs.quiz_dialogue"])


def draw(name: str, typed: str, command: Sequence[str | Path]) -> None:
    """Draw docs/NAME.svg of what a command prints in a terminal."""
    shown = subprocess.run(
        command,
        cwd=Path(__file__).parents[1],
        env={
            **os.environ,
            **OFFLINE,
            "FORCE_COLOR": "1",
            "COLUMNS": str(WIDTH),
            "TERM": "xterm-256color",
        },
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout
    console = Console(file=StringIO(), record=True, width=WIDTH, force_terminal=True)
    console.print(Text.from_ansi(f"{typed}\n\n{shown}"), soft_wrap=True)
    svg = console.export_svg(title="", theme=THEME, code_format=FORMAT, unique_id=name)
    Path(__file__).with_name(f"{name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
