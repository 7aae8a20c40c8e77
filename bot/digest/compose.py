"""How a digest reads: what is new, why it is shown, where the other papers went."""

from bot.messages import Card, Message
from bot.models import Digest, Receipt
from bot.papers import paper_card
from bot.text.words import counted


def digest_message(digest: Digest) -> Message:
    """The message of a digest; of one without papers, one grey line that says why."""
    about = _about(digest.topic)
    if not digest.picks:
        text = " ".join([_empty(digest), *digest.notes])
        return Message(text, (Card(footer=text),))
    headline = counted(len(digest.picks), "new paper")
    sample = "from the sample" if any(pick.paper.sample for pick in digest.picks) else ""
    line = (digest.topic, ", ".join(_counts(digest.receipt, brief=True)), sample)
    header = Card(
        title=f"{headline} · {digest.date:%a} {digest.date.day} {digest.date:%B}",
        footer=" · ".join(each for each in line if each),
    )
    notes = tuple(Card(footer=note) for note in digest.notes)
    return Message(f"{headline}{about}", (header, *map(paper_card, digest.picks), *notes))


def _empty(digest: Digest) -> str:
    about = _about(digest.topic)
    if digest.receipt.announced:
        return f"No paper{about} today: {', '.join(_counts(digest.receipt))}."
    last = digest.announced.day
    if last is None:
        return f"No paper{about} yet: nothing was announced so far."
    return f"No paper{about} today: nothing new was announced since {last:%A} {last.day} {last:%B}."


def _about(topic: str) -> str:
    """Introduce a topic, which may only be a category or an author."""
    named = topic and not topic.startswith(("in ", "by "))
    return f" on {topic}" if named else f" {topic}".rstrip()


def _counts(receipt: Receipt, *, brief: bool = False) -> list[str]:
    """Where the papers went, in the order in which they were sorted out."""
    counts = [
        (receipt.already_posted, "already posted here"),
        (receipt.below_threshold, "below the threshold"),
        (receipt.folded, "much like another"),
        (receipt.held, "held back"),
    ]
    counts = [(receipt.posted, "chosen")] if brief else counts
    first = [f"{receipt.announced} announced", f"{receipt.announced - receipt.filtered} on topic"]
    return first + [f"{count} {what}" for count, what in counts if count]
