"""Sound questions spoilt by code, one flaw each: what the gate was built to refuse."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import cycle
from random import Random

from bot.models import Question
from bot.quizzes.blanks import telling
from bot.quizzes.gate import Source
from bot.quizzes.quantities import quantity

Sound = tuple[Question, Source]
Spoil = Callable[[Question, Source, Random], Question | None]


def spoilt(
    sound: Sequence[Sound], number: int, random: Random
) -> Iterator[tuple[str, Question, Source]]:
    """So many flawed questions, each flaw as often as the others where it can be made."""
    kinds = cycle(_FLAWS.items())
    for _ in range(number):
        name, spoil = next(kinds)
        flawed = None
        while flawed is None:
            question, source = random.choice(sound)
            flawed = spoil(question, source, random)
        yield name, flawed, source


def _is_of_titles(question: Question) -> bool:
    return question.prompt.startswith("Which of these papers")


def _is_of_numbers(question: Question) -> bool:
    return all(map(quantity, question.options)) and not _is_of_titles(question)


def _with_wrong(question: Question, option: str, random: Random) -> Question:
    """One wrong option is another now."""
    place = random.choice([at for at in range(len(question.options)) if at != question.key])
    options = (*question.options[:place], option, *question.options[place + 1 :])
    return replace(question, options=options)


def _with_key(question: Question, option: str) -> Question:
    key = question.key
    return replace(
        question, options=(*question.options[:key], option, *question.options[key + 1 :])
    )


def _key(question: Question) -> str:
    return question.options[question.key]


def _catch_all(question: Question, _: Source, random: Random) -> Question | None:
    choices = ("All of the above", "None of these", "Both A and B", "I do not know")
    return (
        None if _is_of_titles(question) else _with_wrong(question, random.choice(choices), random)
    )


def _twice(question: Question, _: Source, random: Random) -> Question:
    key = _key(question)
    return _with_wrong(question, random.choice((key, key.upper(), f" {key}.")), random)


def _in_percent(question: Question, _: Source, random: Random) -> Question | None:
    key = _key(question)
    if not _is_of_numbers(question) or not key.endswith("%"):
        return None
    return _with_wrong(question, key.replace("%", random.choice((" percent", ".0%", " %"))), random)


def _too_long(question: Question, _: Source, random: Random) -> Question:
    return _with_wrong(question, f"{_key(question)} {'and so on ' * 6}".strip(), random)


def _too_few(question: Question, _: Source, random: Random) -> Question:
    return replace(question, options=question.options[: random.choice((1, 2))], key=0)


def _no_key(question: Question, _: Source, random: Random) -> Question:
    return replace(question, key=random.choice((-1, len(question.options), 9)))


def _empty(question: Question, _: Source, random: Random) -> Question:
    return _with_wrong(question, random.choice(("", " ", "…", "—")), random)


def _other_unit(question: Question, _: Source, random: Random) -> Question | None:
    amount = quantity(_key(question))
    if not _is_of_numbers(question) or amount is None:
        return None
    units = [each for each in ("km", "days", "GB", "volts", "euros") if each != amount.written]
    return _with_wrong(question, f"{random.randint(2, 90)} {random.choice(units)}", random)


def _out_of_scale(question: Question, _: Source, random: Random) -> Question | None:
    key = _key(question)
    if not _is_of_numbers(question) or not key[:1].isdecimal():
        return None
    return _with_wrong(question, f"{random.choice(('7000', '94000'))}{key}", random)


def _other_kind(question: Question, _: Source, random: Random) -> Question | None:
    if not _is_of_numbers(question):
        return None
    return _with_wrong(question, random.choice(("a new loss", "Berlin", "transformers")), random)


def _key_in_prompt(question: Question, _: Source, random: Random) -> Question:
    key = _key(question)
    start = random.choice((f"Given {key}: ", f"It is {key}. ", f"As {key} shows, "))
    return replace(question, prompt=f"{start}{question.prompt}")


def _title_word(question: Question, _: Source, random: Random) -> Question | None:
    if not _is_of_titles(question):
        return None
    shown = [each for each in _key(question).split() if telling(each)]
    word = random.choice(shown).strip(":…,.?")
    blank = question.prompt.replace("▁▁▁", word, 1)
    return replace(question, prompt=blank) if telling(word) and blank != question.prompt else None


def _invented_quote(question: Question, _: Source, random: Random) -> Question:
    says = ("Our approach is shown to be better than all others.", "The result is significant.")
    return replace(question, quote=random.choice(says))


def _other_quote(question: Question, source: Source, random: Random) -> Question | None:
    """A sentence of the paper that does not prove the key."""
    if _is_of_titles(question):
        return None
    told = [each for each in source.text.split(". ") if len(each) > 30]
    key = set(telling(_key(question)) or _key(question).split())
    others = [f"{each}." for each in told[:-1] if each not in question.quote]
    others = [each for each in others if not key & {*telling(each), *each.split()}]
    plain = [each for each in others if _key(question).split("%")[0] not in each]
    return replace(question, quote=random.choice(plain)) if plain else None


def _wrong_key(question: Question, _: Source, random: Random) -> Question:
    others = [at for at in range(len(question.options)) if at != question.key]
    return replace(question, key=random.choice(others))


def _negated(question: Question, _: Source, random: Random) -> Question:
    asked = ("Which of these is NOT the case?", "Which of these is false?", "All are true except:")
    _, gap, rest = question.prompt.partition("\n\n")
    return replace(question, prompt=f"{random.choice(asked)}{gap}{rest}")


def _bounded(question: Question, _: Source, random: Random) -> Question | None:
    if not _is_of_numbers(question):
        return None
    bound = random.choice(("over", "more than", "at least", "up to", "about", "nearly"))
    return replace(question, options=tuple(f"{bound} {each}" for each in question.options))


def _bound_before(question: Question, _: Source, random: Random) -> Question | None:
    bound = random.choice(("over", "more than", "at least", "nearly", "approximately"))
    prompt = question.prompt.replace("▁▁▁", f"{bound} ▁▁▁")
    return replace(question, prompt=prompt) if _is_of_numbers(question) and "▁" in prompt else None


def _praise(question: Question, _: Source, random: Random) -> Question:
    words = ("groundbreaking", "revolutionary", "amazing", "game-changing", "brilliant")
    says = f"This {random.choice(words)} work says: {_key(question)}. {question.explanation}"
    return replace(question, explanation=says)


def _unexplained(question: Question, _: Source, random: Random) -> Question:
    return replace(question, explanation=random.choice(("", " ", "…")))


def _explains_other(question: Question, _: Source, random: Random) -> Question | None:
    wrong = [each for each in question.options if each != _key(question)]
    says = f"The paper says {random.choice(wrong)}."
    return None if _is_of_titles(question) else replace(question, explanation=says)


def _long_key(question: Question, _: Source, random: Random) -> Question | None:
    if _is_of_numbers(question) or _is_of_titles(question):
        return None
    added = random.choice(
        (" in each of the cases", ", as the authors say", " for all of the tests")
    )
    return _with_key(question, f"{_key(question)}{added}")


def _dotted_key(question: Question, _: Source, random: Random) -> Question | None:
    if _is_of_titles(question):
        return None
    key = _key(question)
    return _with_key(question, random.choice((f"{key}.", f"“{key}”", f"{key} (see the paper)")))


def _bare_numbers(question: Question, _: Source, random: Random) -> Question | None:
    """Only the key keeps its unit."""
    del random
    if not _is_of_numbers(question):
        return None
    bare = tuple(
        each if each == _key(question) else each.strip("%× x").split()[0]
        for each in question.options
    )
    return replace(question, options=bare) if bare != question.options else None


def _markup(question: Question, _: Source, random: Random) -> Question:
    put = random.choice(("<@U123>", "@everyone", "**", "https://example.org", "$x$", "`"))
    return replace(question, prompt=f"{question.prompt} {put}")


def _lettered(question: Question, _: Source, random: Random) -> Question | None:
    form = random.choice(("{}) ", "({}) ", "{}. "))
    options = tuple(
        form.format(letter) + each for letter, each in zip("ABCD", question.options, strict=False)
    )
    return replace(question, options=options) if max(map(len, options)) <= 55 else None


_FLAWS: dict[str, Spoil] = {
    spoil.__name__.strip("_").replace("_", " "): spoil
    for spoil in (
        _catch_all, _twice, _in_percent, _too_long, _too_few, _no_key, _empty, _other_unit,
        _out_of_scale, _other_kind, _key_in_prompt, _title_word, _invented_quote, _other_quote,
        _wrong_key, _negated, _bounded, _bound_before, _praise, _unexplained, _explains_other,
        _long_key, _dotted_key, _bare_numbers, _markup, _lettered,
    )
}  # fmt: skip
