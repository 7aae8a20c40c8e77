"""Questions and answers in memory, by the contract of `QuizStore`."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.messages import Address, Message
from bot.models import Answer, Asked


def _nobody(person: str) -> str:
    return f"forgotten {person}"


class MemoryQuizzes:
    """`shown` is what each question's message says."""

    def __init__(self) -> None:
        self.shown: dict[int, Message] = {}
        self._asked: dict[int, Asked] = {}
        self._answers: dict[tuple[int, str], Answer] = {}

    async def open(
        self,
        asked: Asked,
        show: Callable[[Asked], Message],
        again_at: datetime | None = None,
    ) -> Asked | None:
        del again_at
        for each in self._asked.values():
            same_round = asked.first and (each.first, each.round) == (asked.first, asked.round)
            if same_round or (asked.run and each.run == asked.run):
                return None
        number = len(self._asked) + 1
        stored = replace(asked, question=replace(asked.question, id=number))
        self._asked[number] = stored
        self.shown[number] = show(stored)
        return stored

    async def get(self, question_id: int) -> Asked | None:
        return self._asked.get(question_id)

    async def asked(self, place: Address) -> frozenset[str]:
        its = (each for each in self._asked.values() if each.place == place)
        return frozenset(each.question.paper_id for each in its)

    async def answer(self, answer: Answer, at: datetime) -> Answer | None:
        asked = self._asked.get(answer.question_id)
        people = (answer.person, _nobody(answer.person))
        known = [self._answers.get((answer.question_id, each)) for each in people]
        first = next(filter(None, known), None)
        if first or asked is None or asked.state == "closed" or at >= asked.closes_at:
            return first
        self._answers[answer.question_id, answer.person] = answer
        return answer

    async def tally(self, question_id: int) -> Mapping[int, int]:
        its = (each for each in self._answers.values() if each.question_id == question_id)
        return Counter(each.option for each in its)

    def forget(self, chat: str, person: str) -> int:
        gone = [
            key
            for key in self._answers
            if key[1] == person and self._asked[key[0]].place.chat == chat
        ]
        for key in gone:
            its = self._answers.pop(key)
            if self._asked[key[0]].state == "open":
                self._answers[key[0], _nobody(person)] = its
        return len(gone)
