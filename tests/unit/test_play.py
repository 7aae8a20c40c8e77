"""Playing a quiz: one answer a person, private feedback with the sentence that proves it."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from bot.errors import UserError
from bot.messages import Address, Message
from bot.models import Asked
from bot.quizzes import ask, grade
from bot.quizzes.show import closed_message, late, question_message
from bot.text.markdown import plain
from storage.sqlite import SqliteStore
from tests import playing
from tests.delivery import add, deliver, draft
from tests.fakes import ANNA, NOW, PLACE, paper
from tests.playing import ABSTRACT, DAY, person

BEN = person("Ben")


@pytest.fixture
async def store(store: SqliteStore) -> SqliteStore:
    await store.papers.add(
        [paper(1, "Deep nets", abstract=ABSTRACT), paper(2, abstract="No number.")]
    )
    return store


async def asked(store: SqliteStore, typed: str = "") -> Asked:
    return await ask(PLACE, typed, store, Random(3), NOW)


async def posted(store: SqliteStore, typed: str = "") -> Message:
    await asked(store, typed)
    return (await store.outbox.unfinished())[-1].message


async def test_a_question_goes_into_the_outbox_and_says_how_it_is_graded(
    store: SqliteStore,
) -> None:
    message = await posted(store)
    (card,) = message.cards
    assert message.text.startswith("Quiz: Which number")
    assert (card.title, card.url) == ("Quiz", None)
    assert "87.5" in plain(card.body)
    assert [button.label for button in card.buttons] == list("ABCD")
    assert [button.value for button in card.buttons] == ["1:0", "1:1", "1:2", "1:3"]
    assert card.footer == (
        "The first answer counts, feedback is private · closes Wed 11 March 08:00 UTC"
    )


async def test_question_sentence_and_options_stand_apart(store: SqliteStore) -> None:
    (card,) = (await posted(store)).cards
    question, sentence, *options = plain(card.body).split("\n")
    assert question == "Which number completes this sentence from “Deep nets”?"
    assert sentence == "“It reaches an accuracy of ▁▁▁% on the ImageNet test set.”"
    assert [each[0] for each in options] == list("ABCD")
    assert [len(part.split("\n")) for part in card.body.split("\n\n")] == [1, 1, 4]


async def test_the_same_seed_makes_the_same_question(store: SqliteStore) -> None:
    first = await asked(store)
    other = await ask(Address("fake", "other"), "", store, Random(3), NOW)
    assert first.seed == other.seed
    assert replace(first.question, id=0) == replace(other.question, id=0)


async def test_a_question_on_a_sample_paper_says_so(store: SqliteStore) -> None:
    await store.papers.add([paper(4, "Sample nets", abstract=ABSTRACT, sample=True)])
    (card,) = (await posted(store, "2603.00004")).cards
    assert "this sentence about “Sample nets”?" in plain(card.body)
    assert card.footer.endswith(" · sample description")
    answered = await grade("1:0", ANNA, PLACE, store, NOW)
    assert "Sample description of [Sample nets]" in answered.cards[0].body


async def test_right_and_wrong_are_explained_with_the_proof(store: SqliteStore) -> None:
    its = await asked(store)
    key = its.question.key
    right = await grade(f"1:{key}", ANNA, PLACE, store, NOW)
    wrong = await grade(f"1:{(key + 1) % 4}", BEN, PLACE, store, NOW)
    assert right.text == f"Right: it is {'ABCD'[key]}."
    assert wrong.text == f"Not quite: it is {'ABCD'[key]}."
    for message in (right, wrong):
        body = message.cards[0].body
        assert plain(body).startswith(f"{message.text}\nThe abstract says 87.5%.")
        assert "> It reaches an accuracy of 87.5% on the ImageNet test set." in body
        assert "[Deep nets](https://arxiv.org/abs/2603.00001)" in body
    assert sum((await store.quizzes.tally(1)).values()) == 2


async def test_only_the_first_answer_counts(store: SqliteStore) -> None:
    key = (await asked(store)).question.key
    wrong = (key + 1) % 4
    await grade(f"1:{wrong}", ANNA, PLACE, store, NOW)
    again = await grade(f"1:{key}", ANNA, PLACE, store, NOW)
    assert again.text.startswith("Not quite")
    assert f"You answered {'ABCD'[wrong]} before, and that counts." in plain(again.cards[0].body)
    assert dict(await store.quizzes.tally(1)) == {wrong: 1}


async def test_who_comes_late_hears_the_answer_kindly(store: SqliteStore) -> None:
    its = await asked(store)
    key = its.question.key
    said = await grade(f"1:{(key + 1) % 4}", ANNA, PLACE, store, NOW + DAY)
    assert said.text == f"It is {'ABCD'[key]}, but this quiz closed Wed 11 March 08:00 UTC."
    assert "the next one will" in said.cards[0].body
    assert "> It reaches" in said.cards[0].body
    assert late(its, key).text.startswith("Right, it is")
    assert not await store.quizzes.tally(1)


async def test_a_paper_is_asked_about_once_in_a_place(store: SqliteStore) -> None:
    await asked(store)
    with pytest.raises(
        UserError, match=r"^No paper here that was not asked about yet .* with a topic\.$"
    ):
        await asked(store)
    with pytest.raises(UserError, match=r"^All papers on this were asked about here already\."):
        await asked(store, "2603.00001")


async def test_papers_of_the_place_come_first(store: SqliteStore) -> None:
    later = paper(3, "Older nets", abstract=ABSTRACT.replace("87.5", "65.4"))
    await store.papers.add([replace(later, announced=None)])
    await add(store, draft("a digest", "2603.00003"))
    await deliver(store)
    assert (await asked(store)).title == "Older nets"


async def test_a_question_on_what_was_typed(store: SqliteStore) -> None:
    assert (await asked(store, "2603.00001")).title == "Deep nets"
    with pytest.raises(UserError, match=r"^No paper on this that was not .* Try another topic\.$"):
        await asked(store, "2603.00002")


@pytest.mark.parametrize("value", ["", "1", "9:0", "1:4", "1:-1", "x:y", "1:0:0", "²:0", "1:²"])
async def test_a_press_on_what_is_not_there_gets_a_kind_word(
    store: SqliteStore, value: str
) -> None:
    await asked(store)
    with pytest.raises(UserError, match="not here any more"):
        await grade(value, ANNA, PLACE, store, NOW)
    assert not await store.quizzes.tally(1)


async def test_a_press_from_another_place_is_refused(store: SqliteStore) -> None:
    await asked(store)
    with pytest.raises(UserError, match="not here any more"):
        await grade("1:0", ANNA, Address("fake", "other"), store, NOW)
    assert not await store.quizzes.tally(1)


def test_the_open_question_counts_people_and_names_no_paper() -> None:
    its = playing.asked()
    for answered, said in ((1, "1 has answered · the first"), (7, "7 have answered · the first")):
        message = question_message(its, answered)
        assert message.cards[0].footer.startswith(said)
        assert "A title" not in str(message)
        assert "It says so" not in str(message)


def test_the_closed_question_shows_the_tally_the_key_and_why() -> None:
    its = replace(playing.asked(), state="closed", tally={0: 2, 1: 9, 2: 1})
    message = closed_message(its)
    (card,) = message.cards
    assert message.text == "Quiz closed: How many?"
    assert card.body.split("\n\n")[1].split("\n") == [
        "`██░░░░░░░░` 2 · A  1",
        "`████████░░` 9 · **B  2**",
        "`█░░░░░░░░░` 1 · C  3",
        "`░░░░░░░░░░` 0 · D  4",
    ]
    assert "> There are 2 of them." in card.body
    assert "Abstract of [A title](https://arxiv.org/abs/2603.00001)" in card.body
    assert card.footer == "12 answered, 75 % right · /quiz scores"
    assert not card.buttons
    nobody = closed_message(replace(its, tally={}))
    assert nobody.cards[0].footer.startswith("Nobody answered: it is B")


def test_what_comes_back_says_so() -> None:
    for number, when in ((1, "a week"), (2, "a month")):
        message = question_message(replace(playing.asked(), round=number, first=1))
        assert message.text.startswith(f"Again: many got this wrong {when} ago: How many?")
        assert message.cards[0].title == f"Again: many got this wrong {when} ago"


async def test_a_question_may_be_open_for_longer(store: SqliteStore) -> None:
    its = await ask(
        PLACE, "", store, Random(3), NOW, hours=timedelta(hours=1), timezone="Asia/Tokyo"
    )
    assert its.closes_at == NOW + timedelta(hours=1)
    (part,) = await store.outbox.unfinished()
    assert playing.footer(part.message).endswith("closes Tue 10 March 18:00 Tokyo")
