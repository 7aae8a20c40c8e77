"""The stems of a text, sentence by sentence: what the index holds, and what a match looks at."""

import re

from bot.text.words import stem, words

# Rough, and a hundred times faster than `bot.text.sentences`: it only tells near from scattered.
_SENTENCE_END = re.compile(r"[.?!][)\]\"”’']*\s+(?=[^a-z])")


def stems(text: str) -> str:
    """The stems of all words of a readable text, as “we stem word . it be fast”."""
    sentences = (" ".join(map(stem, words(each))) for each in _SENTENCE_END.split(text))
    return " . ".join(filter(None, sentences))
