"""Rules against what gives the key away to people who have not read the paper."""

import re
from collections.abc import Callable
from decimal import Decimal

from bot.quizzes.blanks import BLANK, telling
from bot.quizzes.gate_case import Case, share
from bot.quizzes.lookalikes import roundness, sounds_open

_LONGER, _SHORTER, _SIGNS = 1.4, 0.62, 8
"""A key stands out that is so many times as long as any other, and so many signs longer."""
_PREPOSITIONS = "by with in on at from for to of as through via using over under near during after"
_CLASSES = (
    ("article", r"(?:a|an|the|one|some)\b"),
    ("to", r"to\b"),
    ("preposition", rf"(?:{'|'.join(_PREPOSITIONS.split())})\b"),
    ("pronoun", r"(?:its?|their|they|he|she|we|our|his|her|this|that|these|those|you)\b"),
    ("conjunction", r"(?:because|since|when|if|while|that|whether|so)\b"),
    ("adverb", r"\w{3,}ly\b"),
    ("doing", r"\w{2,}ing\b"),
)
_ABSOLUTE = re.compile(
    r"\b(?:always|never|only ever|everywhere|nowhere|every(?:body|one|thing)?|nobody|no one|all"
    r"|none"
    r"|completely|entirely|totally|impossible|must|exclusively|merely)\b",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"[a-z]{3,}(?<![suia])s$")
_ARTICLE = re.compile(rf"\b(an?) (?:[“\"]?{BLANK}|\W*$)", re.IGNORECASE)


def length(case: Case) -> str:
    """The key is not the only long or the only short option."""
    own, others = len(case.key), [len(each) for each in case.distractors]
    if own >= _LONGER * max(others) and own - max(others) >= _SIGNS:
        return "the key is the only long option"
    if own <= _SHORTER * min(others) and min(others) - own >= _SIGNS:
        return "the key is the only short option"
    return ""


def look(case: Case) -> str:
    """Nothing on the outside sets the key apart: capitals, brackets, digits, full stops."""
    if case.names_papers:
        return ""
    for name, has in _LOOKS:
        own = has(case.key)
        if all(has(each) != own for each in case.distractors):
            return f"the key is the only one {'with' if own else 'without'} {name}"
    return ""


_LOOKS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("a capital first", lambda text: text[:1].isupper()),
    ("a full stop", lambda text: text.endswith(".")),
    ("brackets", lambda text: "(" in text),
    ("a comma", lambda text: ", " in text),
    ("quotation marks", lambda text: bool(re.search('[“”"]', text))),
    ("digits", lambda text: bool(re.search("[0-9]", text))),
    ("a decimal point", lambda text: bool(re.search(r"[0-9]\.[0-9]", text))),
    ("a unit", lambda text: bool(re.search(r"[0-9].*[^\W\d_%]|%", text))),
    ("a second half", lambda text: bool(re.search(r"[;:—]| – ", text))),
)


def form(case: Case) -> str:
    """The options are built alike: one fits the question's grammar as well as another."""
    if case.names_papers or case.is_of_numbers:
        return _plural(case) if case.is_of_numbers else ""
    classes = [_class(each) for each in case.question.options]
    if classes.count("doing") < 2:  # one alone may as well be an adjective
        classes = ["other" if each == "doing" else each for each in classes]
    own = classes[case.question.key]
    others = classes[: case.question.key] + classes[case.question.key + 1 :]
    if own not in others and len(set(others)) == 1:
        return f"the key alone is built otherwise: {case.key}"
    if len(set(classes)) > 2:
        return f"built in {len(set(classes))} ways"
    return _plural(case)


def _class(option: str) -> str:
    small = option.lower().lstrip('“"(')
    return next((name for name, pattern in _CLASSES if re.match(pattern, small)), "other")


def _plural(case: Case) -> str:
    """Where the prompt has a blank, the key is not the only one or many."""
    if BLANK not in case.question.prompt:
        return ""
    own = _is_plural(case.key)
    if all(_is_plural(each) != own for each in case.distractors):
        return f"the key is the only {'plural' if own else 'singular'}"
    return ""


def _is_plural(option: str) -> bool:
    head = re.split(r" (?:of|in|with|for|that|which|on|from|by|at)\b", option.lower())[0]
    return bool(_PLURAL.search(head))


def article(case: Case) -> str:
    """An “a” or “an” before the blank fits every option."""
    match = _ARTICLE.search(case.question.prompt)
    if match is None or case.names_papers:
        return ""
    sounds = {_sounds_open(each) for each in case.question.options}
    if len(sounds) > 1:
        return f"“{match[1]}” does not fit every option"
    return "" if sounds == {match[1].lower() == "an"} else f"“{match[1]}” fits no option"


def _sounds_open(option: str) -> bool:
    number = re.match(r"[0-9][0-9,]*", option)
    if number:
        return sounds_open(Decimal(number[0].replace(",", "")))
    return bool(re.match(r"(?!(?:uni|use|eu|one))[aeiou]|hour|honest", option.lower()))


def rounder(case: Case) -> str:
    """The key is not the only round number, nor the only one that is not."""
    if not case.is_of_numbers or None in case.amounts:
        return ""
    digits = [_digits(each) for each in case.question.options]
    if None in digits:
        return ""
    grains = [roundness(each) for each in digits if each is not None]
    own = grains[case.question.key]
    others = grains[: case.question.key] + grains[case.question.key + 1 :]
    if own > 2 * max(others) or (own == 1 and min(others) >= 10):
        return f"the key is the only number that is {'round' if own > 1 else 'not round'}"
    return ""


def _digits(option: str) -> int | None:
    """The digits of an option's number, its point left out; None where it has none."""
    found = re.search(r"[0-9][0-9,]*(?:\.[0-9]+)?", option)
    return int(re.sub(r"[.,]", "", found[0])) or None if found else None


def echo(case: Case) -> str:
    """The key is not the only option that repeats words of the prompt."""
    if case.names_papers or case.is_of_numbers:
        return ""
    prompt = telling(case.question.prompt)
    own = share(telling(case.key), prompt)
    others = [share(telling(each), prompt) for each in case.distractors]
    if own and not any(others):
        return "the key alone repeats words of the prompt"
    if others and not own and all(others):
        return "the key alone repeats nothing of the prompt"
    return ""


def absolutes(case: Case) -> str:
    """Wrong options are not the ones that say “always” and “never”."""
    if case.names_papers or _ABSOLUTE.search(case.key):
        return ""
    found = [each for each in case.distractors if _ABSOLUTE.search(each)]
    return f"only wrong options are absolute: {found[0]}" if len(found) > 1 else ""
