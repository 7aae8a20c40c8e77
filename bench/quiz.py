"""What the quizzes without a model give away, how many papers get one, and what the gate stops.

1,000 real papers of ../shared, each asked about as of its day, as play does. On four options,
chance is 25 %. Data of the gate are in quiz_data/; how they came about is in docs/quiz_verdicts.md.
"""

import sys
from collections.abc import Sequence
from functools import partial
from random import Random
from statistics import fmean

from figures import SHARED, report
from ingest import read_papers
from quizzing import guessing
from quizzing.gate import report_gate
from quizzing.guessing import Marks, Tfidf, chance, shown_words
from quizzing.play import TOPICS, Play, of_digest

from bot.models import Question
from bot.quizzes.nearness import Nearness
from bot.quizzes.which import WHICH

PAPERS, SEED, ROUNDS = 1000, 8, 3


def main() -> None:
    """Print all figures."""
    papers = read_papers()
    play = Play(papers)
    chosen = Random(SEED).sample(papers, PAPERS)
    near = sorted(chosen, key=lambda each: (each.categories[:1], str(each.announced)))
    asked = [play.about(each, SEED) for each in near]
    with_one = 100 * sum(map(bool, asked)) / PAPERS
    report("papers with a question", with_one, "%", 45.0, at_least=True)
    questions = [each for its in asked for each in its]
    which = [each for each in questions if each.prompt.startswith(WHICH)]
    share = 100 * (1 - len(which) / len(questions))
    report("of the questions about a number", share, "%", 25.0, at_least=True)
    amounts = [  # the same papers, drawn anew: less noise in what guessing wins
        each for its in near for turn in range(ROUNDS) for each in play.numbers(its, SEED + turn)
    ]
    report_guessing(which, amounts, [each.abstract for each in chosen])
    report("nearest in meaning", chance(which, nearest_in_meaning(play)), "%", 33.0)
    report("farthest in meaning", chance(which, farthest_in_meaning(play)), "%", 33.0)
    report_play(play)
    report_gate({paper.id: paper for paper in papers})


def nearest_in_meaning(play: Play) -> Marks:
    """The title nearest in meaning to what is asked."""
    near = Nearness(play.meaning)
    return lambda its: near(its.prompt.partition("\n\n")[2], its.options)


def farthest_in_meaning(play: Play) -> Marks:
    """The title farthest in meaning from what is asked."""
    near = nearest_in_meaning(play)
    return lambda its: [-mark for mark in near(its)]


def report_play(play: Play) -> None:
    """What is won by who knows the topic that was typed, or the digest above."""
    topical = [(each, topic) for topic in TOPICS for each in play.on_topic(topic, SEED)]
    won = [chance([each], shown_words(topic)) for each, topic in topical]
    report(f"most words of the topic, of {len(won)}", fmean(won), "%", 33.0)
    digests = list(play.digests(SEED))
    its = [(digest, each) for digest, each in digests if each]
    report("digests with a question", 100 * len(its) / len(digests), "%", 45.0, at_least=True)
    which = [(digest, each) for digest, each in its if each.prompt.startswith(WHICH)]
    won = [chance([each], partial(of_digest, digest)) for digest, each in which]
    if won:
        report(f"what stands first in the digest, of {len(won)}", fmean(won), "%", 33.0)


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
