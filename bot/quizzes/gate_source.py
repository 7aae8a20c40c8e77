"""Rules that need the paper: the quote is its own, proves the key, and proves nothing else."""

from decimal import Decimal

from bot.models import Question
from bot.quizzes.blanks import BLANK, SMALL, telling
from bot.quizzes.gate_case import Case, content, share
from bot.quizzes.numbers import values
from bot.quizzes.quantities import Quantity, quantity
from bot.quizzes.titles import is_head
from bot.text.fold import single_spaced
from bot.text.sentences import sentences
from bot.text.words import stem, words

_LONGEST_QUOTE, _SHORTEST_QUOTE = 500, 4
_LONGEST_EXPLANATION = 400
_PROVED = 0.5
"""At least this share of what the key says is in the quote."""
_COMMON = 20
"""Small whole numbers stand in a text for many things."""
_LEFT = 5
"""So many telling words are left of a sentence whose titles are blanked."""


def explained(case: Case) -> str:
    """The explanation is there, and speaks of the key and of no wrong option."""
    said = case.question.explanation
    if not words(said):
        return "no explanation"
    if len(said) > _LONGEST_EXPLANATION:
        return f"an explanation of {len(said)} signs, not {_LONGEST_EXPLANATION}"
    if case.names_papers:
        return "" if case.source.title in said else "explains another paper"
    told = _told(case.key, said)
    wrong = [each for each in case.distractors if _told(each, said) == 1]
    if wrong and told < 1:
        return f"explains a wrong option: {wrong[0]}"
    grounded = told > 0 or share(telling(said), telling(case.question.quote)) >= _PROVED
    return "" if grounded else "an explanation of something else"


def quoted(case: Case) -> str:
    """The quote is a passage of the source, word for word."""
    quote = single_spaced(case.question.quote)
    if len(words(quote)) < _SHORTEST_QUOTE:
        return "no quote"
    if len(quote) > _LONGEST_QUOTE:
        return f"a quote of {len(quote)} signs, not {_LONGEST_QUOTE}"
    return "" if _plain(quote) in _plain(case.source.text) else "the quote is not in the source"


def proved(case: Case) -> str:
    """The quote says what the key says; a title is the source's own."""
    if case.names_papers:
        return "" if is_head(case.key, case.source.title) else "the key is another title"
    if case.amount:
        return "" if _has(case.amount, case.question.quote) else "the quote has no such number"
    told = _told(case.key, case.question.quote)
    return "" if told >= _PROVED else "the quote does not say what the key says"


def only_one(case: Case) -> str:
    """No wrong option is borne out by the source as well."""
    if case.names_papers:
        twins = [each for each in case.distractors if is_head(each, case.source.title)]
        return f"of the same paper: {twins[0]}" if twins else ""
    for each in case.distractors:
        amount = quantity(each)
        if amount and _stands_in(amount, case.source.text):
            return f"the source has this number too: {each}"
        if not amount and _is_said(each, case):
            return f"the source says this too: {each}"
    return ""


def _is_said(option: str, case: Case) -> bool:
    """Whether a sentence has all words of an option; one word alone counts in the quote only."""
    said = content(option)
    places = case.sentences if len(set(said)) > 1 else (case.question.quote,)
    return any(set(said) <= set(content(each)) for each in places)


def given(case: Case) -> str:
    """Neither the prompt nor the title leads to the key."""
    prompt = case.question.prompt
    if case.names_papers:
        return _shown(case)
    if case.amount:
        if case.amount.value and _has(case.amount, prompt.replace(BLANK, " ")):
            return "the number is in the prompt"
        named = case.amount.value in _worth(case.source.title)
        return "the number is in the title" if named else ""
    if _told(case.key, prompt) == 1:
        return "the prompt says it"
    return "the title says it" if _told(case.key, case.source.title) == 1 else ""


def _shown(case: Case) -> str:
    """What a sentence still has of the titles, or that too little is left of it."""
    left = set(telling(case.question.prompt.partition("\n\n")[2].replace(BLANK, " ")))
    common = [each for title in case.question.options for each in telling(title) if each in left]
    if common:
        return f"a word of a title is left: {common[0]}"
    return "" if len(left) >= _LEFT else "too little is left of the sentence"


def given_by_others(case: Case) -> str:
    """No other question of the round, with what is said after its answer, says the key."""
    for other in case.others:
        told = f"{other.prompt} {other.explanation} {other.quote}"
        if _plain(case.question.quote) == _plain(other.quote):
            return f"the same sentence as in: {_start(other)}"
        if case.names_papers:
            continue
        if case.amount and _has(case.amount, told):
            return f"the number is in: {_start(other)}"
        if not case.amount and any(_told(case.key, each) == 1 for each in sentences(told)):
            return f"it is said in: {_start(other)}"
    return ""


def _start(question: Question) -> str:
    return single_spaced(question.prompt)[:60]


def _told(option: str, text: str) -> float:
    """Which share of an option a text says."""
    amount = quantity(option)
    if amount:
        return float(_has(amount, text))
    return share([each for each in content(option) if each not in SMALL], content(text))


def _has(amount: Quantity, text: str) -> bool:
    """Whether a text has the amount, in digits or words, as a share or per cent."""
    return any(each in _worth(text) for each in (amount.value, amount.value * 100)) or (
        amount.written != "" and _unscaled(amount) in _worth(text)
    )


def _stands_in(amount: Quantity, text: str) -> bool:
    """Whether a text has the amount of the same thing: four degrees, not four fractures."""
    thing = next(iter(telling(amount.written)), "")
    if not thing:
        return _has(amount, text)
    tokens = words(text.replace("-", " "))
    return any(
        (found := quantity(each)) is not None
        and found.value == _unscaled(amount)
        and thing in map(stem, tokens[number + 1 : number + 4])
        for number, each in enumerate(tokens)
    ) or (_has(amount, text) and _is_fine(amount))


def _is_fine(amount: Quantity) -> bool:
    """Whether a number is so special that it is hardly there by chance."""
    return _unscaled(amount) > _COMMON or _unscaled(amount) % 1 != 0


def _unscaled(amount: Quantity) -> Decimal:
    """The value in the unit that it was written in."""
    one = quantity(f"1 {amount.written}")
    return amount.value / one.value if one else amount.value


def _worth(text: str) -> frozenset[Decimal]:
    """Every amount of a text, those in words too."""
    parts = {
        found.value
        for each in text.replace("-", " ").split()
        if (found := quantity(each.strip("().,;:“”")))
    }
    return values(text) | parts


def _plain(text: str) -> str:
    return " ".join(words(text))
