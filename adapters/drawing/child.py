"""The process that draws one picture: a workflow as JSON comes in, a PNG goes out.

It ends with a line on stderr and status 1 where there is none. Start it with
`python -m adapters.drawing.child`.
"""

import json
import sys
from contextlib import suppress
from typing import Any

from bot.models import Step, Workflow

_MEGABYTES = 512  # of addresses; a drawing takes some 80
_SECONDS = 10


def main() -> None:
    """Draw what stdin asks for."""
    limit()
    from adapters.drawing.checks import Unfit
    from adapters.drawing.painter import paint

    try:
        png = paint(_read(json.loads(sys.stdin.buffer.read())))
    except Unfit as error:
        sys.exit(str(error))
    sys.stdout.buffer.write(png)


def limit() -> None:
    """No more memory and time of a processor than a drawing needs, where the system can say so."""
    try:
        import resource
    except ImportError:  # Windows
        return
    size = _MEGABYTES * 1024 * 1024
    for what, most in ((resource.RLIMIT_AS, size), (resource.RLIMIT_CPU, _SECONDS)):
        with suppress(ValueError, OSError):  # macOS refuses some; the deadline holds there too
            resource.setrlimit(what, (most, most))


def _read(asked: dict[str, Any]) -> Workflow:
    return Workflow(
        steps=tuple(Step(**each) for each in asked["steps"]),
        branch=tuple(Step(**each) for each in asked["branch"]),
        leaves=asked["leaves"],
        joins=asked["joins"],
    )


if __name__ == "__main__":
    main()
