"""A question from an abstract: fair, of a clear result, with nothing that tells the key."""

import re
from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import Paper, Question
from bot.quizzes.blanks import BLANK
from bot.quizzes.compose import MOST, compose
from bot.quizzes.lookalikes import lookalikes
from bot.quizzes.numbers import Measure, measures
from bot.quizzes.titles import LONGEST

SIXTEEN = "A reader with all of the notes takes 16 minutes a page."
OPENING = "We present a small reader of long texts."
RESULT = "It reaches 28.4 BLEU on the news test set of English and German."


def paper(abstract: str, title: str = "Reading Long Texts Quickly") -> Paper:
    return Paper(id="2501.00001", title=title, abstract=f"{OPENING} {abstract}")


def ask(abstract: str, seed: int = 1, title: str = "Reading Long Texts Quickly") -> Question | None:
    return next(iter(compose(paper(abstract, title), (), Random(seed))), None)


def asked(abstract: str, seed: int = 1, title: str = "Reading Long Texts Quickly") -> Question:
    question = ask(abstract, seed, title)
    assert question is not None
    return question


def test_a_number_in_a_result_becomes_a_question() -> None:
    question = asked(RESULT)
    assert question.prompt == (
        "Which number completes this sentence from “Reading Long Texts Quickly”?\n\n"
        f"“It reaches {BLANK} BLEU on the news test set of English and German.”"
    )
    assert question.options[question.key] == "28.4 BLEU"
    assert all(re.fullmatch(r"\d+\.\d BLEU", each) for each in question.options)
    assert question.explanation == "The abstract says 28.4 BLEU."
    assert question.quote == RESULT
    assert question.paper_id == "2501.00001"


def test_a_sample_paper_is_not_quoted_as_if_it_said_so() -> None:
    sample = Paper("2501.00001", "Reading", f"{OPENING} {RESULT}", sample=True)
    (question,) = compose(sample, (), Random(1))
    assert question.prompt.startswith("Which number completes this sentence about “Reading”?\n\n")


def test_the_same_random_asks_the_same_question() -> None:
    assert ask(RESULT, seed=5) == ask(RESULT, seed=5)


def test_latex_is_read_first() -> None:
    question = asked(r"It improves the mean accuracy of all readers in our test by $12.3\%$.")
    assert question.options[question.key] == "12.3%"
    assert question.quote.endswith("by 12.3%.")


def test_a_long_title_is_shortened_at_a_word() -> None:
    prompt = asked(RESULT, title="Reading " + "very " * 60 + "long texts").prompt
    assert "very…”?" in prompt
    assert len(prompt) < 300


@pytest.mark.parametrize(
    "abstract",
    [
        "It reaches over 28.4 BLEU on the news test set of English and German.",
        "It reaches up to 28 BLEU on the news test set of English and German.",
        "It improves the mean accuracy of all readers from 41.5% to 52.7% in our test.",
        "It improves the accuracy of readers by 11.2 points from 41.5% to 52.7% in our test.",
        "The length of all answers is reduced from 5439 tokens to 4585 tokens, by 15.7% of it.",
        "It mends 24% of all the errors in news and leaves 76% of the errors in it as they were.",
        "It holds 2.5 years of lessons and all in all that makes 22,000 class hours of reading.",
        "-Careful readers: we asked 284 readers of news and of books for what they remember.",
        "It improves the mean accuracy of all readers from 41.5 to 52.7% in our test.",
        "The accuracies on news and books are 41.5% and 52.7% for our best reader.",
        "It reaches 28.4 BLEU there.",
        "This corresponds to a reduction of 28.4% in the time that all the readers need.",
        "Existing readers reach an accuracy of 28.4% on the news test set of English and German.",
        "Such errors typically cost 28.4% of the time of all the readers in the field.",
        "We hope that it could reach 28.4 BLEU on the news test set of English and German.",
        "It reaches 28.4 BLEU (on the news test set of English and German.",
        "We train our reader on 28.4 hours of speech and then it reaches the best score.",
        "The best reader was right on 83% (25/30) of the news and of the books.",
        "Compared to a reader with 7.2B parameters it reaches the same score on all the tests.",
        "People find it better on a 7-point scale after reading the news and the books.",
        "It is 28.4 times faster at 2.3% instead of 4.6% errors on all of the news test sets.",
        "We repeated the questions to all of our readers 100 times on the news and the books.",
        "The maps of the land and of the sea were read at 10 m spatial resolution in our test.",
        "Readers of the news and of the books gave it 4.2 stars out of 5 in all of our tests.",
    ],
)
def test_a_sentence_that_is_no_clear_result_is_left_alone(abstract: str) -> None:
    assert ask(abstract) is None


