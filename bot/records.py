"""The same digests and papers for scripts: what `--json` prints."""

from collections.abc import Mapping
from dataclasses import asdict

from bot.models import Digest, Pick


def digest_record(digest: Digest) -> Mapping[str, object]:
    """Keys: place, date, papers, receipt. Dates are ISO 8601; `receipt.next` is UTC or null."""
    receipt = asdict(digest.receipt)
    receipt["next"] = digest.receipt.next.isoformat() if digest.receipt.next else None
    return {
        "place": str(digest.place),
        "date": digest.date.isoformat(),
        "papers": [paper_record(pick) for pick in digest.picks],
        "receipt": receipt,
    }


def paper_record(pick: Pick) -> Mapping[str, object]:
    """Keys: id, title, url, authors, categories, announced, score, why, summary.

    And `sample`, true, where it is one.
    """
    paper = pick.paper
    sample = {"sample": True} if paper.sample else {}
    return {
        "id": paper.id,
        "title": paper.title,
        "url": paper.url,
        "authors": list(paper.authors),
        "categories": list(paper.categories),
        "announced": paper.announced.isoformat() if paper.announced else None,
        "score": pick.score,
        "why": pick.why,
        "summary": pick.summary.text if pick.summary else "",
        **sample,
    }
