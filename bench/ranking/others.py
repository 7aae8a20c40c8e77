"""How others rank, in a few lines each: the ways that bench/rank.py compares with ours.

They see the same votes and the same papers; they need scikit-learn, as fitting a meaning does.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from bot.models import Paper

Rows = Sequence[int]


class Others:
    """The papers in each way's own form; words are learned from the `known` ones only."""

    def __init__(self, papers: Sequence[Paper], meanings: Any, known: Rows) -> None:
        texts = [f"{each.title} {each.abstract}" for each in papers]
        words = TfidfVectorizer(
            stop_words="english", strip_accents="unicode", max_df=0.1, min_df=5, max_features=20_000
        )
        words.fit([texts[row] for row in known])
        self.text: Any = words.transform(texts).astype(np.float32)
        parts = [
            CountVectorizer(analyzer=list, binary=True, min_df=2).fit_transform(lists)
            for lists in (
                [each.authors for each in papers],
                [each.categories for each in papers],
                [each.comment.lower().split() for each in papers],
            )
        ]
        self.whole: Any = hstack(
            [self.text, *(part.astype(np.float32) for part in parts), csr_matrix(meanings)], "csr"
        )

    def centroid(self, liked: Rows, _: Rows, asked: Rows) -> Any:
        """zotero-arxiv-daily's way: how like the liked papers a paper is, on average."""
        middle = np.asarray(self.text[liked].sum(axis=0)).ravel()
        return self.text[asked] @ middle

    def machine(self, liked: Rows, others: Rows, asked: Rows) -> Any:
        """arxiv-sanity-lite's way: a linear support vector machine on TF-IDF."""
        model = LinearSVC(class_weight="balanced", C=0.1, max_iter=3_000, tol=1e-4)
        model.fit(self.text[[*liked, *others]], _kinds(liked, others))
        return model.decision_function(self.text[asked])

    def logistic(self, liked: Rows, others: Rows, asked: Rows) -> Any:
        """Logistic regression on text, authors, categories, comment and meaning."""
        few = len(liked) < len(others) / 20
        model = LogisticRegression(
            C=3, class_weight="balanced" if few else None, max_iter=100, tol=1e-3
        )
        model.fit(self.whole[[*liked, *others]], _kinds(liked, others))
        return model.decision_function(self.whole[asked])


def _kinds(liked: Rows, others: Rows) -> list[bool]:
    return [True] * len(liked) + [False] * len(others)
