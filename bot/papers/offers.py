"""The papers of some days, and which of them fit which topic: `match` need not read all of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.models import Paper, Topic
from bot.papers.centrality import close_match
from bot.papers.match import Match, read_words
from bot.text.names import families, wanted_families
from bot.text.words import stem, words


class Offers:
    """Readable papers by the stems of their words, and by the family names of their authors."""

    def __init__(self) -> None:
        self.papers: dict[str, Paper] = {}
        self._words: defaultdict[str, set[str]] = defaultdict(set)
        self._families: defaultdict[str, set[str]] = defaultdict(set)
        self._matches: defaultdict[Topic, dict[str, Match | None]] = defaultdict(dict)

    def add(self, paper: Paper) -> None:
        """Take in one more paper."""
        self.papers[paper.id] = paper
        text = read_words(paper)
        text.prepare()
        for each in {*text.title.stems.split(), *text.abstract.stems.split()}:
            self._words[each].add(paper.id)
        for author in paper.authors:
            for family in families(author):
                self._families[family].add(paper.id)

    def fitting(self, topics: Iterable[Topic], ids: Sequence[str]) -> list[tuple[Paper, Match]]:
        """Those of `ids` that fit any of the topics, in this order, and how well they fit best."""
        wanted, best = frozenset(ids), dict[str, Match]()
        for topic in topics:
            for paper_id, fits in self._fitting(topic, wanted):
                if paper_id not in best or fits.score > best[paper_id].score:
                    best[paper_id] = fits
        return [(self.papers[each], best[each]) for each in ids if each in best]

    def _fitting(self, topic: Topic, ids: frozenset[str]) -> Iterator[tuple[str, Match]]:
        """Each paper is matched once, whoever asks: most places want what others want too."""
        named = topic.words or topic.phrases or topic.authors
        everywhere = replace(topic, categories=()) if named else topic
        known, within = self._matches[everywhere], frozenset(topic.categories)
        for each in self._offered(topic, ids):
            if within and within.isdisjoint(self.papers[each].categories):
                continue
            if each not in known:
                known[each] = close_match(everywhere, self.papers[each])
            fits = known[each]
            if fits:
                yield each, fits

    def _offered(self, topic: Topic, ids: frozenset[str]) -> frozenset[str]:
        """Those of `ids` that `match` may take, and perhaps a few more."""
        wanted = {*topic.telling, *(each for phrase in topic.phrases for each in words(phrase))}
        offered = _all_of(self._words, map(stem, wanted), ids)
        if topic.authors and offered:
            wanted = {each for author in topic.authors for each in wanted_families(author)}
            offered &= frozenset().union(*(self._families.get(each, ()) for each in wanted))
        return offered


def _all_of(
    index: Mapping[str, set[str]], stems: Iterable[str], ids: frozenset[str]
) -> frozenset[str]:
    holding = sorted((index.get(each, set()) for each in stems), key=len)
    return ids.intersection(*holding)
