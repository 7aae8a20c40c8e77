"""`/follow …`, and the button “For me” below a digest: nobody else sees what a person follows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from bot import follows, papers
from bot.desk import Desk
from bot.errors import UserError
from bot.messages import Command, Message, Press, Reply
from bot.models import Follow, Look, Topic

_READ, _LEAST = 2000, 80  # papers of all topics, and of each, that one press looks at
_SPELT = 5  # follows that an answer names
_LOOKED = 200  # papers to find one that fits


async def add(desk: Desk, command: Command, reply: Reply) -> None:
    """Follow topics or authors."""
    chat, person, store = command.at.chat, command.user.id, desk.store.follows
    wanted = follows.read_follows(command.args.get("topics", ""))
    added = [each for each in wanted if await store.add(chat, person, each, follows.MOST)]
    its = await store.of(chat, person)
    known = {each.key for each in its}
    if left := [each for each in wanted if each.key not in known]:
        new = f", with {_named(added)}" if added else ""
        raise UserError(
            f"You follow {len(its)}{new}, and that is the most: there is no room for "
            f"{_named(left)}. /follow list, then /follow stop one."
        )
    if not added:
        raise UserError(f"You follow {_named(wanted)} already.")
    hint = await _hint(desk, added)
    await reply(
        Message(
            f"You follow {_named(added)} now, {len(its)} in all. “For me” below a digest shows "
            f"what is new of them, to you alone.{hint}"
        )
    )


async def show(desk: Desk, command: Command, reply: Reply) -> None:
    """List what the person follows."""
    await reply(follows.listed(await desk.store.follows.of(command.at.chat, command.user.id)))


async def stop(desk: Desk, command: Command, reply: Reply) -> None:
    """Stop following one, or all."""
    chat, person, store = command.at.chat, command.user.id, desk.store.follows
    its = await store.of(chat, person)
    gone = follows.stopped(command.args.get("which", ""), its)
    await store.remove(chat, person, [each.id for each in gone])
    what = gone[0].typed if len(gone) == 1 else f"{len(gone)} topics or authors"
    left = len(its) - len(gone)
    await reply(Message(f"You do not follow {what} any more; {left or 'none'} left."))


async def news(desk: Desk, press: Press, reply: Reply) -> None:
    """Show the person what is new of what they follow, as of that digest's day."""
    day = _day(press.value)
    place, person, store = press.source.address.place, press.user.id, desk.store.follows
    its = await store.of(place.chat, person)
    if not its:
        await reply(Message(follows.HOW))
        return
    look = await store.look(place.chat, person)
    after = follows.look_at(look, day)
    topics = [follows.topic_of(each.typed) for each in its]
    most = max(_READ // len(its), _LEAST)  # of a common word's papers few are about it
    offered = await store.news(topics, after, day, most)
    more = any(len(each) == most for each in offered.papers)
    best, found = follows.follow_picks(topics, offered.papers, follows.SHOWN)
    if best:
        posted = await desk.store.ledger.among(place, [each.paper.id for each in best])
        summaries = await desk.summarise([each.paper for each in best])
        picks = [replace(each, summary=one) for each, one in zip(best, summaries, strict=True)]
        shown = follows.news_message(picks, posted, found, day, whole=not after, more=more)
    else:
        shown = follows.nothing_new(its, day, whole=not after)
    await reply(shown)
    seen = Look(day, after, max(offered.until, after))
    if (look is None or day >= look.day) and seen != look:
        await store.looked(place.chat, person, seen)


def _named(its: Sequence[Follow]) -> str:
    *most, last = [each.typed for each in its[:_SPELT]]
    if len(its) > _SPELT:
        return f"{', '.join((*most, last))} and {len(its) - _SPELT} more"
    return f"{', '.join(most)} and {last}" if most else last


async def _hint(desk: Desk, added: Sequence[Follow]) -> str:
    """Where nothing here fits, say so, and whether a name was meant."""
    if name := await _cut_name(desk, added):
        return f' Is that one person? /follow add by:"{name}" follows the author.'
    unfit = [each for each in added if not await _fits_any(desk, follows.topic_of(each.typed))]
    if not unfit:
        return ""
    if len(added) > 1:
        which = _named(unfit)
        return f" No paper here fits {which} so far: look whether that is spelt as you mean it."
    topic = follows.topic_of(unfit[0].typed)
    name = " ".join((*topic.authors[:1], *topic.words))
    author = Topic(authors=(name,))
    if topic.words and len(topic.authors) < 2 and await _fits_any(desk, author):
        if topic.authors:  # by:Yann LeCun
            return f' Of more than one word a name needs quotation marks: /follow add by:"{name}".'
        return f' No paper here has these words: /follow add by:"{name}" follows the author.'
    return " No paper here fits it so far: look whether it is spelt as you mean it."


async def _cut_name(desk: Desk, added: Sequence[Follow]) -> str:
    """The name of an author here that a comma cut in two, as in by:LeCun, Yann."""
    for family, given in pairwise(follows.topic_of(each.typed) for each in added):
        name = " ".join((*given.words, *family.authors))
        is_cut = len(family.authors) == 1 and given == Topic(given.words)
        if is_cut and await _fits_any(desk, replace(family, authors=(name,))):
            return name
    return ""


async def _fits_any(desk: Desk, topic: Topic) -> bool:
    """Whether a paper here fits: what the store offers for a name may be of somebody else."""
    offered = await desk.store.papers.search(topic, _LOOKED)
    return any(papers.match(topic, each.read()) for each in offered)


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise UserError("This button is from another time: it does nothing any more.") from error
