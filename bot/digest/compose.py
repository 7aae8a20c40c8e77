"""How a digest reads: what is new, why it is shown, where the other papers went."""

from bot.messages import Card, Message
from bot.models import Digest, Receipt
from bot.papers import paper_card
from bot.text.words import counted


def digest_message(digest: Digest) -> Message:
    """The message of a digest; of one without papers, one grey line that says why."""
    about = f" on {digest.topic}" if digest.topic else ""
    if not digest.picks:
        text = f"No paper{about} today: {', '.join(_counts(digest.receipt))}."
        return Message(text, (Card(footer=text),))
    headline = counted(len(digest.picks), "new paper")
    sample = "from the sample" if any(pick.paper.sample for pick in digest.picks) else ""
    line = (digest.topic, ", ".join(_counts(digest.receipt)), sample)
    header = Card(
        title=f"{headline} · {digest.date:%a} {digest.date.day} {digest.date:%B}",
        footer=" · ".join(each for each in line if each),
    )
    return Message(f"{headline}{about}", (header, *map(paper_card, digest.picks)))


def _counts(receipt: Receipt) -> list[str]:
    """Where the papers went, in the order in which they were sorted out."""
    counts = [
        (receipt.already_posted, "already posted here"),
        (receipt.below_threshold, "below the threshold"),
        (receipt.folded, "much like another"),
        (receipt.held, "held back"),
        (receipt.over_max, "over the maximum"),
        (receipt.posted, "chosen"),
    ]
    first = [f"{receipt.announced} announced", f"{receipt.announced - receipt.filtered} on topic"]
    return first + [f"{count} {what}" for count, what in counts if count]
