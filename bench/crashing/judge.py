"""What became of every part: what the chat shows, beside what the store says."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from bot.models import Part
from crashing.stand_in import Shown


@dataclass(frozen=True)
class Asked:
    """What was put into the outbox: its parts by their names, and the last edit of each.

    A message begins with the name of its part: `r7` is a parent that shows the paper 7, `a7` and
    `b7` go into its thread. `caught`: those whose worker was killed before an answer.
    """

    parts: Mapping[str, int]
    edits: Mapping[str, str]
    caught: frozenset[str]


@dataclass(frozen=True)
class Verdict:
    """How many parts went wrong, each in its way; `held` is no wrong by itself.

    `misplaced`: in a wrong thread, or before one that it follows there; `stale`: the last edit is
    not shown; `disagreeing`: the ledger says otherwise; `unlisted`: in doubt, but nobody is told.
    """

    duplicates: int
    lost: int
    misplaced: int
    stale: int
    disagreeing: int
    unlisted: int
    held: int

    @property
    def wrong(self) -> int:
        """All but duplicates and losses."""
        return self.misplaced + self.stale + self.disagreeing + self.unlisted

    def __str__(self) -> str:
        return ", ".join(f"{each.name} {getattr(self, each.name)}" for each in fields(self))


def judge(
    asked: Asked, shown: Sequence[Shown], unfinished: Sequence[Part], posted: Sequence[str]
) -> Verdict:
    """Compare; `posted` are the papers that the ledger says were posted."""
    names = [each.text.split()[0] for each in shown]
    open_ids = {part.id for part in unfinished}
    held = {name for name, part in asked.parts.items() if part in open_ids}
    seen = dict(zip(reversed(names), reversed(shown), strict=True))
    visible = {f"paper {name[1:]}" for name in seen.keys() - held if name[0] == "r"}
    waiting = {part.message.text for part in unfinished}
    return Verdict(
        duplicates=sum(times - 1 for times in Counter(names).values()),
        lost=len(asked.parts.keys() - seen.keys() - held),
        misplaced=_strays(seen) + _out_of_order(asked, names, shown),
        stale=sum(
            seen[name].text != text
            for name, text in asked.edits.items()
            if name in seen and text not in waiting
        ),
        disagreeing=len(visible ^ set(posted)) + len(posted) - len(set(posted)),
        unlisted=len(asked.caught - held),
        held=len(held),
    )


def _strays(seen: Mapping[str, Shown]) -> int:
    below = [each for name, each in seen.items() if name[0] != "r"]
    return sum(
        each.thread is None
        or seen.get(f"r{each.text[1:]}") is None
        or seen[f"r{each.text[1:]}"].id != each.thread
        for each in below
    )


def _out_of_order(asked: Asked, names: Sequence[str], shown: Sequence[Shown]) -> int:
    last: dict[tuple[str, int | None], int] = {}
    wrong = 0
    for name, its in zip(names, shown, strict=True):
        part = asked.parts[name]
        line = its.channel, its.thread
        wrong += part < last.get(line, 0)
        last[line] = part
    return wrong
