"""How a digest reads: what is new, why it is shown, where the other papers went."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.digest.select import UNLIKED
from bot.follows import button
from bot.messages import Card, Limits, Message, Sizes
from bot.models import Digest, Draft, Pick, QuietDays, Run, Summary
from bot.papers import full_card, paper_card, votes
from bot.splitting import split
from bot.summaries import summary_card
from bot.summaries.show import origin
from bot.text.words import counted
from bot.times import spell_moment

_FEWEST = 2  # cards that a headline does not stand alone with
_NAMED = 5  # days; more are counted
_APART = " · "  # the pieces of a grey line


def digest_message(digest: Digest, now: datetime, *, threads: bool = False) -> Message:
    """The message of a digest; of one without papers, one grey line that says why.

    `threads`: the abstracts stand in its thread.
    """
    if not digest.picks:
        return lines_message([empty_line(digest, now)])
    headline = counted(len(digest.picks), "new paper")
    sample = "from the sample" if any(pick.paper.sample for pick in digest.picks) else ""
    counts = ", ".join(_counts(digest, brief=True))
    summaries = [its for pick in digest.picks if (its := _shown(pick, threads=threads))]
    why = "" if sample else _why_own(summaries)
    line = (digest.topic, counts, sample or _writers(summaries, why))
    header = Card(
        title=f"{headline} · {digest.date:%a} {digest.date.day} {digest.date:%B}",
        footer=" · ".join(each for each in line if each),
    )
    notes = tuple(Card(footer=note) for note in digest.notes)
    about = about_topic(digest.topic)
    shown = [paper_card(each) if threads else _whole_card(each, why) for each in digest.picks]
    cards = (header, *shown, *notes, *_ending(digest, now, threads=threads))
    return Message(f"{headline}{about}", cards, mention=digest.subscription.mention)


def digest_drafts(
    digest: Digest,
    now: datetime,
    limits: Limits,
    size: Callable[[Message], Sizes],
    *,
    threads: bool,
) -> list[Draft]:
    """The digest in parts that fit, each with the papers that begin in it.

    With `threads` the details of each paper go below the part that shows it.
    """
    left = {pick.paper.url: pick for pick in digest.picks}
    drafts = []
    for part in _parts(digest, now, limits, size, threads=threads):
        shown = [left.pop(card.url) for card in part.cards if card.url and card.url in left]
        ids = tuple(pick.paper.id for pick in shown)
        about = ids[0] if len(ids) == 1 else ""
        below = [each for pick in shown if threads for each in _details(pick, limits, size)]
        drafts.append(Draft(part, ids, about=about, details=tuple(below)))
    return drafts


def lines_message(lines: Sequence[str]) -> Message:
    """Grey lines, one below the other."""
    return Message(" ".join(lines), tuple(Card(footer=line) for line in lines))


def explanation(
    lines: Sequence[str],
    ending: Sequence[str],
    limits: Limits,
    size: Callable[[Message], Sizes],
) -> Message:
    """Lines in one message that fits, for it is edited later: what is too much is counted.

    It notifies nobody: there is nothing to read.
    """
    message = lines_message([*lines, *ending])
    for count in range(len(lines) - 1, 0, -1):
        if not limits.exceeded(size(message)):
            break
        more = f"And {len(lines) - count} more without a paper."
        message = lines_message([*lines[:count], more, *ending])
    return replace(split(message, limits, size)[0], silent=True)


def empty_line(digest: Digest, now: datetime) -> str:
    """Why there is no paper, and when the place is looked at again."""
    return " ".join([_why_empty(digest), *digest.notes, *_next(digest.receipt.next, digest, now)])


def late_line(run: Run, topic: str, now: datetime) -> str:
    """That a digest did not come at its hour, and when its papers come."""
    schedule, following = run.subscription.schedule, run.subscription.next_run_at
    then = f", {spell_moment(following, schedule.timezone, now)}" if following else ""
    return (
        f"The digest{about_topic(topic)} of {_day(run.date)} did not come: Paperboy was not "
        f"running at {schedule.at:%H:%M}. Its papers come with the next one{then}."
    )


def missed_note(missed: Sequence[date]) -> str:
    """That days before this one were missed, and where their papers are."""
    days = " and ".join(filter(None, (", ".join(map(_day, missed[:-1])), _day(missed[-1]))))
    if len(missed) > _NAMED:
        days = f"{len(missed)} days from {_day(missed[0])} to {_day(missed[-1])}"
    return f"Paperboy was not running on {days}: what was announced then is among these."


def in_a_row(quiet: QuietDays) -> list[str]:
    """How many empty days follow each other; nothing for the first."""
    if len(quiet.days) < 2:
        return []
    return [f"{len(quiet.days)} empty days in a row, since {_day(min(quiet.days))}."]


def about_topic(topic: str) -> str:
    """Introduce a topic, which may only be a category or an author."""
    named = topic and not topic.startswith(("in ", "by "))
    return f" on {topic}" if named else f" {topic}".rstrip()


def _parts(
    digest: Digest,
    now: datetime,
    limits: Limits,
    size: Callable[[Message], Sizes],
    *,
    threads: bool,
) -> Sequence[Message]:
    parts = split(digest_message(digest, now, threads=threads), limits, size)
    if len(parts) == 1 or parts[-1].cards != _ending(digest, now, threads=threads):
        return parts
    # The next step is worth no message of its own: what stands before it comes along.
    *others, before, last = parts
    *kept, moved = before.cards
    together = replace(last, cards=(moved, *last.cards))
    if len(kept) < _FEWEST or limits.exceeded(size(together)):
        return parts
    return [*others, replace(before, cards=tuple(kept)), together]


def _shown(pick: Pick, *, threads: bool) -> Summary | None:
    """What the card of a paper shows in the digest itself."""
    return pick.summary if threads or not pick.more else pick.more


def _whole_card(pick: Pick, said: str) -> Card:
    """The card of a paper with all that the place wants of it: there is no thread for that.

    `said`: the note that stands above all cards.
    """
    if not pick.more:
        return paper_card(pick)
    card = paper_card(replace(pick, summary=pick.more))
    its = summary_card(pick.paper, pick.more)
    known = (*card.footer.split(_APART), *origin(pick.more, sample=pick.paper.sample))
    pieces = dict.fromkeys(each for each in known if each and each != said)
    buttons = (*its.buttons, *votes(pick.paper))
    footer = _APART.join(pieces)
    return replace(card, body=its.body, image=its.image, buttons=buttons, footer=footer)


def _details(pick: Pick, limits: Limits, size: Callable[[Message], Sizes]) -> list[Draft]:
    """All about a paper, in parts that fit; the first is what people answer to."""
    paper = pick.paper
    more = (summary_card(paper, pick.more, abstract=False),) if pick.more else ()
    cards = (*more, replace(full_card(paper), buttons=votes(paper)))
    first, *rest = split(Message(paper.title, cards), limits, size)
    return [Draft(first, about=paper.id), *map(Draft, rest)]


def _ending(digest: Digest, now: datetime, *, threads: bool) -> tuple[Card, ...]:
    """A grey line that names the next step, where there is one, and a button for each reader."""
    subscription, following = digest.subscription, digest.receipt.next
    zone = subscription.schedule.timezone
    line = (
        "Abstracts in the thread" if threads else "",
        "/digest edit" if subscription.id and not subscription.configured else "",
        f"next: {spell_moment(following, zone, now)}" if following else "",
    )
    text = " · ".join(each for each in line if each)
    day = digest.announced.day or digest.date
    return (Card(footer=text[:1].upper() + text[1:], buttons=(button(day),)),)


def _why_empty(digest: Digest) -> str:
    about = about_topic(digest.topic)
    if digest.receipt.announced:
        return f"No paper{about} today: {', '.join(_counts(digest))}."
    last = digest.announced.day
    if last is None:
        return f"No paper{about} yet: nothing was announced so far."
    if last == digest.date:
        return f"No paper{about} now: nothing new was announced since today's announcement."
    return f"No paper{about} today: nothing new was announced since {last:%A} {last.day} {last:%B}."


def _next(following: datetime | None, digest: Digest, now: datetime) -> list[str]:
    zone = digest.subscription.schedule.timezone
    return [f"Next look: {spell_moment(following, zone, now)}."] if following else []


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%B}"


def _counts(digest: Digest, *, brief: bool = False) -> list[str]:
    """Where the papers went, in the order in which they were sorted out."""
    receipt = digest.receipt
    unliked = sum(where == UNLIKED for where in digest.passed_over.values())
    counts = [
        (receipt.already_posted, "already posted here"),
        (receipt.held, "waiting to be sent"),
        (receipt.below_threshold - unliked, "below the threshold"),
        (unliked, UNLIKED),
        (receipt.folded, "much like another"),
    ]
    counts = [(receipt.posted, "chosen")] if brief else counts
    first = [f"{receipt.announced} announced", f"{receipt.announced - receipt.filtered} on topic"]
    return first + [f"{count} {what}" for count, what in counts if count]


def _why_own(summaries: Sequence[Summary]) -> str:
    """Why a model wrote no sentence where one was to: of several reasons, one."""
    return min((each.note for each in summaries if each.note and not each.writer), default="")


def _writers(summaries: Sequence[Summary], note: str) -> str:
    """Who wrote the sentences, and why a model did not, where one was to."""
    models = sorted({each.writer for each in summaries if each.writer})
    own = [each for each in summaries if not each.writer]
    why = f" ({note})" if note else ""
    if not models:
        return f"sentences in the authors’ words{why}" if own else ""
    written = f"sentences by {' and '.join(models)}, checked"
    return f"{written}; {len(own)} in the authors’ words{why}" if own else written
