"""What the pictures of the documentation are drawn from can still be made."""

import json
import re
from pathlib import Path

from docs.pictures import deep as in_depth
from docs.slack_pictures.payloads import main
from tests.slack.methods import seen

ROOT = Path(__file__).parents[2]
PAGES = ("docs/slack.md", "docs/summaries.md", "docs/follow.md")


def test_every_picture_is_made_and_shown(tmp_path: Path) -> None:
    main(tmp_path)
    made = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in tmp_path.iterdir()}
    pages = "".join((ROOT / page).read_text("utf-8") for page in PAGES)
    linked = set(re.findall(r"\((slack_\w+)\.png\)", pages))
    if not in_depth.is_there():  # those of a real paper stay as they are
        linked -= {"slack_deep", "slack_proof"}
    assert set(made) == linked
    assert all(each["blocks"] for each in made.values())
    digest = "\n".join(map(seen, made["slack_digest"]["blocks"]))
    assert "41 announced, 4 on topic, 3 chosen" in digest
    assert "Abstracts in the thread · /digest edit · next: " in digest
