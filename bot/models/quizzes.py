"""Questions and answers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """A graded question about one paper. `key` is the index of the right option.

    `quote` is the sentence of the paper that proves the key. `id` is 0 until it is stored.
    """

    paper_id: str
    prompt: str
    options: tuple[str, ...]
    key: int
    explanation: str
    quote: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """A person's first answer to a question; `option` is its index.

    `name` is the person's at that moment, for the scores of the place where they play.
    """

    question_id: int
    person: str
    option: int
    name: str = ""
