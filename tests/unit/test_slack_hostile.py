"""Whatever papers, models and people write: Slack takes it, nobody is pinged, no word is lost."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat_slack.render import LIMITS, render, render_home, size
from bot.digest import digest_message
from bot.digest.compose import digest_drafts
from bot.messages import Address, Button, Card, Image, Message
from bot.models import (
    Announced,
    Digest,
    Draft,
    Pick,
    Question,
    Receipt,
    Subscription,
    Summary,
)
from bot.papers import Found, answer, details, readable
from bot.quizzes.play import _feedback, _question_message
from bot.splitting import split
from bot.text.fold import fold
from bot.text.latex import to_unicode
from bot.text.markdown import escape
from tests.fakes import NOW, PLACE, TODAY, MemoryPapers, paper
from tests.slack_shown import assert_same, check, elements, read, written

SENTENCE = "We render reflections in 1.5 ms, e.g. of cars, with k-means and x < y & z > 0. "
TEXTS = {
    "title of 500": "Reflections " * 41 + "of cars",
    "title of 5,000": "Reflections of cars and other things " * 135,
    "LaTeX": r"\mathcal{O}(n) for $x_i^2$, \textbf{bold \emph{both}} 50\% Schr\"odinger $\alpha$",
    "broken LaTeX": r"\textbf{never closed, $x_i^2 and \mathcal \frac{a",
    "Arabic and Hebrew": "\u202bالتعلم العميق\u202c في \u2067שלום עולם\u2069 \u200fabc\u200e 123",
    "emoji families": "👩🏽‍🔬👨‍👩‍👧‍👦🏳️‍🌈 " * 30 + "👩‍❤️‍💋‍👨" * 200,
    "combining marks": "Z\u0351\u036b\u0343a\u0323\u0308l\u0334go " * 20
    + "a\u0300\u0301\u0302" * 900,
    "mentions": "<!channel> <!here> <!everyone> <@U1> <#C1> <!subteam^S1> @everyone @here @channel",
    "dates and links": "<!date^1392734382^{date}^https://x.y|z> <https://x.y|z> <mailto:a@b.c|d>",
    "entities": "&lt;!channel&gt; &amp;lt; &amp;amp; &#60;!here&#62; &lt; R&D",
    "backticks": "`code` ``two`` ```fence``` ` lone",
    "fences": "```\n<!channel>\n``` text ~~~\nmore",
    "emphasis": "*bold* _it_ ~gone~ **b** __u__ *_~ * _ ~ a*b*c snake_case_name 3*4*5",
    "emoji codes": ":tada: :rocket::skin-tone-2: a:b:c 12:30:45",
    "addresses": "javascript:alert(1) data:text/html,x [x](javascript:alert(1)) [y](https://evil.example)",
    "bare links": "see https://evil.example/a_b*c*d?e=<f>&g=h. www.evil.example mail@evil.example",
    "lists and quotes": "- one\n- two\n1. three\n> four\n# five\n\n| a | b |\n---\n+ six 7) eight",
    "backslashes": "\\ \\\\ \\* C:\\new\\table \\_ ends in \\",
    "lone surrogates": "a\ud800b \udfff c\udc00\ud800",
    "NUL and controls": "a\x00b \x1b[2J\x07 \x7f\x85 \u2028 c\r\nd\te\x0bf",
    "invisible": "a\u200bb \u2060 \ufeff c\u00add \U000e0041\U000e007f e",
    "spaces": " \u00a0 \u3000 \u2003 a\u00a0b \u202f ",
    "nothing": " \n\t ",
    "quotation marks": '"quoted" \'so\' \\"so\\" ' * 400,
    "an abstract of 10,000": (SENTENCE * 130)[:10_000],
    "a word of 3,000": "w" * 3000,
    "a word of 3,000 of Chinese": "字" * 3000,
    "words of 480": f"{'a' * 150} {'b' * 480} {'c' * 480} {'d' * 480}",
    "words of escapes": f"short {'*_' * 700} {'&<' * 400}",
}
FRAGMENTS = st.sampled_from([*TEXTS.values(), SENTENCE, "a", " ", "\n\n", "**", "](", "\\"])
HOSTILE = st.text(max_size=200) | st.lists(FRAGMENTS | st.text(max_size=20), max_size=4).map(
    "".join
)
AUTHORS = st.lists(HOSTILE, max_size=4).map(tuple) | st.just(("Ada Lovelace",) * 300)
PICKS = st.builds(
    lambda number, texts, authors: pick(number, texts[0], authors, texts[1], texts[2]),
    st.integers(0, 9999),
    st.tuples(HOSTILE, HOSTILE, HOSTILE),
    AUTHORS,
)
LOOSE = st.text(max_size=100) | st.sampled_from(
    ["**a** _b_ `c` [d](https://e.example) " * 50, "```*_~`" * 99]
)
BUTTONS = st.builds(Button, st.text(max_size=30), st.just("do.it"), st.text(max_size=40))
CARDS = st.builds(
    Card,
    title=LOOSE,
    body=LOOSE | LOOSE.map(escape),
    url=st.sampled_from([None, "https://arxiv.org/abs/1", "https://[", "https://", "x y"]),
    fields=st.lists(st.tuples(st.text(max_size=50), st.text(max_size=50)), max_size=3).map(tuple),
    buttons=st.lists(BUTTONS, max_size=30).map(tuple),
    footer=LOOSE,
    image=st.none() | st.builds(Image, st.sampled_from("ab"), LOOSE),
    place=st.sampled_from([None, Address("slack", "T01/C01"), Address("slack", "T01/<!x>"), PLACE]),
)
MESSAGES = st.builds(Message, LOOSE, st.lists(CARDS, max_size=5).map(tuple))


def pick(number: int, title: str, authors: tuple[str, ...], why: str, text: str) -> Pick:
    """As the core makes them: LaTeX read, each text one line."""
    its = readable(paper(number, title or "a", authors=authors, abstract=text))
    return Pick(its, 1.0, fold(why), Summary("tldr", its.abstract))


def digest(picks: Sequence[Pick], topic: str = "cars", notes: tuple[str, ...] = ()) -> Digest:
    receipt = Receipt(announced=len(picks), posted=len(picks))
    wanted = Subscription(PLACE)
    return Digest(wanted, TODAY, topic, tuple(picks), receipt, Announced((), 0, TODAY), notes=notes)


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


def question(text: str) -> Question:
    line = fold(to_unicode(text))
    return Question(
        "2603.00001", f"{line}\n\n“{line} ▁▁▁”", (line, "2×", "3×", line), 1, line, line, 7
    )


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
    shows(_question_message(question(text), sample=False), text)
    shows(_feedback(question(text), 1, 1, paper(1, f"1 {text[:400]}")), text)


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


def messages_of(draft: Draft) -> list[Message]:
    own = [draft.message] if draft.message else []
    return own + [message for each in draft.details for message in messages_of(each)]


@given(st.lists(PICKS, max_size=6), HOSTILE)
def test_any_digest_is_shown_whole(picks: list[Pick], topic: str) -> None:
    shown(digest_message(digest(picks, topic), NOW))


@given(HOSTILE)
def test_any_question_is_shown_whole(text: str) -> None:
    shown(_question_message(question(text), sample=True))
    shown(_feedback(question(text), 0, 1, paper(1, text[:400] or "a")))


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