@pytest.mark.parametrize(
    ("abstract", "keys"),
    [
        ("It reaches up to 28.4 BLEU on the news test set of English and German.", {"28.4 BLEU"}),
        (
            "It improves the accuracy by 11.2 points to 52.7% in our test of all readers.",
            {"52.7%"},
        ),
        (
            "It saves 31.4% of the time on news and of the books 28.9% were read once.",
            {"31.4%", "28.9%"},
        ),
        ("It improves the mean accuracy on five sets of news by 12.3% in our test.", {"12.3%"}),
        ("We read with care an enriched dataset of 10,185 images of pages of news.", {"10,185"}),
    ],
)
def test_a_number_of_its_own_is_asked_for_though_others_stand_beside(
    abstract: str, keys: set[str]
) -> None:
    got = {each.options[each.key] for seed in range(9) if (each := ask(abstract, seed))}
    assert got == keys


def test_a_key_that_the_prompt_gives_away_is_not_asked_for() -> None:
    assert ask(RESULT, title="How We Reached 28.4 on a Laptop") is None


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("Four Steps Between Readers", "The mean distance of two readers in the graph is 4.74."),
        ("On Readers", "The mean distance of two readers is 4.74, and not the proverbial six."),
        ("A Tenfold Gain", "On the news test set of both languages it runs 9.7 times faster."),
        ("On Readers", "About half of them, or an average of 52.7%, read all of the news."),
        ("Readers that are 30x Faster", "It runs 28.4x faster on the news of both languages."),
    ],
)
def test_a_key_that_a_word_or_the_title_narrows_is_not_asked_for(title: str, abstract: str) -> None:
    assert ask(abstract, title=title) is None
    number = re.sub(r"\D*([\d.]+\d).*", r"\1", abstract)
    assert ask(f"It improves the accuracy of all the readers by {number}%.") is not None


def test_a_word_far_from_the_key_is_no_hint() -> None:
    assert ask("With one network it improves the accuracy of two readers by 52.7%.") is not None


@pytest.mark.parametrize(
    ("abstract", "key"),
    [
        ("Comprising 268 failures of real builds, it is a benchmark for all the readers.", "268"),
        ("It holds 16,400 pairs of sentences that three people read and judged twice.", "16,400"),
        ("We read 24K pages of old news and of new books with it for a whole year.", "24K"),
    ],
)
def test_how_many_things_there_are_is_asked_for(abstract: str, key: str) -> None:
    question = asked(abstract)
    assert question.options[question.key] == key


@pytest.mark.parametrize(
    "abstract",
    [
        "We read all the news of 2019 papers and of all the books that we could find.",
        "We look at 7 papers and at the books that came with them in all these years.",
        "We read over 268 pages of the news and of the books that came with them in time.",
        "Tests on Atari 268 games and on the news show that all the readers are better.",
        "We read it twice,and all is well.We find 268 mistakes in the pages of the books.",
        "It has 30 books and 12 papers, 42 items of reading in all, for all our readers.",
        "It took our readers 14 months to read all the news and all of the books there are.",
    ],
)
def test_a_few_things_and_years_and_sums_are_not_asked_for(abstract: str) -> None:
    assert not {"2019", "7", "268", "42", "14"} & {
        each.options[each.key] for each in compose(paper(abstract), (), Random(1))
    }


def test_the_first_sentence_sets_the_scene_and_is_not_asked_for() -> None:
    assert compose(Paper("2501.00001", "Reading", RESULT), (), Random(1)) == ()


def test_no_option_is_another_number_of_the_paper() -> None:
    more = "The older reader reached 27.1 and 29.9 and 26.3 and 30.2 in 2019."
    for seed in range(30):
        options = asked(f"{more} {RESULT}", seed).options
        assert not {"27.1 BLEU", "29.9 BLEU", "26.3 BLEU", "30.2 BLEU"} & set(options)
        spelled = asked(f"Twelve and fifteen and eighteen were there. {SIXTEEN}", seed).options
        assert not {"12 minutes", "15 minutes", "18 minutes"} & set(spelled)


PIECES = (
    "It reaches improves reduces errors accuracy of by up to over an a the AUC = ( ) . . BLEU times"
    " x ms points % % 28.4 92.3% 17 0.87 1,250 3.2x GPT-4 10–20 ± $ \\% {} ^ 99.9% 0 00 ١ ∞ “"
)
words = st.sampled_from(PIECES.split())
results = st.integers(50, 9_999).map(
    lambda n: f"It cuts the error of all our readers by {n / 100}%."
)
abstracts = st.one_of(
    st.text(max_size=200),
    st.lists(words, max_size=60).map(" ".join),
    results.map(lambda result: f"{OPENING} {result}"),
)


