"""Whatever papers, models and people write: Discord takes it, nobody is pinged, no word is lost."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat_discord.escape import escape as escaped
from adapters.chat_discord.render import LIMITS, render, size
from bot.digest import digest_message
from bot.digest.compose import digest_drafts
from bot.messages import Card, Message, Poll
from bot.models import Pick
from bot.papers import Found, answer, details
from bot.quizzes.show import feedback, question_message
from bot.splitting import split
from bot.text.fold import clean, fold
from bot.text.latex import to_unicode
from bot.text.markdown import escape
from tests.discord.shown import check, links, read, words
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

MENTIONS = {
    "": "",
    "here": "@here",
    "everyone": "@everyone",
    "320": "<@&320>",
    "@401": "<@401>",
}
POLLS = st.builds(
    Poll, HOSTILE, st.lists(HOSTILE, min_size=1, max_size=10).map(tuple), st.integers()
)


def shown(message: Message) -> str:
    """Everything that Discord shows of a message, without spaces, after every check."""
    bodies = [render(part, "key") for part in split(message, LIMITS, size)]
    for body in bodies:
        check(body)
    seen = [word for body in bodies for word in read(body)]
    assert_same(seen, words(" ".join(written(message))))
    return "".join(seen)


def shows(message: Message, *raw: str) -> None:
    """Every raw text of the papers is there, as the core reads it."""
    everything = shown(message)
    for text in raw:
        assert "".join(words(fold(to_unicode(text)))) in everything


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


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_only_the_mention_of_the_place_notifies_whatever_papers_say(text: str) -> None:
    papers = digest_message(digest([pick(1, text or "a", (text,), text, text)], text), NOW)
    for said in (papers, Message(text), Message(text, poll=Poll(text, (text, "b"), 24))):
        parts = split(replace(said, mention="here"), LIMITS, size)
        for mention, whom in MENTIONS.items():
            check(render(replace(parts[0], mention=mention), "key"), whom)
        for part in parts[1:]:
            check(render(part, "key"))


@pytest.mark.parametrize("mention", ["@1 everyone", "<@&1>", "@", "01", "@here", "²", "1" * 21])
def test_what_is_no_mention_is_no_text_either(mention: str) -> None:
    assert render(Message("x", mention=mention)) == render(Message("x"))


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
    found = [link for draft in drafts if draft.message for link in links(render(draft.message))]
    # A paper whose summary takes several messages is named in the first of them.
    assert [url for _, url in found] == [each.paper.url for each in picks]
    shows(digest_message(digest(picks), NOW), abstract)


def test_five_papers_are_one_message_and_ten_are_two() -> None:
    picks = [
        pick(number, f"Paper {number}", ("Ada Lovelace",) * 5, "“cars” in the title", "A sentence.")
        for number in range(10)
    ]
    assert len(split(digest_message(digest(picks[:5]), NOW), LIMITS, size)) == 1
    assert len(split(digest_message(digest(picks[:6]), NOW), LIMITS, size)) == 1
    assert len(split(digest_message(digest(picks), NOW), LIMITS, size)) == 2


@given(st.lists(PICKS, max_size=6), HOSTILE)
def test_any_digest_is_shown_whole(picks: list[Pick], topic: str) -> None:
    shown(digest_message(digest(picks, topic), NOW))


@given(HOSTILE)
def test_any_question_is_shown_whole(text: str) -> None:
    shown(question_message(asked(question(text)), 2))
    shown(feedback(asked(question(text), text[:400] or "a"), 0, 1))


@given(MESSAGES, st.sampled_from(sorted(MENTIONS)), st.none() | POLLS)
def test_every_part_of_any_message_is_taken_by_discord_with_pictures_and_without(
    message: Message, mention: str, poll: Poll | None
) -> None:
    parts = split(replace(message, mention=mention, poll=poll), LIMITS, size)
    for part in parts:
        assert not LIMITS.exceeded(size(part))
        check(render(part, "key"), MENTIONS[part.mention])
        check(render(part, "key", pictures=False), MENTIONS[part.mention])
    assert [each.poll for each in parts if each.poll] == ([poll] if poll else [])


@given(POLLS)
def test_any_poll_is_taken_with_answers_that_differ(poll: Poll) -> None:
    body = render(Message("", poll=poll))
    check(body)
    answers = [each["poll_media"]["text"] for each in body["poll"]["answers"]]
    assert len(set(answers)) == len(answers) == len(poll.options)


@given(HOSTILE.filter(lambda text: bool(words(fold(text)))))
def test_what_is_escaped_is_shown_as_it_stands(text: str) -> None:
    url = "https://arxiv.org/abs/1"
    body = render(Message("", (Card(fold(text), escape(text), url),)))
    assert read(body) == [*words(fold(text))] * 2
    assert [each for _, each in links(body)] == [url]


@given(HOSTILE)
def test_escaped_text_reads_as_it_was(text: str) -> None:
    body = {"components": [{"type": 10, "content": escaped(text)}]}
    assert read(body) == words(clean(text))
