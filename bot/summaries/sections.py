"""Which part of a paper a passage stands in, by the headings."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from bot.models import Passage

Part = Literal[
    "", "abstract", "introduction", "related", "method", "experiments", "ablation", "limits",
    "conclusion", "future", "left out",
]  # fmt: skip


def parts(passages: Iterable[Passage]) -> Iterator[Part]:
    """The part of each passage, in order; empty where no heading says.

    What stands between the introduction and the experiments is the method, whatever it is called.
    """
    now: Part = ""
    heading = ""
    for passage in passages:
        if passage.section != heading:
            heading = passage.section
            now = _part(heading, now)
        yield now


def _part(heading: str, before: Part) -> Part:
    small = heading.lower()
    named: Part = next((part for part, pattern in _HEADINGS if pattern.search(small)), "")
    # “5.1 Training” is of the experiments; some journals have the methods at the end.
    late = before in ("experiments", "ablation", "conclusion", "limits", "future", "left out")
    if named and not (named == "method" and late and not _METHODS.search(small)):
        return named
    return _FOLLOWED_BY.get(before, before) if heading else before


_METHODS = re.compile(r"\bmethods\b")
_SPELT: Mapping[Part, str] = {
    "left out": r"^\W*(?:[a-z]\.?\d* )?(?:references|bibliograph|acknowledg|appendi|supplement"
    r"|author|funding|competing|conflicts? of|checklist|ethic|reproducib|impact statement"
    r"|keywords|ccs concepts|notation)",
    "abstract": r"\babstract\b",
    "ablation": r"\bablation|\bablating\b",
    "future": r"\bfuture\b",
    "limits": r"\blimitation|\bfailure\b|\bthreats to validity",
    "related": r"\brelated\b|\bprior work|\bprevious work|\bbackground\b|\bliterature\b",
    "conclusion": r"\bconclu|\bsummary\b|\bdiscussion\b|\bclosing\b",
    "introduction": r"\bintroduction\b|^\W*\d?\W*motivation\b|\boverview of the paper\b",
    "experiments": r"\bexperiment|\bevaluat|\bresults?\b|\bdatasets?\b|\bbaselines?\b"
    r"|\bbenchmarks?\b|\banalys[ie]s\b|\bimplementation\b|\bcase stud|\bfindings\b"
    r"|\bapplications\b",
    "method": r"\bmethod|\bapproach|\bmodel\b|\bframework\b|\barchitecture\b|\balgorithm"
    r"|\btraining\b|\bdesign\b|\bpreliminar|\bformulation\b|\boverview\b|\bproposed\b|\bsystem\b",
}
_HEADINGS = tuple((part, re.compile(spelt)) for part, spelt in _SPELT.items())
_FOLLOWED_BY: Mapping[Part, Part] = {
    "abstract": "introduction",
    "introduction": "method",
    "related": "method",
    "ablation": "experiments",
    "conclusion": "left out",
    "limits": "left out",
    "future": "left out",
}
