"""What the pictures of the documentation are drawn from can still be made."""

import json
import re
from pathlib import Path

import pytest

from docs.discord_pictures.payloads import main
from docs.pictures import deep as in_depth
from tests.discord.components import text_of
from tests.stand_ins import has_loopback

ROOT = Path(__file__).parents[2]
PAGES = ("docs/discord.md", "docs/summaries.md", "docs/follow.md")


@pytest.mark.skipif(not has_loopback(), reason="no loopback network (127.0.0.1) to serve on")
def test_every_picture_is_made_and_shown(tmp_path: Path) -> None:
    main(tmp_path)
    made = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in tmp_path.iterdir()}
    pages = "".join((ROOT / page).read_text("utf-8") for page in PAGES)
    linked = set(re.findall(r"\((discord_\w+)\.png\)", pages))
    if not in_depth.is_there():  # those of a real paper stay as they are
        linked -= {"discord_deep", "discord_proof"}
    assert set(made) == linked
    assert all(each.get("components") or each.get("poll") for each in made.values())
    digest = text_of(made["discord_digest"])
    assert "41 announced, 4 on topic, 3 chosen" in digest
    assert "Abstracts in the thread · /digest edit · next: " in digest
