"""How a question reads: while it is open, to who answered, and when it is closed. Pure.

While it is open nothing names the paper beside the question itself: that might be the answer.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.messages import Button, Card, Message
from bot.models import Asked
from bot.text.markdown import escape
from bot.times import spell_moment

LETTERS = "ABCD"
_BAR = 10  # signs
_LONGEST_PROOF = 700  # characters of an explanation or a quote: a message is edited as one
_BACK = {1: "many got this wrong a week ago", 2: "many got this wrong a month ago"}


def question_message(asked: Asked, answered: int = 0) -> Message:
    """The open question; `answered` counts people, and never says what they chose."""
    lettered = list(zip(LETTERS, asked.question.options, strict=False))
    options = "\n".join(f"**{letter}**  {escape(option)}" for letter, option in lettered)
    buttons = tuple(
        Button(letter, "quiz.answer", f"{asked.id}:{index}")
        for index, (letter, _) in enumerate(lettered)
    )
    counts = "1 has answered" if answered == 1 else f"{answered} have answered"
    footer = (
        counts if answered else "",
        "the first answer counts, feedback is private",
        f"closes {moment(asked.closes_at, asked.timezone)}",
        "sample description" if asked.sample else "",
    )
    line = " · ".join(each for each in footer if each)
    body = "\n\n".join([*_prompt(asked), options])
    title = f"Again: {_BACK.get(asked.round, 'a question')}" if asked.round else "Quiz"
    card = Card(title, body, buttons=buttons, footer=line[0].upper() + line[1:])
    return Message(f"{title}: {asked.question.prompt}" if asked.round else _text(asked), (card,))


def feedback(asked: Asked, first: int, pressed: int) -> Message:
    """What a person hears of their answer: only the `first` counts, whatever was `pressed` now."""
    key = LETTERS[asked.question.key]
    verdict = f"Right: it is {key}." if first == asked.question.key else f"Not quite: it is {key}."
    before = "" if first == pressed else f" You answered {LETTERS[first]} before, and that counts."
    return Message(verdict, (Card(body="\n\n".join([f"**{verdict}**{before}", *_proof(asked)])),))


def late(asked: Asked, pressed: int) -> Message:
    """A kind word for who comes when it is closed."""
    key = asked.question.key
    well = "Right, it is" if pressed == key else "It is"
    verdict = f"{well} {LETTERS[key]}, but this quiz closed {_closed(asked)}."
    kind = "It no longer counts; the next one will."
    return Message(verdict, (Card(body="\n\n".join([f"**{verdict}** {kind}", *_proof(asked)])),))


def closed_message(asked: Asked) -> Message:
    """The tally as bars, the key, and why; without buttons."""
    total = sum(asked.tally.values())
    options = enumerate(zip(LETTERS, asked.question.options, strict=False))
    bars = "\n".join(_option(asked, index, letter, option) for index, (letter, option) in options)
    body = "\n\n".join([*_prompt(asked), bars, *_proof(asked, _LONGEST_PROOF)])
    card = Card("Quiz closed", body, footer=f"{_result(asked, total)} · /quiz scores")
    return Message(f"Quiz closed: {asked.question.prompt}", (card,))


def bar(count: int, total: int) -> str:
    """A share as ten signs; whoever is there is seen."""
    filled = max(round(_BAR * count / total), 1) if count else 0
    return "█" * filled + "░" * (_BAR - filled)


def moment(at: datetime, timezone: str) -> str:
    """With its date: a message stands for days, and “tomorrow” would soon be wrong."""
    return spell_moment(at, timezone, at - timedelta(days=8))


def share_right(asked: Asked) -> float:
    """Of the answers to a closed question; 1 where there are none."""
    total = sum(asked.tally.values())
    return asked.tally.get(asked.question.key, 0) / total if total else 1.0


def _text(asked: Asked) -> str:
    return f"Quiz: {asked.question.prompt}"


def _prompt(asked: Asked) -> list[str]:
    return [escape(each) for each in asked.question.prompt.split("\n\n")]


def _option(asked: Asked, index: int, letter: str, option: str) -> str:
    count, total = asked.tally.get(index, 0), sum(asked.tally.values())
    said = f"{letter}  {escape(option)}"
    its = f"**{said}**" if index == asked.question.key else said
    return f"`{bar(count, total)}` {count} · {its}"


def _result(asked: Asked, total: int) -> str:
    if not total:
        return f"Nobody answered: it is {LETTERS[asked.question.key]}"
    return f"{total} answered, {round(100 * share_right(asked))} % right"


def _closed(asked: Asked) -> str:
    return moment(asked.closes_at, asked.timezone)


def _proof(asked: Asked, most: int | None = None) -> list[str]:
    """Why, the sentence that proves it, and where that stands; at most so much of each."""
    its = asked.question
    where = "Sample description" if asked.sample else "Abstract"
    return [
        *([escape(its.explanation[:most])] if its.explanation else []),
        *([f"> {escape(its.quote[:most])}"] if its.quote else []),
        *([f"{where} of [{escape(asked.title)}]({asked.url})"] if asked.url else []),
    ]


def tally_of_votes(options: tuple[str, ...], tally: Mapping[int, int]) -> str:
    """The result of a vote as bars, a line an option."""
    total = sum(tally.values())
    return "\n".join(
        f"`{bar(tally.get(index, 0), total)}` {tally.get(index, 0)} · {escape(option)}"
        for index, option in enumerate(options)
    )
