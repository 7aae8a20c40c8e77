"""What parsing a text gives: plain data, which travels from the child process as JSON."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from bot.fulltext.limits import CHARACTERS, HIDDEN, LONG
from bot.models import Passage


@dataclass(frozen=True, slots=True)
class Found:
    """The title as the text has it, its passages, and what was noticed."""

    title: str
    passages: tuple[Passage, ...]
    flags: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, title: str, passages: Iterable[Passage], *, hidden: int = 0, cut: bool = False
    ) -> "Found":
        """Passages up to the limit. `hidden`: how many letters were; a few are an accident."""
        kept, left = [], CHARACTERS
        for each in passages:
            left -= len(each.text) + len(each.section)
            if left < 0:
                cut = True
                break
            kept.append(each)
        flags = [HIDDEN] * (hidden >= _TELLING) + [LONG] * cut
        return cls(title[:_LONGEST_TITLE], tuple(kept), tuple(flags))

    def dump(self) -> str:
        """As JSON."""
        rows = [[each.text, each.section, each.page] for each in self.passages]
        return json.dumps({"title": self.title, "passages": rows, "flags": self.flags})

    @classmethod
    def load(cls, said: dict[str, object]) -> "Found":
        """Raises `ValueError`, `TypeError` or `KeyError` where it is none."""
        rows, flags = said["passages"], said["flags"]
        if not isinstance(rows, list) or not isinstance(flags, list):
            raise TypeError("no lists")
        passages = tuple(_passage(*row) for row in rows)
        return cls(str(said["title"]), passages, tuple(map(str, flags)))


_TELLING = 20
_LONGEST_TITLE = 500


def _passage(text: object, section: object, page: object) -> Passage:
    return Passage(str(text), str(section), page if isinstance(page, int) else None)
