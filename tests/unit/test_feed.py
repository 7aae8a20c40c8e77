"""arXiv's announcement feeds: which paper is announced where, and as what."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.papers_arxiv.feed import Feed, read_feed
from bot.errors import SourceError
from tests.stand_ins import rss, rss_item

TUESDAY = date(2026, 3, 10)
CV = ("cs.CV",)
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><updated>2026-03-10T04:00:19.9+00:00</updated>
<entry><id>oai:arXiv.org:2603.00007v2</id><title>Whales</title>
<summary>arXiv:2603.00007v2 Announce Type: replace-cross
Abstract: On whales.</summary><category term="q-bio.PE"/><category term="cs.CV"/>
<arxiv:announce_type>replace-cross</arxiv:announce_type>
<dc:creator>Ada Lovelace, Grace Hopper</dc:creator></entry></feed>"""


def events(feed: Feed) -> list[tuple[str, str, str]]:
    return [(each.paper.id, each.category, each.kind) for each in feed.announcements]


def test_an_item_is_read_whole() -> None:
    item = rss_item("2603.00001v3", "On\n  <![CDATA[$x^2$ & you]]>", authors="Ann B, , 李 四")
    feed = read_feed(rss(item), CV)
    (its,) = feed.announcements
    assert (feed.day, feed.items, feed.skipped, feed.complete) == (TUESDAY, 1, 0, True)
    assert its.paper.id == "2603.00001"
    assert its.paper.title == "On $x^2$ & you"
    assert its.paper.abstract.startswith("About On $x^2$")
    assert its.paper.authors == ("Ann B", "李 四")
    assert its.paper.categories == CV
    assert (its.paper.announced, its.day, its.inferred) == (TUESDAY, TUESDAY, False)


def test_atom_is_read_like_rss() -> None:
    feed = read_feed(ATOM.encode(), CV)
    (its,) = feed.announcements
    assert (feed.day, feed.complete) == (TUESDAY, True)
    assert (its.paper.id, its.paper.title, its.paper.abstract) == (
        "2603.00007",
        "Whales",
        "On whales.",
    )
    assert (its.kind, its.paper.announced) == ("replace-cross", None)
    assert its.paper.authors == ("Ada Lovelace", "Grace Hopper")


@pytest.mark.parametrize(
    ("written", "base"),
    [
        ("2603.00001v12", "2603.00001"),
        ("1412.1234v1", "1412.1234"),
        ("hep-th/9901001v3", "hep-th/9901001"),
        ("math.GT/0309136v1", "math/0309136"),
        ("astro-ph/0601001", "astro-ph/0601001"),
    ],
)
def test_ids_of_every_style_lose_their_version(written: str, base: str) -> None:
    feed = read_feed(rss(rss_item(written)), CV)
    assert events(feed) == [(base, "cs.CV", "new")]


@pytest.mark.parametrize(
    ("kind", "categories", "asked", "told"),
    [
        ("new", ("cs.CV",), ("cs.CV",), [("cs.CV", "new")]),
        ("new", ("cs.CV", "cs.LG"), ("cs.CV", "cs.LG"), [("cs.CV", "new"), ("cs.LG", "cross")]),
        ("cross", ("cs.RO", "cs.CV"), ("cs.CV",), [("cs.CV", "cross")]),
        # A late cross-list: in the paper's first category it is old.
        ("cross", ("cs.CV", "cs.LG"), ("cs.CV", "cs.LG"), [("cs.LG", "cross")]),
        ("replace", ("cs.CV",), ("cs.CV",), [("cs.CV", "replace")]),
        (
            "replace",
            ("cs.CV", "cs.LG"),
            ("cs.LG", "cs.CV"),
            [("cs.LG", "replace-cross"), ("cs.CV", "replace")],
        ),
        ("replace-cross", ("cs.RO", "cs.CV"), ("cs.CV",), [("cs.CV", "replace-cross")]),
        # A feed of an archive: filed under the paper's own category.
        ("new", ("math.CO",), ("math",), [("math.CO", "new")]),
        # No category at all: the one that was asked for.
        ("new", (), ("cs.CV", "cs.LG"), [("cs.CV", "new")]),
    ],
)
def test_new_and_cross_and_replaced_are_told_apart(
    kind: str, categories: tuple[str, ...], asked: tuple[str, ...], told: list[tuple[str, str]]
) -> None:
    feed = read_feed(rss(rss_item(kind=kind, categories=categories)), asked)
    assert [(category, kind) for _, category, kind in events(feed)] == told
    announced = TUESDAY if kind in ("new", "cross") else None
    assert {each.paper.announced for each in feed.announcements} == {announced}


