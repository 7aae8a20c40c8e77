"""What is drawn: which wrong options of a model are asked, and in which order options stand."""

from collections import Counter
from dataclasses import replace
from random import Random

from bot.quizzes.drawing import drawn
from bot.quizzes.hosting import shuffled
from bot.quizzes.nearness import Nearness
from bot.quizzes.shuffling import in_order
from bot.ranking import Meaning, lexicon
from tests import playing
from tests.playing import QUESTION

NUMBERS = ("10%", "20%", "30%", "50%", "60%", "70%")
WORDS = ("a cat", "a goat", "a heron", "a chameleon", "a salamander", "a hippopotamus")


def test_the_rank_of_the_right_option_by_size_or_length_is_drawn_evenly() -> None:
    for right, wrong, size in (("40%", NUMBERS, int), ("a badger", WORDS, len)):
        ranks = Counter[int]()
        for seed in range(400):
            others = drawn("How many?", right, wrong, Random(seed))
            assert len(set(others)) == 3
            own = size(right.strip("%"))
            ranks[sum(size(each.strip("%")) < own for each in others)] += 1
        assert all(70 < ranks[rank] < 130 for rank in range(4))


def test_where_no_options_give_the_drawn_rank_there_is_none() -> None:
    found = [drawn("How many?", "90%", NUMBERS, Random(seed)) for seed in range(80)]
    assert 30 < sum(not each for each in found) < 80


def test_the_stored_seed_alone_gives_the_order() -> None:
    for seed in range(30):
        turned = replace(QUESTION, options=QUESTION.options[::-1], key=2)
        assert in_order(QUESTION, seed) == in_order(turned, seed)
        its = shuffled(playing.asked(), seed)
        assert (its.question, its.seed) == (in_order(QUESTION, seed), seed)
        assert its.question.options[its.question.key] == "2"


def test_texts_are_near_by_their_rare_words_until_there_is_a_meaning() -> None:
    words = lexicon(
        ["bee honey wax", "bee hive wax", "ship sail mast", "ship sea wind", "bee wind"]
    )
    near = Nearness(words)("Bees and wax", ["Honey of bees, wax", "A ship at sea", "of the"])
    assert near[0] > near[1] >= near[2] == 0


def test_texts_are_near_in_meaning_without_a_word_in_common() -> None:
    import numpy as np

    axes = np.array([[1, 0], [1, 0], [0, 1]], np.float32)
    meaning = Meaning(("bee", "hive", "ship"), np.ones(3, np.float32), axes)
    assert Nearness(meaning)("Bees", ["a hive", "a ship"]) == [1.0, 0.0]
