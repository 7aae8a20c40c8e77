"""arXiv's source against a server on this machine: feeds, validators, splits, queries, faults."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters import papers_arxiv
from adapters.papers_arxiv import CAP, ArxivSource
from adapters.papers_huggingface import HuggingFaceSource
from bot.errors import SourceError
from bot.models import Topic
from tests.stand_ins import (
    Reply,
    StandIn,
    api_entry,
    api_error,
    api_page,
    in_turn,
    rss,
    rss_item,
    stand_in,
)

TUESDAY = date(2026, 3, 10)
WINDOW = datetime(2026, 3, 6, 19, 0, tzinfo=UTC), datetime(2026, 3, 9, 18, 0, tzinfo=UTC)
SMALL_CAP = 3
FULL = Reply(rss(*[rss_item(f"2603.{number:05}v1") for number in range(SMALL_CAP)]), gzip=True)


@contextmanager
def arxiv(
    folder: Path,
    *replies: Reply,
    say: Callable[[str], Reply] | None = None,
    patience: float = 9.0,
    api: str = "",
) -> Iterator[tuple[ArxivSource, StandIn, list[float]]]:
    """The source, whom it asks, how long it slept."""
    slept: list[float] = []
    with stand_in(*replies, say=say) as web:
        source = ArxivSource(
            api_url=api or f"{web.url}/api/query",
            rss_url=f"{web.url}/rss/",
            delay_seconds=0.0,
            agent="Paperboy/test",
            lock=folder / "lock",
            patience=patience,
            sleep=slept.append,
        )
        yield source, web, slept


def tagged(body: bytes, tag: str, modified: str = "") -> Reply:
    headers = {"ETag": tag, "Last-Modified": modified}
    return Reply(body, headers={name: text for name, text in headers.items() if text})


async def test_many_categories_are_one_request(tmp_path: Path) -> None:
    body = rss(rss_item(categories=("cs.CV", "cs.LG")), rss_item("2603.00002v1", kind="replace"))
    with arxiv(tmp_path, Reply(body)) as (source, web, _):
        batch = await source.latest(["cs.CV", "cs.LG"], None)
    assert web.paths == ["/rss/cs.CV+cs.LG"]
    assert [(each.category, each.kind) for each in batch.announcements] == [
        ("cs.CV", "new"),
        ("cs.LG", "cross"),
        ("cs.CV", "replace"),
    ]
    assert batch.covered == (("cs.CV", TUESDAY), ("cs.LG", TUESDAY))
    assert (batch.failed, batch.skipped) == ((), 0)
    assert web.asked[0].headers["User-Agent"] == "Paperboy/test"


async def test_without_categories_nothing_is_asked(tmp_path: Path) -> None:
    with arxiv(tmp_path, Reply()) as (source, web, _):
        assert (await source.latest([], None)).announcements == ()
        assert web.asked == []


@pytest.mark.parametrize(
    "good",
    [
        tagged(rss(rss_item()), '"1"'),
        tagged(rss(rss_item()), "", "Tue, 10 Mar 2026 04:00:00 GMT"),
        tagged(rss(rss_item()), 'W/"1"', "Tue, 10 Mar 2026 04:00:00 GMT"),
    ],
)
async def test_what_has_not_changed_is_not_sent_again(tmp_path: Path, good: Reply) -> None:
    with arxiv(tmp_path, good) as (source, web, _):
        first = await source.latest(["cs.CV"], None)
        again = await source.latest(["cs.CV"], first.validator)
        assert len(first.announcements) == 1
        assert (again.announcements, again.covered, again.failed) == ((), (), ())
        assert again.validator == first.validator
        assert set(good.headers.values()) == {
            web.asked[1].headers.get(name) for name in ("If-None-Match", "If-Modified-Since")
        } - {None}
        web.say = lambda _: tagged(rss(rss_item("2603.00002v1")), '"2"')
        later = await source.latest(["cs.CV"], again.validator)
        assert [each.paper.id for each in later.announcements] == ["2603.00002"]


@pytest.fixture
def small_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    assert CAP == 2000
    monkeypatch.setattr(papers_arxiv, "CAP", SMALL_CAP)


@pytest.mark.usefixtures("small_cap")
async def test_a_feed_at_the_cap_is_split_until_each_half_is_whole(tmp_path: Path) -> None:
    def say(path: str) -> Reply:
        names = path.removeprefix("/rss/").split("+")
        if len(names) > 1:
            return Reply(FULL.body, headers={"ETag": path}, gzip=True)
        item = rss_item(f"2603.{len(names[0]):05}v1", categories=(names[0],))
        return tagged(rss(item), path)

    wanted = ["cs.CV", "math.CO", "stat.ML"]
    with arxiv(tmp_path, say=say) as (source, web, _):
        first = await source.latest(wanted, None)
        feeds = ["cs.CV+math.CO+stat.ML", "cs.CV", "math.CO+stat.ML", "math.CO", "stat.ML"]
        assert web.paths == [f"/rss/{each}" for each in feeds]
        assert sorted(each.category for each in first.announcements) == wanted
        assert first.covered == tuple((each, TUESDAY) for each in wanted)
        web.asked.clear()
        again = await source.latest(wanted, first.validator)
        assert [each.headers.get("If-None-Match") for each in web.asked] == web.paths
        assert again.announcements == ()


@pytest.mark.usefixtures("small_cap")
async def test_one_category_at_the_cap_is_kept_but_not_called_complete(tmp_path: Path) -> None:
    with arxiv(tmp_path, FULL) as (source, web, _):
        batch = await source.latest(["cs.CV"], None)
        assert (len(batch.announcements), batch.covered, batch.failed) == (SMALL_CAP, (), ())
        assert len(web.asked) == 1


async def test_a_category_that_fails_leaves_the_others(tmp_path: Path) -> None:
    def say(path: str) -> Reply:
        return Reply(b"", 503) if "cs.CL" in path else Reply(rss(rss_item()))

    with arxiv(tmp_path, say=say) as (source, _, _):
        batch = await source.latest(["cs.CL", "cs.CV"], None)
        assert batch.failed == (("cs.CL", "arXiv answered with HTTP 503."),)
        assert batch.covered == (("cs.CV", TUESDAY),)
        assert len(batch.announcements) == 1
        with pytest.raises(SourceError, match=r"^arXiv answered with HTTP 503\.$"):
            await source.latest(["cs.CL"], None)


async def test_an_unknown_category_says_what_arxiv_says(tmp_path: Path) -> None:
    with (
        arxiv(tmp_path, Reply(b"Bad archive:\n cs.XX", 400)) as (source, _, _),
        pytest.raises(SourceError, match=r"^arXiv answered with HTTP 400: Bad archive: cs.XX\.$"),
    ):
        await source.latest(["cs.XX"], None)


async def test_a_feed_that_breaks_off_fails_but_keeps_what_came(tmp_path: Path) -> None:
    body = rss(rss_item(), rss_item("2603.00002v1"))
    cut = tagged(body[: body.index(b"2603.00002")], '"cut"')
    with arxiv(tmp_path, cut) as (source, _, _):
        batch = await source.latest(["cs.CV"], None)
    assert batch.announcements[0].paper.id == "2603.00001"
    assert batch.covered == ()
    assert batch.failed[0][0] == "cs.CV"
    assert json.loads(batch.validator or "") == {}


async def test_an_empty_feed_of_a_weekend_is_no_failure(tmp_path: Path) -> None:
    saturday = Reply(rss(stamp="Sat, 14 Mar 2026 00:00:00 -0400"))
    with arxiv(tmp_path, saturday) as (source, _, _):
        batch = await source.latest(["cs.CV"], None)
    assert (batch.announcements, batch.failed) == ((), ())
    assert batch.covered == (("cs.CV", date(2026, 3, 14)),)


async def test_who_is_told_to_wait_long_asks_neither_feed_nor_query(tmp_path: Path) -> None:
    busy = Reply(b"", 429, {"Retry-After": "600"})
    with arxiv(tmp_path, busy) as (source, web, slept):
        said = r"^arXiv answered with HTTP 429 and asks to wait 600 seconds\.$"
        with pytest.raises(SourceError, match=said):
            await source.latest(["cs.CV", "cs.LG", "cs.CL"], None)
        with pytest.raises(SourceError, match=said):
            await source.submitted("cs.CV", *WINDOW)
        assert (len(web.asked), slept) == (1, [])


async def test_a_hang_of_many_feeds_ends_at_one_deadline(tmp_path: Path) -> None:
    began = asyncio.get_running_loop().time()
    with (
        arxiv(tmp_path, Reply(hang=5.0), patience=0.1) as (source, _, _),
        pytest.raises(SourceError, match=r"^arXiv did not answer in time\.$"),
    ):
        await source.latest(["cs.CV", "cs.LG", "cs.CL", "cs.AI"], None)
    assert asyncio.get_running_loop().time() - began < 0.5


async def test_to_arxiv_itself_the_pause_is_three_seconds_whatever_is_set(tmp_path: Path) -> None:
    api = "https://export.arxiv.org/api/query"
    with arxiv(tmp_path, Reply(rss(rss_item())), api=api) as (source, _, slept):
        await source.latest(["cs.CV"], None)
        await source.latest(["cs.CV"], None)
    assert slept == [pytest.approx(3.0, abs=0.2)]


async def test_feeds_and_queries_take_turns(tmp_path: Path) -> None:
    def say(path: str) -> Reply:
        return Reply(rss(rss_item()) if "rss" in path else api_page(api_entry()), hang=0.005)

    with arxiv(tmp_path, say=say) as (source, web, _):
        await asyncio.gather(
            source.latest(["cs.CV"], None),
            source.submitted("cs.CV", *WINDOW),
            source.matching(Topic(("whales",)), 5),
        )
    times = sorted((each.began, each.ended[0]) for each in web.asked)
    assert len(times) == 3
    assert all(times[number][1] <= times[number + 1][0] for number in range(2))


async def test_a_query_asks_for_a_category_and_a_window(tmp_path: Path) -> None:
    entries = (
        api_entry("2603.00001v2", categories=("cs.CV", "cs.LG")),
        api_entry("2603.00002v1", categories=("cs.RO", "cs.CV"), published="2026-03-09T19:00:00Z"),
        api_entry("hep-th/9901001v3", categories=("cs.CV",)),
        api_entry("2603.00003v2", comment="This paper has been withdrawn by Ada"),
        api_entry("2603.00001v2", categories=("cs.CV", "cs.LG")),
    )
    with arxiv(tmp_path, Reply(api_page(*entries))) as (source, web, _):
        found = await source.submitted("cs.CV", *WINDOW)
    assert [(each.paper.id, each.kind, each.day.day) for each in found] == [
        ("2603.00001", "new", 10),
        ("2603.00002", "cross", 11),
        ("hep-th/9901001", "new", 10),
    ]
    assert all(each.inferred and each.category == "cs.CV" for each in found)
    assert found[0].paper.submitted == datetime(2026, 3, 9, 12, 0, tzinfo=UTC)
    query = parse_qs(urlsplit(web.paths[0]).query)
    assert query["search_query"] == ["cat:cs.CV AND submittedDate:[202603061900 TO 202603091800]"]


async def test_a_topic_asks_for_all_words_and_phrases(tmp_path: Path) -> None:
    topic = Topic(("whale", "of"), ("deep sea",), ("shark",))
    with arxiv(tmp_path, Reply(api_page(api_entry()))) as (source, web, _):
        (its,) = await source.matching(topic, 7)
        assert await source.matching(Topic(exclude=("shark",)), 7) == ()
    assert (its.category, its.kind, its.inferred) == ("cs.CV", "new", True)
    (query,) = [parse_qs(urlsplit(path).query) for path in web.paths]
    assert query["search_query"] == ['all:"deep sea" AND all:"whale" ANDNOT all:"shark"']
    assert query["max_results"] == ["7"]
    assert query["sortBy"] == ["submittedDate"]


async def test_the_best_on_a_topic_are_those_that_arxiv_finds_most_relevant(tmp_path: Path) -> None:
    with arxiv(tmp_path, Reply(api_page(api_entry()))) as (source, web, _):
        await source.matching(Topic(("whale",)), 7, best=True)
    (query,) = [parse_qs(urlsplit(path).query) for path in web.paths]
    assert query["sortBy"] == ["relevance"]


async def test_broken_entries_leave_the_others_and_the_pages_whole(tmp_path: Path) -> None:
    entries = [api_entry(f"2603.{number:05}v1") for number in range(5)]
    entries[1] = api_entry("2603.00001v1", published="soon")
    entries[2] = entries[2].replace("/abs/", "/fab/")
    entries[4] = api_entry("2603.00004v1", published="0001-01-01T00:00:00+10:00")

    def say(path: str) -> Reply:
        start = int(parse_qs(urlsplit(path).query)["start"][0])
        return Reply(api_page(*entries[start : start + 5], total=5, start=start))

    with arxiv(tmp_path, say=say) as (source, web, _):
        found = await source.submitted("cs.CV", *WINDOW)
        assert [each.paper.id for each in found] == ["2603.00000", "2603.00003"]
        assert len(web.asked) == 1


async def test_further_pages_are_asked_for(tmp_path: Path) -> None:
    def say(path: str) -> Reply:
        start = int(parse_qs(urlsplit(path).query)["start"][0])
        return Reply(api_page(api_entry(f"2603.{start:05}v1"), total=3, start=start))

    with arxiv(tmp_path, say=say) as (source, web, _):
        assert len(await source.submitted("cs.CV", *WINDOW)) == 3
        assert len(web.asked) == 3


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(api_error("incorrect id"), 400), r"refused a query: incorrect id\."),
        (Reply(api_error("incorrect id")), r"refused a query: incorrect id\."),
        (Reply(b"Rate exceeded.", 403), r"refused a query: .*403\."),
        (Reply(b"<html>Sorry"), r"answered with a web page\."),
        (Reply(b'{"a": 1}'), r"answered with something that is no list of papers\."),
        (Reply(b""), r"sent an empty answer\."),
        (Reply(api_page(total=7)), r"sent an empty page where it has papers\."),
        (Reply(api_page(api_entry())[:-30]), r"answer breaks off\."),
        (Reply(b"", 302, {"Location": "/api/query"}), r"cannot be asked: Exceeded 3 redirects\."),
        (Reply(api_page(api_entry()), cut=99), r"sent an answer that was cut short\."),
        (Reply(reset=True), r"could not be reached, or closed the connection\."),
        (Reply(b"", 503), r"answered with HTTP 503\."),
    ],
)
async def test_a_query_that_fails_is_one_clear_line(
    tmp_path: Path, reply: Reply, said: str
) -> None:
    with (
        arxiv(tmp_path, reply) as (source, _, _),
        pytest.raises(SourceError, match=rf"^arXiv('s)? {said}$"),
    ):
        await source.submitted("cs.CV", *WINDOW)


async def test_nothing_found_is_no_failure(tmp_path: Path) -> None:
    with arxiv(tmp_path, Reply(api_page())) as (source, _, _):
        assert await source.submitted("cs.CV", *WINDOW) == ()


async def test_daily_papers_are_asked_for_with_the_tag_of_before() -> None:
    body = json.dumps([{"paper": {"id": "2601.00002", "title": "A", "publishedAt": "2026-01-05"}}])
    with stand_in(tagged(body.encode(), 'W/"7"')) as web:
        source = HuggingFaceSource(api_url=f"{web.url}/api/", agent="Paperboy/test")
        first = await source.latest([], None)
        again = await source.latest(["cs.CV"], first.validator)
    assert (len(first.announcements), first.covered) == (1, ())
    assert (again.announcements, again.validator) == ((), first.validator)
    assert [each.headers.get("If-None-Match") for each in web.asked] == [None, 'W/"7"']
    assert web.asked[0].headers["User-Agent"] == "Paperboy/test"
    assert web.paths[0] == "/api/daily_papers?limit=100"


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(b"no", 401), "Hugging Face answered with HTTP 401."),
        (Reply(b"<html>Sorry"), "Hugging Face answered with a web page."),
        (Reply(b'{"error": 1}'), "Hugging Face answered with something that is no list of papers."),
        (Reply(b"", 302, {"Location": "/api/daily_papers"}), "Hugging Face cannot be asked: "),
    ],
)
async def test_daily_papers_that_fail_are_one_clear_line(reply: Reply, said: str) -> None:
    with stand_in(reply) as web:
        source = HuggingFaceSource(api_url=f"{web.url}/api", agent="us", sleep=lambda _: None)
        with pytest.raises(SourceError) as refused:
            await source.latest([], None)
    assert str(refused.value).startswith(said)


@contextmanager
def captured(folder: Path) -> Iterator[tuple[StandIn, ArxivSource, HuggingFaceSource]]:
    """Both sources on the one file that `web.say` serves, whatever is asked."""
    with stand_in(Reply()) as web:
        arxiv_source = ArxivSource(
            api_url=f"{web.url}/api",
            rss_url=f"{web.url}/rss",
            delay_seconds=0.0,
            agent="Paperboy/test",
            lock=folder / "lock",
            sleep=lambda _: None,
        )
        yield web, arxiv_source, HuggingFaceSource(api_url=web.url, agent="Paperboy/test")


FEEDS = {  # announcements, skipped, day
    "All-News-AI_arxiv_weekend_empty": ("cs.CL", 0, 0, "2026-08-01"),
    "distill_arxiv_cs_ai": ("cs.AI", 3, 0, "2026-04-27"),
    "distill_arxiv_cs_cl": ("cs.CL", 3, 0, "2026-04-27"),
    "distill_arxiv_cs_lg": ("cs.LG", 3, 0, "2026-04-27"),
    "synthetic_All-News-AI_arxiv_cs_cl": ("cs.CL", 4, 1, "2026-07-29"),
    "synthetic_hepml-digest_arxiv_rss": ("stat.ML", 1, 0, "2026-07-18"),
    "synthetic_yuxin-agent-skills_arxiv_rss_sample": ("cs.RO", 2, 0, "2026-08-12"),
    "zotero-arxiv-daily_arxiv_rss_example": ("cs.AI", 7, 0, "2025-08-20"),
}


async def test_every_captured_feed_is_read(tmp_path: Path, shared: Path) -> None:
    files = sorted((shared / "data" / "rss").glob("*.xml"))
    assert {file.stem for file in files} == set(FEEDS)
    with captured(tmp_path) as (web, source, _):
        for file in files:
            web.say = in_turn(Reply(file.read_bytes()))
            category, papers, skipped, day = FEEDS[file.stem]
            batch = await source.latest([category], None)
            told = (len(batch.announcements), batch.skipped, str(batch.covered[0][1]))
            assert (file.stem, *told) == (file.stem, papers, skipped, day)
            assert {each.category for each in batch.announcements} <= {category}
            assert all(each.paper.title and each.paper.authors for each in batch.announcements)


REFUSED = {
    "arxivpy_id_abc_s0_m100_b79c8dcf6bc3": "arXiv refused a query: incorrect id format for abc.",
    "synthetic_SignalForge_arxiv_error": "arXiv refused a query: incorrect id format for nonsense.",
    "synthetic_SignalForge_arxiv_malformed": "arXiv's answer breaks off.",
    "synthetic_exodia_arxiv_response": "arXiv refused a query: incorrect id format for bad_id.",
}


async def test_every_captured_query_is_read_or_refused_in_one_line(
    tmp_path: Path, shared: Path
) -> None:
    refused = {}
    with captured(tmp_path) as (web, source, _):
        for file in sorted((shared / "data" / "atom").glob("*.xml")):
            body = file.read_bytes()
            web.say = in_turn(Reply(body))
            entries = body.count(b"<entry>")
            try:
                found = await source.matching(Topic(("any",)), max(entries, 1))
            except SourceError as error:
                refused[file.stem] = str(error)
            else:
                assert (file.stem, len(found)) == (file.stem, entries)
                assert all(each.paper.title and each.paper.categories for each in found)
                assert all("v" not in each.paper.id.split("/")[-1] for each in found)
    assert refused == REFUSED


async def test_every_captured_day_of_hugging_face_is_read(tmp_path: Path, shared: Path) -> None:
    with captured(tmp_path) as (web, _, source):
        for file in sorted((shared / "data" / "hf" / "raw_days").glob("*.json")):
            body = file.read_bytes()
            web.say = in_turn(Reply(body))
            batch = await source.latest([], None)
            answer = json.loads(body)
            items = answer["data"] if isinstance(answer, dict) else answer
            assert (file.stem, len(batch.announcements), batch.skipped) == (
                file.stem,
                len(items),
                0,
            )
            assert all(each.paper.upvotes is not None for each in batch.announcements)
            later = file.stem >= "2025-09"
            assert any(each.paper.keywords for each in batch.announcements) == later, file.stem
