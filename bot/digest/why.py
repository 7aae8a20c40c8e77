"""Why a paper was posted in a place, or was not."""

from datetime import datetime

from bot.digest.liked import liked_line
from bot.digest.select import spell, threshold_of, topics_of
from bot.errors import UserError
from bot.messages import Address, Message
from bot.models import Paper, Past, Subscription, Topic
from bot.papers import close_match, match, read_id
from bot.ports import Store
from bot.schedule import zone

_PAST = 200  # outcomes to look through
_FITS = "It fits"


async def why(place: Address, typed: str, store: Store, timezone: str, now: datetime) -> Message:
    """Explain what became of a paper here, and what of it is liked here.

    Raises `UserError` where no paper is named.
    """
    paper_id = read_id(typed)
    if paper_id is None:
        raise UserError("Which paper? Give its arXiv id or a link, as in /digest why 1706.03762")
    paper = await store.papers.get(paper_id)
    subscriptions = await store.subscriptions.of(place)
    became = await _became(place, paper_id, paper, subscriptions, store, timezone)
    liked = await liked_line(place, paper, subscriptions, store, now) if paper else ""
    return Message(f"{became} {liked}".rstrip())


async def _became(
    place: Address,
    paper_id: str,
    paper: Paper | None,
    subscriptions: tuple[Subscription, ...],
    store: Store,
    timezone: str,
) -> str:
    title = f"“{paper.title}”" if paper else paper_id
    entry = await store.ledger.entry(place, paper_id)
    reasons = [_fits(each, paper) for each in subscriptions] if paper else []
    past = await store.runs.past(place, _PAST)
    if entry and entry.posted_at:
        its = [each.schedule.timezone for each in subscriptions] or [timezone]
        at = entry.posted_at.astimezone(zone(its[0]))
        reasons = [each for each in reasons if each.startswith(_FITS)]
        undone = any(each.undone for each in past if each.id == entry.run)
        after = " It was taken back, and does not come again." if undone else ""
        because = " ".join(["", *reasons]) if not undone else ""
        return f"{title} was posted here on {at:%d %B %Y at %H:%M}.{after}{because}"
    if entry:
        waiting = [each for each in await store.outbox.unfinished(place) if each.id == entry.part]
        state = f" ({waiting[0].state}: {waiting[0].why or 'it is next'})" if waiting else ""
        return f"{title} is on its way here{state}."
    if paper is None:
        return (
            f"{paper_id} is not among the papers here: it was announced in no category that "
            "anybody here follows, or before that began."
        )
    passed = [_passed(each, paper_id, subscriptions) for each in past]
    said = [each for each in passed if each] or reasons or ["This channel has no subscription."]
    if said == reasons and any(each.startswith(_FITS) for each in reasons):
        said = [*said, "It was announced before that began, or after the last digest."]
    return f"{title} was not posted here. {' '.join(said)}"


def _passed(past: Past, paper_id: str, subscriptions: tuple[Subscription, ...]) -> str:
    where = past.passed_over.get(paper_id)
    if where is None:
        return ""
    about = next((spell(each) for each in subscriptions if each.key == past.subscription), "")
    most = next((each.max for each in subscriptions if each.key == past.subscription), 0)
    where = f"{where} of {most}" if most and where == "over the maximum" else where
    of = about if about.startswith(("in ", "by ")) else f"for {about}" if about else ""
    return f"On {past.date:%d %B} it was {where} {of}".rstrip() + "."


def _fits(subscription: Subscription, paper: Paper) -> str:
    """What a subscription says to a paper."""
    said = []
    for topic in topics_of(subscription):
        found = close_match(topic, paper)
        if found and found.score >= threshold_of(subscription):
            return f"{_FITS} {str(topic) or 'whatever is new'}: {found.why}."
        about = str(topic) or "whatever is new"
        said.append(
            f"It meets {about} too loosely: {found.why}."
            if found
            else f"It does not fit {about}: {_lacks(topic, paper)}."
        )
    return " ".join(said)


def _lacks(topic: Topic, paper: Paper) -> str:
    """The first condition of a topic that a paper does not meet."""
    if topic.categories and not set(topic.categories) & set(paper.categories):
        return f"it is in {', '.join(paper.categories) or 'no category'}"
    if topic.since and match(Topic(since=topic.since), paper) is None:
        return f"it was announced before {topic.since:%Y-%m-%d}"
    for each in topic.exclude:
        if match(Topic(exclude=(each,)), paper) is None:
            return f"“{each}” is left out"
    if topic.authors and match(Topic(authors=topic.authors), paper) is None:
        return f"none of its authors is {' or '.join(topic.authors)}"
    for phrase in topic.phrases:
        if match(Topic(phrases=(phrase,)), paper) is None:
            return f"it lacks “{phrase}”"
    lacking = [word for word in topic.telling if match(Topic(words=(word,)), paper) is None]
    return f"it lacks {', '.join(f'“{word}”' for word in lacking) or 'the words together'}"
