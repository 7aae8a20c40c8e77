"""What papers, models and people may write, in every kind of message, and its words.

For the tests of each chat: whatever it says is shown whole, and takes no effect.
"""

import re
from collections.abc import Iterator, Sequence

import regex
from hypothesis import strategies as st

from bot.messages import Address, Button, Card, Image, Message
from bot.models import (
    Announced,
    Asked,
    Digest,
    Draft,
    Pick,
    Question,
    Receipt,
    Subscription,
    Summary,
)
from bot.papers import readable
from bot.text.fold import clean, fold
from bot.text.latex import to_unicode
from bot.text.markdown import escape
from tests.fakes import NOW, PLACE, TODAY, paper

_MARKS = re.compile(
    r"\\(?P<sign>[!-/:-@\[-`{-~])|\*\*|^> ?|\[|\]\(https?://[^()\s]*\)", re.MULTILINE
)
_LONG = 490  # characters: a word of more than that may be cut, for a title has 500

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
    "mentions of Discord": "<@1> <@!1> <@&1> <#1> </cmd:1> <id:customize> <@&320> @everyone.",
    "times and emoji of Discord": "<t:1> <t:1:R> <:e:1> <a:e:1> :smile: a:b: 9:00 ||spoiler||",
    "marks of Discord": "# one\n## two\n-# small\n>>> all\n__u__ ~~s~~ ***b*** ||x||\n1) a\n* b",
    "masked links": "[a](https://evil.example) [b](<https://evil.example>) [c][d] ] [ ][ [[e]",
    "dates and links": "<!date^1392734382^{date}^https://x.y|z> <https://x.y|z> <mailto:a@b.c|d>",
    "entities": "&lt;!channel&gt; &amp;lt; &amp;amp; &#60;!here&#62; &lt; R&D",
    "backticks": "`code` ``two`` ```fence``` ` lone",
    "fences": "```\n<!channel>\n``` text ~~~\nmore",
    "emphasis": "*bold* _it_ ~gone~ **b** __u__ *_~ * _ ~ a*b*c snake_case_name 3*4*5",
    "emoji codes": ":tada: :rocket::skin-tone-2: a:b:c 12:30:45",
    "addresses": "javascript:alert(1) data:text/html,x [x](javascript:alert(1)) [y](https://evil.example)",
    "bare links": "see https://evil.example/a_b*c*d?e=<f>&g=h. www.evil.example mail@evil.example",
    "lists and quotes": "- one\n- two\n1. three\n> four\n# five\n\n| a | b |\n---\n+ six 7) eight",
    "backslashes": "\\ \\\\ \\* C:\new\\table \\_ ends in \\",
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
PLACES = (
    Address("slack", "T01/C01"),
    Address("slack", "T01/<!x>"),
    Address("discord", "100/22"),
    PLACE,
)
CARDS = st.builds(
    Card,
    title=LOOSE,
    body=LOOSE | LOOSE.map(escape),
    url=st.sampled_from([None, "https://arxiv.org/abs/1", "https://[", "https://", "x y"]),
    fields=st.lists(st.tuples(st.text(max_size=50), st.text(max_size=50)), max_size=3).map(tuple),
    buttons=st.lists(BUTTONS, max_size=30).map(tuple),
    footer=LOOSE,
    image=st.none() | st.builds(Image, st.sampled_from("ab"), LOOSE),
    place=st.sampled_from(
        [
            None,
            Address("slack", "T01/C01"),
            Address("slack", "T01/<!x>"),
            Address("discord", "100/22"),
            PLACE,
        ]
    ),
)
MESSAGES = st.builds(Message, LOOSE, st.lists(CARDS, max_size=5).map(tuple))


def pick(number: int, title: str, authors: tuple[str, ...], why: str, text: str) -> Pick:
    """As the core makes them: LaTeX read, each text one line."""
    its = readable(paper(number, title or "a", authors=authors, abstract=text))
    return Pick(its, 1.0, fold(why), Summary.one(its.abstract))


def digest(picks: Sequence[Pick], topic: str = "cars", notes: tuple[str, ...] = ()) -> Digest:
    receipt = Receipt(announced=len(picks), posted=len(picks))
    wanted = Subscription(PLACE)
    return Digest(wanted, TODAY, topic, tuple(picks), receipt, Announced((), 0, TODAY), notes=notes)


def question(text: str) -> Question:
    line = fold(to_unicode(text))
    return Question(
        "2603.00001", f"{line}\n\n“{line} ▁▁▁”", (line, "2×", "3×", line), 1, line, line, 7
    )


def asked(its: Question, title: str = "A title") -> Asked:
    return Asked(PLACE, its, title, "https://arxiv.org/abs/2603.00001", NOW, NOW, sample=True)


def messages_of(draft: Draft) -> list[Message]:
    own = [draft.message] if draft.message else []
    return own + [message for each in draft.details for message in messages_of(each)]


def written(message: Message) -> list[str]:
    """The words of a message, read without the adapter and without its reader of Markdown."""
    if not message.cards:
        return clean(message.text).split()
    return " ".join(text for card in message.cards for text in _parts(card)).split()


def assert_same(shown: Sequence[str], meant: Sequence[str]) -> None:
    """The same words in the same order; a very long one may be cut between two signs."""
    left = iter(shown)
    for word in meant:
        pieces = [next(left, "")]
        while len(word) > _LONG and len("".join(pieces)) < len(word):
            pieces.append(next(left))
        assert "".join(pieces) == word
        if len(pieces) > 1:
            signs = [sign for each in pieces for sign in regex.findall(r"\X", each)]
            assert signs == regex.findall(r"\X", word)
    assert list(left) == []


def _parts(card: Card) -> Iterator[str]:
    yield fold(card.title)
    yield _MARKS.sub(lambda mark: mark["sign"] or "", card.body)
    for name, value in card.fields:
        yield f"{fold(name)} {fold(value)}"
    if card.image:
        yield fold(f"Picture: {card.image.alt}")
    yield clean(card.footer)
    yield from (fold(each.label) or "–" for each in card.buttons)
