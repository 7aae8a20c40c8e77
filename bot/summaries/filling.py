"""The fields of each style, from the sentences of a paper."""

from collections.abc import Mapping

from bot.models import Field
from bot.summaries.choosing import Choice
from bot.summaries.role_words import Role
from bot.summaries.roles import has_number


def points(choice: Choice) -> tuple[Field, ...]:
    """Topic, context, problem, methods, results.

    The contribution is the topic where another sentence says how; else it is the methods, and
    what the abstract begins with is the topic.
    """
    others = choice.others
    problem = choice.ranked("problem", _LIKELY, others)
    before = [number for number in others if choice.idea is None or number < choice.idea]
    start = [number for number in before if choice.pieces[number].place < _START]
    first = [number for number in start if number not in problem[:1]]
    choice.take("results", choice.ranked("result", _SURE, others))
    # Where little else is said, what says a little of how is taken for the methods.
    surely = _CLEAR if first and choice.is_offer else _PERHAPS
    how = [each for each in others if choice.idea is not None or choice.is_theirs(each)]
    is_told = choice.take("methods", choice.ranked("method", surely, how))
    if choice.idea is not None:
        if first and choice.is_offer and not is_told:
            choice.take("methods", [choice.idea])
            choice.take("topic", start)
        else:
            choice.take("topic", [choice.idea])
    choice.take("problem", problem[:1])
    choice.take("topic", first)
    choice.take("problem", problem)
    choice.take("context", choice.ranked("context", 0.8, before))
    if choice.idea is not None:
        choice.take("context", [number for number in first if not choice.is_theirs(number)])
    return choice.fields()


def brief(choice: Choice) -> tuple[Field, ...]:
    """Aim, objective, method, a result with a number, and what it means in practice."""
    others = choice.others
    measured = [number for number in others if has_number(choice.pieces[number].text)]
    if choice.idea is not None:
        choice.take("objective", [choice.idea])
    choice.take("result", choice.ranked("result", _SURE, measured))
    choice.take("aim", choice.ranked("aim", 3.0, others))
    choice.take("method", choice.ranked("method", _PERHAPS, others))
    choice.take("practice", choice.ranked("practice", 2.5, others))
    return choice.fields()


def deep(choice: Choice) -> tuple[Field, ...]:
    """All thirteen fields, as far as the paper says so: first one point each, then more."""
    if choice.idea is not None:
        choice.take("idea", [choice.idea])
    others = choice.others
    ranked = {name: choice.ranked(role, least, others) for name, (role, least) in _DEEP.items()}
    for most in range(1, 1 + max(choice.room(name) for name in _DEEP)):
        for name in _DEEP:
            if choice.words < _MOST_WORDS:
                choice.take(name, ranked[name], min(most, choice.room(name)))
    return choice.fields()


_SURE, _CLEAR, _LIKELY, _PERHAPS = 2.6, 1.8, 1.5, 0.9
_START = 2  # sentences
_MOST_WORDS = 560
_DEEP: Mapping[str, tuple[Role, float]] = {
    "results": ("result", _SURE),
    "method": ("method", _CLEAR),
    "ablations": ("ablation", 2.8),
    "limits": ("limit", 3.0),
    "future": ("future", 2.5),
    "datasets": ("dataset", 2.6),
    "baselines": ("baseline", 2.2),
    "related": ("context", 2.5),
    "motivation": ("motivation", 2.4),
    "task": ("task", 2.4),
    "pros": ("pro", 3.0),
    "cons": ("con", 2.6),
}
"""Which role a field wants, and how clearly; the surest first, for a sentence is taken once."""
