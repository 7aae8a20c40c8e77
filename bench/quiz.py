"""What the quizzes without a model give away, how many papers get one, and what the gate stops.

1,000 real papers of ../shared, with those of the same day for neighbours. On four options, chance
is 25 %. Data of the gate are in quiz_data/; how they came about is in docs/quiz_verdicts.md.
"""

import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from random import Random

from figures import SHARED, report
from ingest import read_papers
from quizzing import guessing
from quizzing.gate import report_gate
from quizzing.guessing import Tfidf, chance

from bot.models import Paper, Question
from bot.quizzes.compose import compose
from bot.quizzes.which import WHICH

PAPERS, SEED, ROUNDS = 1000, 8, 3


def main() -> None:
    """Print all figures."""
    papers = read_papers()
    days = defaultdict[date | None, list[Paper]](list)
    for paper in papers:
        days[paper.announced].append(paper)
    chosen = Random(SEED).sample(papers, PAPERS)
    asked = [
        [compose(each, days[each.announced], Random(f"{turn}:{each.id}")) for each in chosen]
        for turn in range(ROUNDS)  # the same papers, drawn anew: less noise in what guessing wins
    ]
    with_one = 100 * sum(map(bool, asked[0])) / PAPERS
    report("papers with a question", with_one, "%", 45.0, at_least=True)
    questions = [each for turn in asked for its in turn for each in its]
    which = [each for each in questions if each.prompt.startswith(WHICH)]
    amounts = [each for each in questions if each not in which]
    report_guessing(which, amounts, [each.abstract for each in chosen])
    report_gate({paper.id: paper for paper in papers}, days)


def report_guessing(
    which: Sequence[Question], amounts: Sequence[Question], texts: Sequence[str]
) -> None:
    """What each way of guessing wins; the two kinds apart, so that none hides the other."""
    for kind, its in (("titles", which), ("numbers", amounts)):
        report(f"the longest of four {kind}", chance(its, guessing.longest), "%", 30.0)
        report(f"the shortest of four {kind}", chance(its, guessing.shortest), "%", 30.0)
    every = [*which, *amounts]
    fixed = max(chance(every, guessing.at(place)) for place in range(4))
    report("the best fixed place", fixed, "%", 28.0)
    report("most words of the question", chance(which, guessing.overlapping), "%", 32.0)
    by_words, by_letters = Tfidf(texts, guessing.whole_words), Tfidf(texts, guessing.letters)
    report("nearest by TF-IDF", chance(which, by_words), "%", 33.0)
    report("nearest by TF-IDF of four letters", chance(which, by_letters), "%", 33.0)
    report("most like the other options", chance(which, guessing.most_like_others), "%", 33.0)
    report("the number nearest the mean", chance(amounts, guessing.nearest_mean), "%", 38.0)
    report("the number nearest the median", chance(amounts, guessing.nearest_median), "%", 38.0)
    report("the roundest number", chance(amounts, guessing.roundest), "%", 38.0)


if __name__ == "__main__":
    if not (SHARED / "data" / "papers.jsonl.gz").exists():
        sys.exit("the real papers are not beside this checkout (../shared)")
    main()
