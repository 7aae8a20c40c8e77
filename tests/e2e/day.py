"""`paperboy run` by another clock: a process of its own, to be killed. See test_five_days.py.

python day.py FOLDER REPLAY MOMENT: the store is in FOLDER, the clock starts at MOMENT.
"""

import sys
from datetime import UTC, datetime, time

from bot.cli_run import run, serve
from bot.config import (
    ArxivSection,
    HuggingFaceSection,
    Settings,
    SourcesSection,
    StorageSection,
    SubscriptionSection,
    Tokens,
)


def main(folder: str, replay: str, moment: str) -> None:
    ahead = datetime.fromisoformat(moment) - datetime.now(UTC)
    settings = Settings(
        storage=StorageSection(url=f"sqlite:///{folder}/paperboy.db"),
        sources=SourcesSection(
            arxiv=ArxivSection(
                api_url=f"{replay}/api/query", rss_url=f"{replay}/rss", delay_seconds=0
            ),
            huggingface=HuggingFaceSection(enabled=False),
        ),
        subscriptions=(
            SubscriptionSection(
                place="console:default",
                topics=("gaussian splatting",),
                categories=("cs.CV",),
                at=time(9),
                max=3,
            ),
        ),
    )
    serve(run(settings, Tokens(), None, sys.stdout, clock=lambda: datetime.now(UTC) + ahead))


if __name__ == "__main__":
    main(*sys.argv[1:])
