"""What is offered while somebody fills in an argument: from this place first."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import timedelta

from bot import digest, papers
from bot.desk import Desk
from bot.messages import Choice, Suggest
from bot.summaries import STYLES
from bot.text.fold import fold
from bot.times import timezones

MOST = 25
_RECENT = timedelta(days=60)
_DAYS = ("weekdays", "daily", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "weekends")

Offered = Awaitable[Iterable[Choice]]


async def suggest(desk: Desk, event: Suggest) -> None:
    """Offer what fits what is typed; nothing where nothing does."""
    find = _OFFERS.get(event.argument)
    offered = list(await find(desk, event)) if find else []
    await event.offer(offered[:MOST])


async def _topics(desk: Desk, event: Suggest) -> Iterable[Choice]:
    """What was asked here, what is subscribed here, and the papers that were posted here."""
    its = await desk.store.subscriptions.of(event.at.place)
    subscribed = [topic for each in its for topic in each.topics]
    known = dict.fromkeys([*desk.recent.of(event.at.place, event.user.id), *subscribed])
    fitting = [Choice(each, each) for each in known if _fits(event.typed, each)]
    takes_papers = event.argument == "topic" and len(fitting) < MOST
    return [*fitting, *(await _papers(desk, event) if takes_papers else ())]


async def _papers(desk: Desk, event: Suggest) -> Iterable[Choice]:
    """The papers that were posted here lately, the last first."""
    ids = await desk.store.ledger.recent(event.at.place, desk.clock() - _RECENT)
    found = {each.id: each for each in await desk.store.papers.several(ids)}
    there = [found[each] for each in reversed(ids) if each in found]
    return [
        Choice(each.title, each.id) for each in there if _fits(event.typed, each.title, each.id)
    ]


async def _categories(desk: Desk, event: Suggest) -> Iterable[Choice]:
    """The last one that is typed, completed; those of this place first."""
    *before, last = event.typed.replace(",", " ").split(" ") or [""]
    its = await desk.store.subscriptions.of(event.at.place)
    here = [category for each in its for category in each.categories]
    known = [each for each in dict.fromkeys([*here, *papers.CATEGORIES]) if each not in before]
    lines = (" ".join([*filter(None, before), each]) for each in known if _begins(last, each))
    return [Choice(each, each) for each in lines]


async def _timezones(desk: Desk, event: Suggest) -> Iterable[Choice]:
    """That of Paperboy and those of this place first."""
    its = await desk.store.subscriptions.of(event.at.place)
    here = [*(each.schedule.timezone for each in its), desk.timezone]
    typed = event.typed.replace(" ", "_")
    names = (each for each in dict.fromkeys([*here, *timezones()]) if _fits(typed, each))
    return [Choice(each, each) for each in names]


async def _numbers(desk: Desk, event: Suggest) -> Iterable[Choice]:
    """The subscriptions here, by what they are about."""
    its = await desk.store.subscriptions.of(event.at.place)
    said = [
        Choice(f"{number}: {digest.spelt_briefly(each)}", str(number))
        for number, each in enumerate(its, 1)
    ]
    every = [Choice("all of them", "all")] if len(its) > 1 and "edit" not in event.command else []
    return [each for each in (*said, *every) if _fits(event.typed, each.label)]


async def _follows(desk: Desk, event: Suggest) -> Iterable[Choice]:
    """What this person follows; nobody else sees it."""
    its = await desk.store.follows.of(event.at.chat, event.user.id)
    said = [Choice(f"{number}: {each.typed}", str(number)) for number, each in enumerate(its, 1)]
    every = [Choice("all of them", "all")] if len(its) > 1 else []
    return [each for each in (*said, *every) if _fits(event.typed, each.label)]


async def _days(desk: Desk, event: Suggest) -> Iterable[Choice]:
    del desk
    return [Choice(each, each) for each in _DAYS if _begins(event.typed, each)]


async def _styles(desk: Desk, event: Suggest) -> Iterable[Choice]:
    del desk
    its = (Choice(f"{name}: {spec.label.lower()}", name) for name, spec in STYLES.items())
    return [each for each in its if _fits(event.typed, each.label)]


async def _quiz(desk: Desk, event: Suggest) -> Iterable[Choice]:
    del desk
    return [Choice(each, each) for each in ("yes", "no") if _begins(event.typed, each)]


async def _breadths(desk: Desk, event: Suggest) -> Iterable[Choice]:
    del desk
    return [
        Choice(each, each) for each in ("strict", "normal", "broad") if _begins(event.typed, each)
    ]


_OFFERS: Mapping[str, Callable[[Desk, Suggest], Offered]] = {
    "topic": _topics,
    "topics": _topics,
    "breadth": _breadths,
    "paper": _papers,
    "categories": _categories,
    "timezone": _timezones,
    "number": _numbers,
    "days": _days,
    "style": _styles,
    "quiz": _quiz,
    "which": _follows,
}


def _fits(typed: str, *texts: str) -> bool:
    """Whether each word that is typed stands in one of the texts."""
    known = fold(" ".join(texts)).casefold()
    return all(each in known for each in fold(typed).casefold().split())


def _begins(typed: str, text: str) -> bool:
    return text.casefold().startswith(fold(typed).casefold())
