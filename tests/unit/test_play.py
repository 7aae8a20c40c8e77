"""Playing a quiz: one answer a person, private feedback with the sentence that proves it."""

from dataclasses import replace
from random import Random

import pytest

from bot.errors import UserError
from bot.messages import Message, User
from bot.quizzes import ask, grade
from bot.text.markdown import plain
from storage.sqlite import SqliteStore
from tests.delivery import add, deliver, draft
from tests.fakes import ANNA, NOW, PLACE, paper

ABSTRACT = "We train a network on images. It reaches an accuracy of 87.5% on the ImageNet test set."
BEN = User("ben", "Ben", can_manage=False)


@pytest.fixture
async def store(store: SqliteStore) -> SqliteStore:
    await store.papers.add(
        [paper(1, "Deep nets", abstract=ABSTRACT), paper(2, abstract="No number.")]
    )
    return store


async def asked(store: SqliteStore, typed: str = "") -> Message:
    return await ask(PLACE, typed, store, Random(3), NOW)


async def test_a_question_shows_lettered_options_and_how_it_is_graded(store: SqliteStore) -> None:
    (card,) = (await asked(store)).cards
    assert "87.5" in plain(card.body)
    assert [button.label for button in card.buttons] == list("ABCD")
    assert [button.value for button in card.buttons] == ["1:0", "1:1", "1:2", "1:3"]
    assert card.footer == "The first answer counts · feedback is private"


async def test_question_sentence_and_options_stand_apart(store: SqliteStore) -> None:
    (card,) = (await asked(store)).cards
    question, sentence, *options = plain(card.body).split("\n")
    assert question == "Which number completes this sentence from “Deep nets”?"
    assert sentence == "“It reaches an accuracy of ▁▁▁% on the ImageNet test set.”"
    assert [each[0] for each in options] == list("ABCD")
    assert [len(part.split("\n")) for part in card.body.split("\n\n")] == [1, 1, 4]


async def test_a_question_on_a_sample_paper_says_so(store: SqliteStore) -> None:
    await store.papers.add([paper(4, "Sample nets", abstract=ABSTRACT, sample=True)])
    (card,) = (await asked(store, "2603.00004")).cards
    assert "this sentence about “Sample nets”?" in plain(card.body)
    assert card.footer.endswith(" · feedback is private · sample description")
    answered = await grade("1:0", ANNA, store, NOW)
    assert "Sample description of [Sample nets]" in answered.cards[0].body


async def test_right_and_wrong_are_explained_with_the_proof(store: SqliteStore) -> None:
    await asked(store)
    question = await store.quizzes.get(1)
    assert question
    right = await grade(f"1:{question.key}", ANNA, store, NOW)
    wrong = await grade(f"1:{(question.key + 1) % 4}", BEN, store, NOW)
    letter = "ABCD"[question.key]
    assert right.text == f"Right: it is {letter}."
    assert wrong.text == f"Not quite: it is {letter}."
    for message in (right, wrong):
        body = message.cards[0].body
        assert plain(body).startswith(f"{message.text}\nThe abstract says 87.5%.")
        assert "> It reaches an accuracy of 87.5% on the ImageNet test set." in body
        assert "[Deep nets](https://arxiv.org/abs/2603.00001)" in body
    assert sum((await store.quizzes.tally(1)).values()) == 2


async def test_only_the_first_answer_counts(store: SqliteStore) -> None:
    await asked(store)
    question = await store.quizzes.get(1)
    assert question
    wrong = (question.key + 1) % 4
    await grade(f"1:{wrong}", ANNA, store, NOW)
    again = await grade(f"1:{question.key}", ANNA, store, NOW)
    assert again.text.startswith("Not quite")
    assert f"You answered {'ABCD'[wrong]} before, and that counts." in plain(again.cards[0].body)
    assert dict(await store.quizzes.tally(1)) == {wrong: 1}


async def test_a_paper_is_asked_about_once_in_a_place(store: SqliteStore) -> None:
    await asked(store)
    with pytest.raises(
        UserError, match=r"^No paper here that was not asked about yet .* with a topic\.$"
    ):
        await asked(store)


async def test_papers_of_the_place_come_first(store: SqliteStore) -> None:
    later = paper(3, "Older nets", abstract=ABSTRACT.replace("87.5", "65.4"))
    await store.papers.add([replace(later, announced=None)])
    await add(store, draft("a digest", "2603.00003"))
    await deliver(store)
    assert "Older nets" in (await asked(store)).text


async def test_a_question_on_what_was_typed(store: SqliteStore) -> None:
    assert "Deep nets" in (await asked(store, "2603.00001")).text
    with pytest.raises(UserError, match=r"^No paper on this makes .* Try another topic\.$"):
        await asked(store, "2603.00002")


@pytest.mark.parametrize("value", ["", "1", "9:0", "1:4", "1:-1", "x:y", "1:0:0", "²:0", "1:²"])
async def test_a_press_on_what_is_not_there_gets_a_kind_word(
    store: SqliteStore, value: str
) -> None:
    await asked(store)
    with pytest.raises(UserError, match="not here any more"):
        await grade(value, ANNA, store, NOW)
    assert not await store.quizzes.tally(1)
