"""Hugging Face's daily papers in their shapes of 2024 and 2026, whole and broken."""

import json
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.papers_huggingface import CATEGORY, read_daily_papers
from bot.errors import SourceError

OLD: dict[str, Any] = {
    "paper": {
        "id": "2405.00001",
        "authors": [{"name": "Ada  Lovelace", "hidden": False}, {"hidden": True}],
        "publishedAt": "2024-05-24T17:59:00.000Z",
        "title": "Whales\n  sing",
        "summary": "They\ndo.",
        "upvotes": 7,
    },
    "publishedAt": "2024-05-27T01:02:03.000Z",
    "title": "Whales sing",
}
NEW: dict[str, Any] = {
    "paper": {
        "id": "2601.00002",
        "authors": [],
        "publishedAt": "2026-01-02T00:00:00.000Z",
        "submittedOnDailyAt": "2026-01-05T00:00:00.000Z",
        "title": "Bees count",
        "summary": "Up to four.",
        "upvotes": 12,
        "ai_keywords": ["bees", "numbers"],
        "githubRepo": "https://example.org/bees",
        "githubStars": 3,
    },
    "publishedAt": "2026-01-02T00:00:00.000Z",
    "organization": {"name": "hive"},
}


def changed(item: dict[str, Any], **values: object) -> dict[str, Any]:
    return {**item, "paper": {**item["paper"], **values}}


def read(answer: object) -> tuple[list[str], int]:
    announcements, skipped = read_daily_papers(json.dumps(answer).encode())
    return [each.paper.id for each in announcements], skipped


def test_the_shape_of_2024_knows_less() -> None:
    (its,), skipped = read_daily_papers(json.dumps([OLD]).encode())
    assert (its.category, its.kind, its.day, skipped) == (CATEGORY, "new", date(2024, 5, 27), 0)
    assert (its.paper.title, its.paper.abstract) == ("Whales sing", "They do.")
    assert its.paper.authors == ("Ada Lovelace",)
    assert (its.paper.upvotes, its.paper.code, its.paper.keywords) == (7, None, ())
    assert (its.paper.categories, its.paper.announced) == ((), None)


def test_the_shape_of_2026_has_code_and_keywords_and_its_own_day() -> None:
    (its,), _ = read_daily_papers(json.dumps([NEW]).encode())
    assert its.day == date(2026, 1, 5)
    assert (its.paper.upvotes, its.paper.code) == (12, "https://example.org/bees")
    assert its.paper.keywords == ("bees", "numbers")


def test_an_answer_wrapped_by_a_proxy_is_read_too() -> None:
    assert read({"status": "success", "data": [str(OLD), NEW]}) == (["2405.00001", "2601.00002"], 0)


def test_a_day_without_papers_is_a_good_answer() -> None:
    assert read([]) == ([], 0)


def test_a_paper_that_is_listed_twice_comes_once() -> None:
    assert read([NEW, changed(NEW, upvotes=13)]) == (["2601.00002"], 0)


@pytest.mark.parametrize(
    "broken",
    [
        None,
        7,
        {},
        "__import__('os').getcwd()",
        "{" * 3000,
        changed(NEW, id="not an id"),
        changed(NEW, id="2601.00002v1"),
        changed(NEW, title=""),
        changed(NEW, title=5),
        changed(NEW, upvotes="many"),
        changed(NEW, upvotes=float("inf")),
        changed(NEW, authors=["Ada"]),
        changed(NEW, submittedOnDailyAt="yesterday"),
    ],
)
def test_a_malformed_paper_is_skipped_and_counted(broken: object) -> None:
    assert read([broken, OLD]) == (["2405.00001"], 1)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://x", 5, None, ""])
def test_code_is_an_address_or_nothing(address: object) -> None:
    (its,), _ = read_daily_papers(json.dumps([changed(NEW, githubRepo=address)]).encode())
    assert its.paper.code is None


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[1, 2", b'"text"', b'{"error": "no"}', b"[1]", b"[" * 100_000, b"\xff\xfe"],
)
def test_what_is_no_list_of_papers_is_one_clear_line(body: bytes) -> None:
    with pytest.raises(SourceError, match=r"Hugging Face.*\.$"):
        read_daily_papers(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(sorted(NEW["paper"])), JSON), JSON)
def test_whatever_stands_in_an_item_the_others_are_kept(values: dict[str, Any], day: Any) -> None:
    strange = changed(NEW, **values) | {"publishedAt": day}
    with suppress(SourceError):
        ids, skipped = read([OLD, strange])
        assert "2405.00001" in ids
        assert len(ids) + skipped == 2
