"""A vote of the group: which of the week's papers to discuss, and what won."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from bot.errors import ChatError, PlaceGone, UserError
from bot.messages import Address, Card, Message, Poll, User
from bot.models import Ballot, GroupVote, Paper
from bot.ports import Chat, Store
from bot.quizzes.play import OPEN, is_number
from bot.quizzes.show import moment, tally_of_votes
from bot.text.words import counted

_WEEK = timedelta(days=7)
_MOST, _FEWEST = 10, 2  # papers
_QUESTION = "Which of this week's papers shall we discuss?"
_LATER = timedelta(minutes=1)  # until a result that was not there is looked at again
_PATIENCE = timedelta(hours=12)  # after so long a vote closes without one
_GONE = "This vote is not here any more. Start another with /quiz vote."

log = structlog.get_logger(__name__)


async def offer(
    place: Address, store: Store, now: datetime, timezone: str, hours: timedelta = OPEN
) -> GroupVote:
    """Put the papers that were posted here this week to the vote, the newest first.

    Raises `UserError` where there are fewer than two, or a vote is open.
    """
    recent = await store.ledger.recent(place, now - _WEEK)
    standing = await store.ledger.among(place, recent)
    ids = [each for each in reversed(recent) if standing.get(each)][:_MOST]
    known = {each.id: each for each in await store.papers.several(ids)}
    papers = [known[each] for each in ids if each in known]
    if len(papers) < _FEWEST:
        raise UserError(
            "A vote takes two papers that were posted here within a week. "
            "/digest now posts what is new."
        )
    vote = GroupVote(
        place=place,
        papers=tuple(each.id for each in papers),
        options=tuple(each.title for each in papers),
        opened_at=now,
        closes_at=now + hours,
        timezone=timezone,
    )
    stored = await store.group_votes.open(vote, vote_message)
    if stored is None:
        raise UserError("A vote is open here already: it is somewhere above.")
    return stored


async def choose(value: str, user: User, place: Address, store: Store, now: datetime) -> Message:
    """Record a press, `17:2` for the second option. Raises `UserError` for what is not there."""
    number, _, pressed = value.partition(":")
    vote = await store.group_votes.get(int(number)) if is_number(number) else None
    if vote is None or vote.place != place or pressed not in _numbers(vote):
        raise UserError(_GONE)
    option = int(pressed) - 1
    if not await store.group_votes.vote(vote.id, user.id, option, now):
        return Message(f"This vote closed {moment(vote.closes_at, vote.timezone)}.")
    ends = moment(vote.closes_at, vote.timezone)
    return Message(f"Noted: “{vote.options[option]}”. You may change that until {ends}.")


def vote_message(vote: GroupVote, voted: int = 0) -> Message:
    """The open vote; `voted` counts people, where they vote by buttons."""
    hours = round((vote.closes_at - vote.opened_at).total_seconds() / 3600)
    poll = Poll(_QUESTION, vote.options, max(hours, 1), str(vote.id))
    counts = f" {voted} voted." if voted else ""
    ends = moment(vote.closes_at, vote.timezone)
    return Message(f"A vote, one each, until {ends}.{counts}", poll=poll)


async def announce(ballot: Ballot, store: Store, chats: Mapping[str, Chat], now: datetime) -> bool:
    """Close a vote and say what won; whether this process did.

    Where the platform counts its own poll, by that. A result that cannot be read is waited for.
    """
    vote = ballot.vote
    chat = chats.get(vote.place.chat)
    if chat is None:  # another process serves it
        return False
    try:
        native = await chat.votes(ballot.ref) if ballot.ref else None
    except PlaceGone:
        native = {}
    except ChatError as error:
        if now < vote.closes_at + _PATIENCE:
            await store.group_votes.put_off(vote.id, now + _LATER)
            log.info("a vote cannot be counted yet", place=str(vote.place), why=str(error))
            return False
        native = {}
    tally = ballot.tally if native is None else native
    papers = await store.papers.several(vote.papers)
    closed, winner = closed_vote(vote, tally), winner_message(vote, tally, papers)
    return await store.group_votes.close(vote.id, closed, winner, now)


def closed_vote(vote: GroupVote, tally: Mapping[int, int]) -> Message:
    """The result as bars, without buttons."""
    footer = f"{counted(sum(tally.values()), 'vote')}"
    body = tally_of_votes(vote.options, tally)
    return Message("Vote closed", (Card(f"Vote closed: {_QUESTION}", body, footer=footer),))


def winner_message(
    vote: GroupVote, tally: Mapping[int, int], papers: tuple[Paper, ...]
) -> Message | None:
    """What won, or all that did; None where nobody voted."""
    most = max(tally.values(), default=0)
    if not most:
        return None
    known = {each.id: each for each in papers}
    won = [index for index in range(len(vote.papers)) if tally.get(index) == most]
    total = counted(sum(tally.values()), "vote")
    title = f"Chosen to discuss, with {most} of {total}"
    if len(won) > 1:
        title = f"A tie: {len(won)} papers to discuss, with {most} of {total} each"
    cards = [_card(vote.options[each], known.get(vote.papers[each])) for each in won]
    return Message(f"{title}: {vote.options[won[0]]}", (Card(title), *cards))


def _card(title: str, paper: Paper | None) -> Card:
    if paper is None:
        return Card(title)
    return Card(paper.title, url=paper.url, footer=", ".join(paper.authors[:3]))


def _numbers(vote: GroupVote) -> list[str]:
    return [str(number) for number in range(1, len(vote.options) + 1)]
