"""The words and phrases that tell what a sentence does in a paper."""

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from bot.text.words import stem

Role = Literal[
    "context", "problem", "method", "result", "aim", "practice", "task", "motivation", "dataset",
    "baseline", "ablation", "limit", "pro", "con", "future",
]  # fmt: skip
ROLES: tuple[Role, ...] = get_args(Role)


class Phrase(NamedTuple):
    """What speaks for some roles, and against others. One of `needs` is in all that it matches."""

    needs: frozenset[str]
    pattern: re.Pattern[str]
    weights: Mapping[Role, float]


def _weights(said: str) -> Mapping[str, float]:
    """From “weight word word, weight word …” to the weight of each word's stem."""
    weights: dict[str, float] = {}
    for group in said.split(","):
        weight, *its = group.split()
        weights |= {stem(word): float(weight) for word in its}
    return weights


def _phrase(needs: str, pattern: str, weights: Mapping[Role, float]) -> Phrase:
    return Phrase(frozenset(needs.split()), re.compile(pattern, re.IGNORECASE), weights)


# What was read in hundreds of real abstracts. Each word counts once in a sentence.
_SAID: Mapping[Role, str] = {
    "context":
        "1.5 recent recently previous existing, 1 traditional traditionally conventional widely "
        "increasingly typically commonly become emerge advance advancement popular crucial "
        "essential important pivotal vital prior success, 0.7 fundamental critical promising "
        "growing rise demand need rapid rapidly often attention current currently progress "
        "potential, 0.4 many most key play role task method approach, -0.5 however challenge lack "
        "suffer fail, -1 propose introduce paper experiment ours design, -2 we our outperform idea "
        "insight",
    "problem":
        "1.5 however lack suffer fail struggle hinder underexplored unexplored overlook neglect "
        "unclear unfortunately challenge, 1.2 challenging difficult difficulty limitation "
        "bottleneck scarce scarcity insufficient inefficient impractical prohibitive prohibitively "
        "hamper inadequate vulnerable prone ignore constrain understudied elusive impede gap, "
        "1 costly expensive limited limit cannot restrict rarely unreliable remain yet "
        "inconsistent failure, 0.7 issue concern hard degrade problem despite although poor poorly "
        "susceptible, 0.4 but while require not only still little risk rely open, -0.5 achieve "
        "address, -1 promising experiment paper demonstrate alleviate mitigate overcome tackle "
        "solve, -1.5 we propose introduce surpass, -2 our outperform",
    "method":
        "1.3 employ adopt consist comprise incorporate integrate combine decompose formulate, "
        "1 use leverage module design construct collect fuse iteratively specifically apply "
        "utilize mechanism exploit, 0.7 train stage extract encoder pipeline strategy loss "
        "optimize compute encode via jointly dynamically introduce transform step insight conduct "
        "analyze annotate compile, 0.4 by through then propose develop learn generate align tune "
        "guide based first provide assess discuss review, -1 however existing recent recently show "
        "achieve challenge lack state previous evaluate effectiveness finding reveal despite, "
        "-1.5 seek aim result demonstrate superior promise, -2 experiment experimental, "
        "-2.5 outperform surpass available",
    "result":
        "2.2 outperform surpass, 1.5 experiment reveal find achieve experimental finding, "
        "1.2 improve improvement result demonstrate show superior confirm observe exceed, 1 gain "
        "competitive validate indicate prove sota, 0.8 accuracy reduce reduction significantly "
        "baseline effectiveness consistently faster state maintain, 0.5 raise percentage rate "
        "evaluation better evaluate increase comparable benchmark performance speedup, "
        "-0.8 previous challenge lack, -1 however existing aim recent recently future, -1.2 "
        "propose introduce present construct serve, -2 motivate, -3 available",
    "aim":
        "1.5 aim goal seek purpose, 1 objective whether question investigate ask, 0.7 explore "
        "understand examine study address, 0.4 how, -1 existing result experiment, -2 outperform",
    "practice":
        "2 practitioner implication, 1.2 guideline practical deployment actionable, 1 deploy "
        "application enable suggest recommend, 0.8 allow facilitate applicable plug scalable, "
        "0.5 world clinical efficient cost help support tool user guide effective, -1 propose "
        "recent recently challenge, -1.5 available existing however",
    "task":
        "2 task, 1.2 given problem aim goal, 1 input output predict, 0.5 require involve from, "
        "-1.5 our we outperform achieve experiment result",
    "motivation":
        "1.4 crucial essential important vital pivotal critical, 1 increasingly become need "
        "necessary fundamental widely challenge challenging, 0.7 application key potential enable "
        "promising difficult however, -1.5 we propose, -2 outperform our",
    "dataset":
        "1.5 dataset corpus corpora, 1.2 benchmark annotate, 0.8 sample collect contain comprise "
        "image video pair split, 0.6 evaluate consist, -1 existing however lack",
    "baseline":
        "2 baseline, 1.4 compare comparison, 1.2 outperform surpass, 0.7 against than sota, "
        "0.5 method model, -1 propose introduce",
    "ablation": "3 ablation ablate, 1.2 remove component, 0.6 contribute without variant",
    "limit":
        "2 limitation, 1.2 fail failure restrict, 0.8 limited cannot however only, 0.5 our not "
        "require struggle, -0.8 outperform, -1 propose existing previous",
    "pro":
        "1.2 efficient robust scalable generalize lightweight, 1 simple flexible faster without "
        "effective improve, 0.6 reduce enable consistently generalization, -1 propose fail, "
        "-1.5 however existing previous challenge lack",
    "con":
        "1.5 overhead tradeoff, 1.2 slower sensitive drawback limitation, 1 cost expensive depend "
        "worse degrade, 0.7 however only require still, -1 outperform lower, -1.2 existing "
        "previous reduce propose",
    "future":
        "2.5 future, 1.5 plan leave, 0.8 extend explore investigate, 0.5 further direction remain "
        "could, -1 outperform result",
}  # fmt: skip
WORDS: Mapping[Role, Mapping[str, float]] = {role: _weights(said) for role, said in _SAID.items()}
PHRASES = (
    _phrase(
        "has have",
        r"\bha(?:s|ve) (?:\w+ )?(?:been|become|emerged|shown|gained|made|achieved|attracted|led|"
        r"demonstrated|revolutionized|enabled|transformed|driven|garnered)\b",
        {"context": 1.2, "result": -1.2, "method": -0.7},
    ),
    _phrase(
        "we", r"\bwe (?:\w+ )?(?:find|show|prove|observe|found|demonstrate|reveal)", {"result": 1.2}
    ),
    _phrase(
        "our proposed",
        r"\b(?:our|the proposed) (?:[\w-]+ )?(?:framework|method|approach|model|system)",
        {"method": 0.5, "result": 0.5, "context": -1, "problem": -0.7},
    ),
    _phrase(
        "key core main central", r"\b(?:key|core|main|central) (?:idea|insight)", {"method": 1.5}
    ),
    _phrase(
        "also further additionally",
        r"\b(?:also|further|additionally)\b",
        {"method": -0.5, "result": -0.4, "problem": -0.3},
    ),
    _phrase(
        "we this our",
        r"^(?:we|this \w+|our \w+) (?:\w+ )?(?:aims?|seeks?|asks?|investigat\w+|explor\w+|"
        r"examin\w+|stud(?:y|ies))\b",
        {"aim": 1.5},
    ),
    _phrase(
        "this our",
        r"\b(?:this|our) (?:[\w-]+ )?(?:approach|method|framework|model|work)\b",
        {"context": -1.5, "problem": -1, "motivation": -1},
    ),
    _phrase("state", r"\bstate[- ]of[- ]the[- ]art\b", {"baseline": 0.8}),
    _phrase("trade tradeoff tradeoffs", r"\btrade-?offs?\b", {"con": 1.0}),
    _phrase(
        "there",
        r"\bthere (?:is|are|has been|have been|remains?) (?:\w+ )?"
        r"(?:no|little|few|limited|a lack)\b",
        {"problem": 1.5},
    ),
    _phrase("is", r"^[\w-]+ is an? ", {"result": -1.5}),
    _phrase("more less than", r"\b(?:more|less|than)\b", {"method": -0.7}),
    _phrase(
        "little not it",
        r"\blittle (?:is known|attention|work)\b|\bnot (?:been|yet)\b|\bit is unclear\b",
        {"problem": 1.2},
    ),
)
PARTS: Mapping[Role, Mapping[str, float]] = {
    "context": {"related": 1.5, "introduction": 0.5, "abstract": 0},
    "problem": {"introduction": 1, "abstract": 0.5, "related": 0.3},
    "method": {"method": 1.5, "introduction": 0, "abstract": 0.3},
    "result": {"experiments": 1, "conclusion": 0.7, "abstract": 1, "introduction": 0.3},
    "task": {"introduction": 1, "abstract": 0.7, "method": 0.5},
    "motivation": {"introduction": 1, "abstract": 0.3},
    "dataset": {"experiments": 1.5, "abstract": 0, "method": -0.5},
    "baseline": {"experiments": 1.5, "abstract": 0, "conclusion": -0.5},
    "ablation": {"ablation": 3, "experiments": 0, "abstract": 0},
    "limit": {"limits": 3, "conclusion": 0.5, "experiments": 0},
    "pro": {"conclusion": 1, "abstract": 0.5, "introduction": 0.3, "experiments": 0},
    "con": {"limits": 2, "experiments": 0.5, "conclusion": 0.5, "method": -0.5},
    "future": {"future": 3, "conclusion": 1, "limits": 1},
}
"""How much the part of a whole paper speaks for a role; one that is not named, against."""