def test_without_the_tag_the_description_tells_the_kind() -> None:
    item = rss_item(kind="replace")
    start, end = item.index("<arxiv:ann"), item.index("<dc:")
    feed = read_feed(rss(item[:start] + item[end:]), CV)
    assert events(feed) == [("2603.00001", "cs.CV", "replace")]


def test_each_paper_is_announced_once_a_category() -> None:
    feed = read_feed(rss(rss_item("2603.00001v2", kind="replace"), rss_item(), rss_item()), CV)
    assert events(feed) == [("2603.00001", "cs.CV", "new")]


@pytest.mark.parametrize(
    "broken",
    [
        "<item><title>No id</title></item>",
        rss_item("2603.1v1"),
        rss_item(title=""),
        rss_item(kind="rumour"),
        "<item/>",
    ],
)
def test_a_malformed_item_is_skipped_and_counted(broken: str) -> None:
    good = rss_item("2603.00002v1"), rss_item("2603.00003v1")
    feed = read_feed(rss(good[0], broken, good[1]), CV)
    assert [each.paper.id for each in feed.announcements] == ["2603.00002", "2603.00003"]
    assert (feed.items, feed.skipped, feed.complete) == (3, 1, True)


def test_an_unescaped_sign_does_not_take_the_others_away() -> None:
    feed = read_feed(rss(rss_item(title="R & D <3"), rss_item("2603.00002v1")), CV)
    assert "2603.00002" in {each.paper.id for each in feed.announcements}


def test_an_empty_feed_is_a_good_answer_with_a_day() -> None:
    feed = read_feed(rss(stamp="Sat, 14 Mar 2026 00:00:00 -0400"), CV)
    assert feed == Feed(date(2026, 3, 14), (), 0, 0, True)


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("Tue, 10 Mar 2026 00:00:00 -0400", TUESDAY),
        ("Tue, 10 Mar 2026 04:00:14 +0000", TUESDAY),  # midnight in New York in summer
        ("Tue, 10 Mar 2026 03:59:00 +0000", date(2026, 3, 9)),
        ("Tue, 13 Jan 2026 05:00:00 GMT", date(2026, 1, 13)),
        ("2026-03-10T00:00:00-04:00", TUESDAY),
        ("2026-03-10", TUESDAY),
    ],
)
def test_the_feeds_day_is_new_yorks(stamp: str, day: date) -> None:
    assert read_feed(rss(stamp=stamp), CV).day == day


def test_without_a_date_of_its_own_the_newest_items_counts() -> None:
    days = "Fri, 13 Mar 2026 00:00:00 -0400", "Thu, 12 Mar 2026 00:00:00 -0400"
    items = [rss_item().replace("<title>", f"<pubDate>{day}</pubDate><title>") for day in days]
    assert read_feed(rss(*items, stamp=""), CV).day == date(2026, 3, 13)


def test_a_feed_that_breaks_off_keeps_what_came_before_and_is_not_complete() -> None:
    body = rss(rss_item(), rss_item("2603.00002v1"), rss_item("2603.00003v1"))
    feed = read_feed(body[: body.index(b"2603.00003")], CV)
    assert {"2603.00001", "2603.00002"} <= {each.paper.id for each in feed.announcements}
    assert not feed.complete


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"<html><body>Sorry", b"\xff\xfe\x00", b"<rss>", b"<rss/>", rss(stamp="soon")],
)
def test_what_is_no_feed_is_one_clear_line(body: bytes) -> None:
    with pytest.raises(SourceError, match=r"^arXiv('s announcement feed has no| answered with).*"):
        read_feed(body, CV)


def test_entities_are_not_followed() -> None:
    bomb = b'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname"><!ENTITY b "lol">]>'
    item = rss_item(title="One &a;&b;")
    feed = read_feed(bomb + rss(item).split(b"?>", 1)[1], CV)
    assert all("lol" not in each.paper.title for each in feed.announcements)


@given(st.integers(0, 600), st.binary(max_size=6))
def test_whatever_is_broken_it_is_a_feed_or_one_clear_line(where: int, noise: bytes) -> None:
    body = rss(rss_item(), rss_item("2603.00002v1", kind="cross", categories=("cs.RO", "cs.CV")))
    with suppress(SourceError):
        feed = read_feed(body[:where] + noise + body[where + len(noise) :], CV)
        assert len(feed.announcements) <= 2
        assert feed.skipped <= feed.items
