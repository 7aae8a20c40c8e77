"""What was asked lately in each place, to offer it again; forgotten when Paperboy ends."""

from collections import OrderedDict

from bot.messages import Address
from bot.text.fold import fold

_PLACES, _TOPICS = 1000, 50  # remembered; the oldest go first
_POPULAR = 2  # people: what only one asked in private is nobody else's business
_LONGEST = 100  # characters of a topic that is worth being offered


class Recent:
    """The topics of `/paper`, by place; each with who asked for it."""

    def __init__(self) -> None:
        self._asked: OrderedDict[Address, OrderedDict[str, set[str]]] = OrderedDict()

    def note(self, place: Address, topic: str, person: str) -> None:
        """Remember that this person asked for a topic there, and found papers."""
        topic = fold(topic)
        if not topic or len(topic) > _LONGEST:
            return
        topics = self._asked.setdefault(place, OrderedDict())
        topics.setdefault(topic, set()).add(person)
        topics.move_to_end(topic)
        self._asked.move_to_end(place)
        for remembered, most in ((topics, _TOPICS), (self._asked, _PLACES)):
            if len(remembered) > most:
                remembered.popitem(last=False)

    def forget(self, chat: str, person: str) -> None:
        """Forget that this person asked for anything there."""
        for place, topics in self._asked.items():
            for people in topics.values() if place.chat == chat else ():
                people.discard(person)

    def of(self, place: Address, person: str) -> list[str]:
        """The person's own, the last first; then what is popular there, the most asked first."""
        topics = self._asked.get(place, OrderedDict[str, set[str]]())
        own = [topic for topic, people in topics.items() if person in people]
        popular = [each for each in topics if len(topics[each]) >= _POPULAR and each not in own]
        return [*reversed(own), *sorted(popular, key=lambda each: -len(topics[each]))]
