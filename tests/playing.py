"""What the tests of quizzes share: a question that is asked, people, and what a channel shows."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.messages import Address, Message, MessageRef, Press, User
from bot.models import Asked, Question
from bot.ports import Store
from bot.quizzes.show import question_message
from tests.fakes import NOW, PLACE

DAY = timedelta(days=1)
QUESTION = Question(
    "2603.00001", "How many?", ("1", "2", "3", "4"), 1, "It says so.", "There are 2 of them."
)
ABSTRACT = "We train a network on images. It reaches an accuracy of 87.5% on the ImageNet test set."


def person(name: str) -> User:
    return User(name.lower(), name, can_manage=False)


def asked(place: Address = PLACE, at: datetime = NOW, **more: object) -> Asked:
    its = Asked(
        place, QUESTION, "A title", "https://arxiv.org/abs/2603.00001", at, at + DAY, seed=3
    )
    return replace(its, **more)  # type: ignore[arg-type]


async def opened(store: Store, place: Address = PLACE, at: datetime = NOW, **more: object) -> Asked:
    """A question that is asked, and waits in the outbox."""
    stored = await store.quizzes.open(asked(place, at, **more), question_message)
    assert stored
    return stored


def press(its: Asked, option: int, who: User) -> Press:
    return Press("quiz.answer", f"{its.id}:{option}", who, MessageRef(its.place, "1"))


def footer(message: Message) -> str:
    return message.cards[-1].footer
