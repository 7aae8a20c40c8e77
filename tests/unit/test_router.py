"""The router: every command and button has its handler, every error is one kind reply."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import errors
from bot.commands import COMMANDS, PRESSES, SPECS
from bot.desk import Desk
from bot.messages import Command, Event, MessageRef, Press, User, read_command
from bot.models import Announcement, Batch, Paper
from bot.router import Router
from storage.sqlite import SqliteStore
from tests.fakes import ANNA, NOW, PLACE, TODAY, Answers, desk, paper
from tests.papers import MemoryPapers

SOURCE = MessageRef(PLACE, "1")
RAISED = [
    errors.UserError("Ask me something else."),
    errors.StoreError("a.db: the disk is full."),
    errors.ChatError("no"),
    errors.Unsure("perhaps"),
    errors.RateLimited("later", 3),
    ValueError("a surprise with a token xoxb-123"),
    KeyError("x"),
    RecursionError(),
]


class Failing(MemoryPapers):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    async def several(self, paper_ids: Iterable[str]) -> tuple[Paper, ...]:
        del paper_ids
        raise self._error

    async def get(self, paper_id: str) -> Paper | None:
        del paper_id
        raise self._error


def typed(line: str) -> Command:
    return read_command(line, SPECS, ANNA, PLACE)


async def answers(desk: Desk, *events: Event) -> Answers:
    said = Answers()
    for event in events:
        await Router(desk).handle(event, said)
    return said


@pytest.mark.parametrize("error", RAISED)
@pytest.mark.parametrize(
    "event",
    [Command("digest now", ANNA, PLACE), Press("paper.details", "2603.00001", ANNA, SOURCE)],
)
async def test_every_error_is_one_kind_reply(
    error: Exception, event: Event, store: SqliteStore, caplog: pytest.LogCaptureFixture
) -> None:
    news = Batch((Announcement(paper(1), "cs.CV", "new", TODAY),))
    await store.announcements.record("fake", "", news, NOW)
    store.papers = Failing(error)  # type: ignore[assignment]  # in place of the real one
    (text,) = (await answers(desk(store), event)).texts
    assert "Traceback" not in text
    assert "xoxb" not in text
    if isinstance(error, errors.UserError):
        assert text == "Ask me something else."
    else:
        reference = text.rsplit(" ", 1)[1].rstrip(".")
        assert f"reference={reference}" in caplog.text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.text(max_size=60))
async def test_no_typed_or_pressed_text_gets_no_answer(
    store: SqliteStore, name: str, value: str
) -> None:
    its = desk(store)
    for event in (
        Command(name, ANNA, PLACE),
        Command("paper", ANNA, PLACE, {"topic": value}),
        typed(f"/{name} {value}"),
        Press(name, value, ANNA, SOURCE),
        Press("quiz.answer", value, ANNA, SOURCE),
        Press("paper.details", value, ANNA, SOURCE),
        Press("paper.vote", value, ANNA, SOURCE),
        Press("paper.more", f"5:{value}", ANNA, SOURCE),
        Press("paper.cite", value, ANNA, SOURCE),
        Press("paper.share", value, ANNA, SOURCE),
        Press("paper.similar", value, ANNA, SOURCE),
    ):
        assert len((await answers(its, event)).said) == 1


async def test_an_answer_that_does_not_reach_the_person_is_logged(
    store: SqliteStore, caplog: pytest.LogCaptureFixture
) -> None:
    deaf = Answers(fails=errors.PlaceGone("the channel is archived"))
    await Router(desk(store)).handle(Command("nonsense", ANNA, PLACE), deaf)
    assert "did not reach the person" in caplog.text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/papre x", r"no command /papre x: did you mean /paper\?"),
        ("/digset now", r"no command /digset now: did you mean /digest now\?"),
        ("hello", r"I do not know “hello”.* /paperboy help lists"),
        ("/paper", r"/paper <topic>: <topic> is words, .* or an id or link"),
        ("/quiz", r"No paper here"),
        ("/digest subscrib x", r"did you mean /digest subscribe\?"),
        ("/paper 2603.99999", r"2603\.99999 is not among the 0 papers here: see https://arxiv"),
        ("/paper giraffes", r"Nothing on “giraffes” among 0 papers"),
        ("/explain it", r"I do not know “explain it”"),
        ("status", r"Status of fake:room"),  # as one types behind a mention
        ("", r"What Paperboy can do"),
        ("/quiz start", r"No paper here"),
        ("/digest now", r"No paper yet: nothing was announced so far\."),
    ],
)
async def test_what_cannot_be_done_says_what_to_do(
    store: SqliteStore, line: str, said: str
) -> None:
    (text,) = (await answers(desk(store), typed(line))).texts
    assert re.search(said, text), text


async def test_old_buttons_get_a_kind_word(store: SqliteStore) -> None:
    said = await answers(desk(store), Press("gone.action", "1", ANNA, SOURCE))
    assert said.texts == ["This button is from another time: it does nothing any more."]


async def test_a_long_answer_comes_in_parts_that_fit(store: SqliteStore) -> None:
    await store.papers.add([paper(1, abstract="A rather long sentence of words. " * 60)])
    its = desk(store)
    said = await answers(its, Press("paper.details", "2603.00001", ANNA, SOURCE))
    chat = its.chats["fake"]
    assert len(said.said) > 1
    assert all(not chat.limits.exceeded(chat.size(message)) for message, _ in said.said)


async def test_help_lists_every_command(store: SqliteStore) -> None:
    said = (await answers(desk(store), typed("/paperboy help"))).said
    assert all(private for _, private in said)
    body = "\n".join(card.body for message, _ in said for card in message.cards)
    assert all((spec.usage() in body) != bool(spec.shortcut) for spec in SPECS)


def test_every_command_is_declared_once_and_every_button_has_a_press() -> None:
    names = [spec.name for spec, _ in COMMANDS]
    assert len(set(names)) == len(names)
    assert all(1 <= len(name.split()) <= 2 for name in names)
    assert set(PRESSES) == {
        *("paper.cite", "paper.details", "paper.more", "paper.share", "paper.similar"),
        *("follow.news", "paper.vote", "poll.vote", "quiz.answer"),
        *("place.now", "place.pause", "place.resume", "place.status"),
        *("summary.anew", "summary.show", "summary.where"),
    }


async def test_a_person_may_ask_20_times_at_once_and_30_times_a_minute(store: SqliteStore) -> None:
    now = NOW

    def clock() -> datetime:
        return now

    router = Router(replace(desk(store), clock=clock))

    async def answered(user: User, times: int) -> int:
        said = Answers()
        for _ in range(times):
            await router.handle(Command("paperboy help", user, PLACE), said)
        refused = said.texts.count("That is a lot at once: try again in a few seconds.")
        assert len([text for text in said.texts if "What Paperboy" in text]) >= times - refused
        return times - refused

    assert await answered(ANNA, 25) == 20
    assert await answered(replace(ANNA, id="ben"), 1) == 1
    now += timedelta(seconds=1)
    assert await answered(ANNA, 1) == 0
    now += timedelta(seconds=1)
    assert await answered(ANNA, 2) == 1
    now += timedelta(hours=1)
    assert await answered(ANNA, 25) == 20
    now -= timedelta(days=1)
    assert await answered(ANNA, 1) == 0
    now += timedelta(seconds=2)
    assert await answered(ANNA, 2) == 1


@pytest.mark.parametrize(
    ("line", "name", "args"),
    [
        ('/paper "gaussian  splatting" x', "paper", {"topic": '"gaussian  splatting" x'}),
        ("/DIGEST Now cs.CV", "digest now", {"topics": "cs.CV"}),
        ("/digest now", "digest now", {}),
        (
            '/digest subscribe "a b" cs.CV at 9',
            "digest subscribe",
            {"topics": '"a b" cs.CV at 9'},
        ),
        ("/digest pause", "digest pause", {}),
        ("/digest edit 2 at 9", "digest edit", {"changes": "2 at 9"}),
        ("/paperboy help me", "paperboy help", {}),
        ("paper x", "paper", {"topic": "x"}),
        ("/", "", {}),
    ],
)
def test_reading_what_a_person_typed(line: str, name: str, args: dict[str, str]) -> None:
    command = typed(line)
    assert (command.name, command.args) == (name, args)
