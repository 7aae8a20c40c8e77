"""What a very good model would say in depth of the real PDFs, written by hand: `tests/deep`.

The quotes are the papers', so only where they begin and end is kept; the words come from the PDF.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.fulltext import read
from bot.models import Paper, Prompt, Source
from bot.ports import FullText
from tests.scripted import Points, answer

Json = Mapping[str, Any]

_FOLDER = Path(__file__).parent / "deep"
NAMES = sorted(file.stem for file in _FOLDER.glob("*.json"))


@dataclass(frozen=True)
class DeepPaper:
    """A real paper, and an answer to each part of it; `wrong` is a point that must not hold."""

    paper: Paper
    source: Source
    pdf: bytes
    its: Json

    def say(self, prompt: Prompt) -> str:
        """What holds, as far as the part of the paper that was sent proves it."""
        return self.answer_to(prompt.material)

    def answer_to(self, material: str) -> str:
        """The same, to the text of a prompt."""
        return self._answer(material, self._points())

    def say_wrong(self, prompt: Prompt) -> str:
        """The same, and the wrong point at the end of its field."""
        points, wrong = self._points(), self.its["wrong"]
        points[wrong["field"]] = [*points.get(wrong["field"], []), self._point(wrong)]
        return self._answer(prompt.material, points)

    def _answer(self, material: str, points: Mapping[str, Points]) -> str:
        proven = {
            name: [(text, quote) for text, quote in each if quote in material]
            for name, each in points.items()
        }
        return answer("deep", proven, workflow=self.its["workflow"])

    def _points(self) -> dict[str, list[tuple[str, str]]]:
        return {name: list(map(self._point, its)) for name, its in self.its["fields"].items()}

    def _point(self, its: Json) -> tuple[str, str]:
        return its["text"], quoted(self.source, its["section"], its["quote"])


async def deep_paper(name: str, shared: Path) -> DeepPaper:
    """Read its PDF, in a process of its own."""
    its = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    data = (shared / "data" / "fulltext" / its["file"]).read_bytes()
    source = await read(FullText("pdf", data), its["title"])
    return DeepPaper(Paper(its["id"], its["title"], ""), source, data, its)


def quoted(source: Source, section: str, locator: str) -> str:
    """The words of a section from “first three words … last three”. Raises `LookupError`."""
    text = "\n".join(each.text for each in source.passages if each.section == section)
    first, _, last = locator.partition(" … ")
    start = text.find(first)
    end = text.find(last, start + len(first))
    if start < 0 or end < 0:
        raise LookupError(f"{section}: no words “{locator}”")
    return text[start : end + len(last)]