@given(abstracts, st.text(max_size=40), st.integers())
def test_any_text_gives_well_formed_questions_or_none(abstract: str, title: str, seed: int) -> None:
    questions = compose(Paper("2501.00001", title, abstract), (), Random(seed))
    assert len(questions) <= MOST
    for question in questions:
        assert len(set(question.options)) == len(question.options) == 4
        assert question.key in range(4)
        assert max(map(len, question.options)) <= LONGEST
        assert len(question.prompt) <= 600
        assert not any(option in question.prompt for option in question.options)
        number = re.match(r"[\d.,]+", question.options[question.key])
        assert number
        assert number[0] in question.quote
        assert number[0] not in question.prompt


def test_neither_size_nor_place_nor_nearness_tells_the_key() -> None:
    places, ranks, nearest = Counter[int](), Counter[int](), 0
    for seed in range(300):
        question = asked(f"It cuts the error of all our readers by {17 + seed % 60}.3%.", seed)
        sizes = [float(each.rstrip("%")) for each in question.options]
        mean = sum(sizes) / 4
        places[question.key] += 1
        ranks[sorted(sizes).index(sizes[question.key])] += 1
        nearest += min(sizes, key=lambda size: abs(size - mean)) == sizes[question.key]
    assert all(50 < places[index] < 100 for index in range(4))
    assert all(50 < ranks[index] < 100 for index in range(4))
    assert nearest < 0.38 * 600


def only(text: str) -> Measure:
    (measure,) = (each for each in measures(text) if each.unit)
    return measure


sized = st.one_of(
    st.integers(5, 99_999).map(lambda n: f"It sends {n:,} ms."),
    st.integers(5, 9_999).map(lambda n: f"It sends {n / 10} ms."),
    st.integers(5, 999).map(lambda n: f"It reaches {n / 10}%."),
    st.integers(5, 99).map(lambda n: f"It has a {n}% gain."),
    st.integers(5, 999).map(lambda n: f"It has an AUC of {n / 1000:.3f}."),
)


@given(sized, st.integers())
def test_lookalikes_are_other_plausible_numbers_of_the_same_form(text: str, seed: int) -> None:
    measure = only(text)
    taken = frozenset({measure.value, measure.value + 1})
    others = lookalikes(measure, taken, Random(seed))
    written = {measure.written(each) for each in (measure.value, *others)}
    assert len(others) in (0, 3)
    assert len(written) == len(others) + 1
    assert not taken & set(others)
    assert all(measure.value / 4 < each < measure.value * 4 for each in others)
    assert all(measure.floor < each < (measure.ceiling or 10**9) for each in others)


def test_an_article_fits_every_lookalike() -> None:
    measure = only("It has an 84% share.")
    others = [each for seed in range(20) for each in lookalikes(measure, frozenset(), Random(seed))]
    assert others
    assert all(80 <= each < 90 for each in others)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("It has a mean opinion score of 4.21.", 5),
        ("It has a MOS of 3.9.", 5),
        ("It has a UTMOS of 4.2.", 5),
        ("It reaches 4.21 MOS.", 5),
        ("It has a BERTScore of 0.93.", 1),
        ("It has a 62.5-point lead.", 100),
    ],
)
def test_no_lookalike_lies_beyond_the_end_of_the_scale(text: str, end: int) -> None:
    measure = only(text)
    others = [each for seed in range(20) for each in lookalikes(measure, frozenset(), Random(seed))]
    assert others
    assert all(0 < each < end for each in others)


def test_nothing_is_slower_than_before_where_the_number_says_faster() -> None:
    measure = only("It runs 1.6x faster.")
    others = [each for seed in range(20) for each in lookalikes(measure, frozenset(), Random(seed))]
    assert others
    assert min(others) > 1


def test_the_rank_by_size_is_drawn_evenly() -> None:
    measure, random = only("It reaches 28.4 BLEU."), Random(7)
    ranks = Counter(
        sum(each < measure.value for each in lookalikes(measure, frozenset(), random))
        for _ in range(400)
    )
    assert all(70 < ranks[rank] < 130 for rank in range(4))


@pytest.mark.parametrize(
    "text", ["It wins 0% here.", "It is 2 times faster.", "It has a 99.9% share."]
)
def test_a_number_without_room_on_both_sides_has_no_lookalikes(text: str) -> None:
    assert lookalikes(only(text), frozenset(), Random(1)) == ()
