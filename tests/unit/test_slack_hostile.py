"""Whatever papers, models and people write: Slack takes it, nobody is pinged, no word is lost."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat_slack.render import LIMITS, render, render_home, size
from bot.digest import digest_message
from bot.digest.compose import digest_drafts
from bot.messages import Card, Message
from bot.models import Pick
from bot.papers import Found, answer, details
from bot.quizzes.show import feedback, question_message
from bot.splitting import split
from bot.text.fold import fold
from bot.text.latex import to_unicode
from bot.text.markdown import escape
from tests.fakes import NOW, paper
from tests.hostile import (
    HOSTILE,
    MESSAGES,
    PICKS,
    TEXTS,
    asked,
    assert_same,
    digest,
    messages_of,
    pick,
    question,
    written,
)
from tests.papers import MemoryPapers
from tests.slack.shown import check, elements, read


def stream(words: Sequence[str]) -> str:
    return "".join(words)


def shown(message: Message) -> str:
    """Everything that Slack shows of a message, without spaces, after every check."""
    payloads = [render(part) for part in split(message, LIMITS, size)]
    for payload in payloads:
        check(payload)
        assert not message.cards or len(payload["text"]) <= 150
    words = [word for payload in payloads for word in read(payload["blocks"])]
    assert_same(words, written(message))
    return stream(words)


def shows(message: Message, *raw: str) -> None:
    """Every raw text of the papers is there, as the core reads it."""
    everything = shown(message)
    for text in raw:
        assert stream(fold(to_unicode(text)).split()) in everything


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_digest_of_hostile_papers_is_shown_whole(text: str) -> None:
    picks = [pick(number, f"{number} {text}", (text,) * 4, text, text) for number in range(3)]
    shows(digest_message(digest(picks, text, (text,)), NOW), text)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
async def test_an_answer_and_the_details_of_a_hostile_paper_are_shown_whole(text: str) -> None:
    its = paper(1, f"1 {text}", authors=(text,), abstract=text, categories=(text, "cs.CV"))
    papers = MemoryPapers()
    await papers.add([its])
    shows(await details(its.id, papers), its.title, its.abstract)
    shows(
        answer(text, Found((pick(1, its.title, (text,), text, text),), 1, note=fold(text))),
        its.title,
    )


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_hostile_question_and_its_feedback_are_shown_whole(text: str) -> None:
    shows(question_message(asked(question(text))), text)
    shows(feedback(asked(question(text), f"1 {text[:400]}"), 1, 1), text)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_text_alone_is_shown_whole(text: str) -> None:
    shown(Message(text))


@pytest.mark.parametrize("count", [10, 20])
def test_a_long_digest_goes_out_in_parts_that_name_each_paper_once(count: int) -> None:
    abstract = TEXTS["an abstract of 10,000"]
    authors = tuple(f"Ada{number} Lovelace{number}" for number in range(300))
    picks = [
        pick(number, f"Paper {number}", authors, "on topic", abstract) for number in range(count)
    ]
    drafts = digest_drafts(digest(picks), NOW, LIMITS, size, threads=True)
    assert [each for draft in drafts for each in draft.papers] == [each.paper.id for each in picks]
    for message in (message for draft in drafts for message in messages_of(draft)):
        shown(message)
    blocks = [render(draft.message)["blocks"] for draft in drafts if draft.message]
    links = [each for each in elements(blocks) if each["type"] == "link"]
    assert [each["url"] for each in links] == [each.paper.url for each in picks]
    shows(digest_message(digest(picks), NOW), abstract)


@given(st.lists(PICKS, max_size=6), HOSTILE)
def test_any_digest_is_shown_whole(picks: list[Pick], topic: str) -> None:
    shown(digest_message(digest(picks, topic), NOW))


@given(HOSTILE)
def test_any_question_is_shown_whole(text: str) -> None:
    shown(question_message(asked(question(text)), 2))
    shown(feedback(asked(question(text), text[:400] or "a"), 0, 1))


@given(MESSAGES)
def test_every_part_of_any_message_is_taken_by_slack_with_pictures_and_without(
    message: Message,
) -> None:
    for part in split(message, LIMITS, size):
        assert not LIMITS.exceeded(size(part))
        check(render(part))
        check(render(part, {"a": "F0123456789ABCDEF"}))


@given(st.lists(MESSAGES, max_size=3))
def test_any_home_has_blocks_that_slack_takes(messages: list[Message]) -> None:
    parts = [part for message in messages for part in split(message, LIMITS, size)]
    blocks = render_home(parts)["blocks"]
    assert 0 < len(blocks) <= 100
    for block in blocks:
        check({"text": "home", "blocks": [block]})


@given(HOSTILE.filter(lambda text: bool(fold(text))))
def test_what_is_escaped_is_shown_as_it_stands(text: str) -> None:
    (block,) = render(Message("", (Card(body=escape(text), title="t"),)))["blocks"]
    assert read([block]) == ["t", *fold(text).split()]
    links = [each for each in elements([block]) if each["type"] == "link" or "style" in each]
    assert [each["text"] for each in links] == ["t"]
