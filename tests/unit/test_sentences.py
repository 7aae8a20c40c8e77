"""Sentences of scientific prose."""

import gzip
import itertools
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syntok import segmenter

from bot.text import sentences as module
from bot.text.sentences import sentences

PAPERS = Path(__file__).parents[3] / "shared" / "data" / "papers.jsonl.gz"


@pytest.mark.parametrize(
    "sentence",
    [
        "Smith et al. (2024) and Jones et al. 2023 agree.",
        "Small ones, i.e. toys, e.g. LEGO, sell.",
        "See Fig. 3, Figs. 4 and 5, Eq. (2), Sec. 4 and Tab. 1.",
        "It wins by 3.5 vs. KL at 4.2, cf. Doe.",
        "It runs at approx. 5 Hz, resp. 6 Hz, w.r.t. Alice.",
        "Firms in the U.S. Senate met J. Smith and A. B. Jones in No. 5.",
        "Use GPT-4.1 at https://a.example/b.c?d=e. or Llama-3.1-8B.",
        "First a few; Then more.",
        "Ask Dr. Who or Prof. X (avg. 2,000 vs. 3,000).",
        "They wait... and go on.",
    ],
)
def test_abbreviations_do_not_end_a_sentence(sentence):
    assert sentences(f"{sentence} We go on.") == (sentence, "We go on.")


@pytest.mark.parametrize(
    "pair",
    [
        ("It reaches 1.34.", "TubeNet is better."),
        ("We test GPT-4.1.", "Our code is out."),
        ("It sorts cats, dogs, etc.", "We like it."),
        ("This follows Smith et al.", "We differ."),
        ("Is it so?", "Yes!"),
        ("It is state-of-the-art (so they say).", "The rest fails."),
        ("We give a name k.", "This is it."),
        ("It is good.", "iNet is better."),
        ("He waits...", "And so do we."),
    ],
)
def test_a_full_stop_behind_a_figure_or_a_name_ends_a_sentence(pair):
    assert sentences(" ".join(pair)) == pair


def test_nothing_has_no_sentences():
    assert sentences(" \n ") == ()


@given(st.text(max_size=80))
def test_any_text_is_kept_to_the_letter(text):
    assert " ".join(sentences(text)) == " ".join(text.split())


MARKS = "A|we|et al.|3.5.|e.g.|(|)|.|...|?|don't|“|”|\"|'|J.| |\n|;|U.S.|\u200b|x-y|[1]|。"
marks = st.sampled_from(MARKS.split("|"))


@given(st.lists(marks, max_size=25).map("".join))
def test_any_punctuation_is_kept_to_the_letter(text):
    found = sentences(text)
    assert " ".join(found) == " ".join(text.split())
    assert all(found)


BOUNDARY = re.compile(r"[.?!][)\]\"”’']{0,2} (?=[A-Z“]|[a-z]{1,4}[A-Z])")
FINAL = re.compile(r"(?:[.?!…。‽]|\.\.\.)[)\]\"”’'»]*$")


def slow(text: str) -> tuple[str, ...]:
    """Sentences with syntok asked always, and each of its starts looked at from the outset."""
    folded = " ".join(text.split())
    starts = {tokens[0].offset for part in segmenter.analyze(folded) for tokens in part}
    starts |= {found.end() for found in BOUNDARY.finditer(folded)}
    behind = {
        start
        for start in starts
        if folded[max(0, start - 1) : start] == " "
        and FINAL.search(folded[max(0, start - 200) : start - 1])
    }
    cuts = [0, *sorted(start for start in behind if module._ends(folded, start)), len(folded) + 1]
    found = (folded[start : end - 1] for start, end in itertools.pairwise(cuts))
    return tuple(sentence for sentence in found if sentence)


STARTS = '3D|(a)|[We|“So|"We|é|Été|iNet|we|The|.)|.”|?"|…|!»|‽|.' + ")" * 199
pieces = st.one_of(marks, st.sampled_from(STARTS.split("|")), st.just(" "))


@given(st.lists(pieces, max_size=30).map("".join))
def test_syntok_is_left_out_only_where_it_would_add_nothing(text):
    assert sentences(text) == slow(text)


def test_syntok_is_asked_only_where_a_sentence_may_begin_with_a_figure(monkeypatch):
    asked = []
    analyze = segmenter.analyze

    def asking(text):
        asked.append(text)
        return analyze(text)

    monkeypatch.setattr(segmenter, "analyze", asking)
    assert sentences("It wins, e.g. We et al. lose. We go on.")[1:] == ("We go on.",)
    assert not asked
    assert sentences("We go on. 3D is out. The end.") == ("We go on.", "3D is out.", "The end.")
    assert len(asked) == 1


def test_real_abstracts_are_kept_to_the_letter():
    if not PAPERS.exists():
        pytest.skip("the real papers of ../shared are not here")
    with gzip.open(PAPERS, "rt", encoding="utf-8") as lines:
        abstracts = [
            json.loads(line)["abstract"] for line, _ in zip(lines, range(100), strict=False)
        ]
    found = [sentences(abstract) for abstract in abstracts]
    assert found == [slow(abstract) for abstract in abstracts]
    assert [" ".join(each) for each in found] == [" ".join(each.split()) for each in abstracts]
    assert 5 < sum(map(len, found)) / len(found) < 12
