"""What a person follows, and what “For me” below a digest shows of it, to them alone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.desk import Desk
from bot.digest import digest_message, prepare_digest
from bot.errors import UserError
from bot.follows import HOW, MOST, read_follows, stopped
from bot.messages import Address, Command, Message, MessageRef, Press, User
from bot.models import Announcement, Batch, Look, Paper, Subscription
from bot.router import Router
from bot.text.markdown import parse
from storage.sqlite import SqliteStore
from tests.fakes import ANNA, NOW, PLACE, TODAY, Answers, desk, paper

BOB = User("bob", "Bob", can_manage=False)
ELSEWHERE = Address("fake", "other room")
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def its(store: SqliteStore) -> Desk:
    return desk(store)


async def say(its: Desk, name: str, typed: str = "", user: User = ANNA) -> str:
    spec = {"follow add": "topics", "follow stop": "which", "paperboy forget": "who"}
    args = {spec[name]: typed} if name in spec else {}
    said = Answers()
    await Router(its).handle(Command(name, user, PLACE, args), said)
    assert all(private for _, private in said.said)
    return said.texts[-1]


async def press(
    its: Desk, day: date | str = TODAY, user: User = ANNA, at: Address = PLACE
) -> Message:
    value = day if isinstance(day, str) else day.isoformat()
    said = Answers()
    await Router(its).handle(Press("follow.news", value, user, MessageRef(at, "1")), said)
    assert all(private for _, private in said.said)
    (first, *_), cards = said.texts, [card for part, _ in said.said for card in part.cards]
    return Message(first, tuple(cards))


def titles(message: Message) -> list[str]:
    return [card.title for card in message.cards if card.url]


async def announce(its: Desk, *papers: Paper, day: date = TODAY) -> None:
    events = [Announcement(replace(each, announced=day), "cs.CV", "new", day) for each in papers]
    await its.store.announcements.record("fake", "", Batch(tuple(events)), NOW)


async def test_papers_that_only_name_the_words_do_not_hide_the_one_about_them(its: Desk) -> None:
    old = TODAY - timedelta(days=1)
    await announce(its, paper(1, "World models for robots"), day=old)
    passing = "All models are wrong in this world. We count sheep."
    await announce(its, *[paper(n, f"Sheep {n}", abstract=passing) for n in range(2, 80)])
    await say(its, "follow add", "world models")
    shown = await press(its)
    assert shown.text == "1 new paper for you"
    assert titles(shown) == ["World models for robots"]


async def test_more_than_one_press_looks_at_is_said(its: Desk) -> None:
    for number in range(MOST):
        await say(its, "follow add", f"robots -x{number}")
    await announce(its, *[paper(n, f"Robots {n}") for n in range(1, 100)])
    assert (await press(its)).text == "at least 80 new papers for you, the best 5"


# ------------------------------------------------------------------ what one follows


async def test_a_person_follows_lists_and_stops(its: Desk) -> None:
    assert await say(its, "follow list") == HOW.replace("this button", "“For me” below a digest")
    assert (await say(its, "follow add", '"gaussian splatting" cs.CV')).startswith(
        'You follow "gaussian splatting" cs.CV now, 1 in all.'
    )
    await say(its, "follow add", 'by:"Yann LeCun"')
    assert await say(its, "follow list") == "You follow 2"
    assert await say(its, "follow list", user=BOB) != "You follow 2"
    assert await say(its, "follow stop", "1") == (
        'You do not follow "gaussian splatting" cs.CV any more; 1 left.'
    )
    await say(its, "follow add", "robots")
    assert await say(its, "follow stop", "All") == (
        "You do not follow 2 topics or authors any more; none left."
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("robots", "Robot"),
        ('by:"LeCun, Yann"', 'by:"Yann LeCun"'),
        ('"gaussian splatting" cs.CV', "  cs.cv “Gaussian Splatting”  "),
        ("agents -survey", "-survey AGENTS"),
    ],
)
async def test_the_same_twice_is_one(its: Desk, first: str, second: str) -> None:
    await say(its, "follow add", first)
    assert (await say(its, "follow add", second)).endswith(" already.")
    assert len(await its.store.follows.of("fake", ANNA.id)) == 1


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("cs.CV", "Follow what?"),
        ("-robots", "Follow what?"),
        ("🙂", "Follow what?"),
        ("1706.03762", "That is one paper"),
        ("https://arxiv.org/abs/1706.03762", "That is one paper"),
        ("cs.XX", "no category"),
        ("robots since:2026", "without since:"),
        ("robots, 1706.03762", "That is one paper"),
        ("x" * 201, "too long"),
    ],
)
def test_what_cannot_be_followed_is_refused_kindly(typed: str, why: str) -> None:
    with pytest.raises(UserError, match=why.replace("?", r"\?")):
        read_follows(typed)


@pytest.mark.parametrize(
    ("typed", "follows"),
    [
        ("world models, by:LeCun", ["world models", "by:LeCun"]),
        ('"a, b" cs.CV; by:"LeCun, Yann",', ['"a, b" cs.CV', 'by:"LeCun, Yann"']),
        ("robots, cs.RO", ["robots, cs.RO"]),
        ("robots, -toys", ["robots, -toys"]),
        ("robots, cs.RO, pumps, -toys", ["robots cs.RO -toys", "pumps cs.RO -toys"]),
        ("robots, 🙂, pumps", ["robots", "pumps"]),
        ("10,000 hours, 2,4-D", ["10,000 hours", "2,4-D"]),
        ("世界模型，机器人、推理；نجوم، مجرات", ["世界模型", "机器人", "推理", "نجوم", "مجرات"]),
        ("«a, b», c", ["«a, b»", "c"]),
        ("robots, Robot", ["Robot"]),
        ('"deep, nets', ['"deep, nets']),
        (",", None),
    ],
)
def test_commas_stand_between_several(typed: str, follows: list[str] | None) -> None:
    if follows is None:
        with pytest.raises(UserError, match="Follow what"):
            read_follows(typed)
    else:
        assert [each.typed for each in read_follows(typed)] == follows


async def test_several_are_followed_at_once_and_what_fits_nothing_is_said(its: Desk) -> None:
    await announce(its, paper(1, "Robots"))
    said = await say(its, "follow add", "robots, zebras, by:Noether")
    assert said.startswith("You follow robots, zebras and by:Noether now, 3 in all.")
    assert said.endswith("No paper here fits zebras and by:Noether so far: look whether that is "
                         "spelt as you mean it.")  # fmt: skip
    assert "You follow pumps now, 4 in all" in await say(its, "follow add", "Robot, pumps")
    assert await say(its, "follow add", "pump, zebra") == "You follow pump and zebra already."
    more = ", ".join(f"topic {number}" for number in range(MOST))
    said = await say(its, "follow add", more)
    assert said.startswith("You follow 50, with topic 0, topic 1, topic 2, topic 3, topic 4 and 41")
    assert "that is the most: there is no room for topic 46, topic 47, topic 48" in said
    assert len(await its.store.follows.of("fake", ANNA.id)) == MOST


async def test_a_name_that_a_comma_cut_in_two_is_told_so(its: Desk) -> None:
    await announce(its, paper(1, "Yann, a robot", authors=("Yann LeCun",)))
    for typed in ("by:LeCun, Yann", "pumps, by:LeCun, Y."):
        said = await say(its, "follow add", typed)
        assert 'Is that one person? /follow add by:"y' in said
        await say(its, "follow stop", "all")
    assert "one person" not in await say(its, "follow add", "by:LeCun, robots")


async def test_fifty_are_the_most(its: Desk) -> None:
    for number in range(MOST):
        await its.store.follows.add("fake", ANNA.id, read_follows(f"topic {number}")[0], MOST)
    assert await say(its, "follow add", "one more") == (
        "You follow 50, and that is the most: there is no room for one more. "
        "/follow list, then /follow stop one."
    )


@pytest.mark.parametrize("typed", ["0", "3", "x", "-1", "9" * 5000, "²"])
def test_a_number_that_is_none_of_theirs_is_told_so(typed: str) -> None:
    with pytest.raises(UserError, match="is none of yours: /follow stop 1 to 2, or all"):
        stopped(typed, [*read_follows("one, two")])
    with pytest.raises(UserError, match="You follow nothing"):
        stopped(typed, [])


async def test_what_no_paper_fits_so_far_is_told(its: Desk) -> None:
    assert "No paper here fits it so far" in await say(its, "follow add", "zebras")
    await announce(its, paper(1, "Zebras", authors=("Ann Lee",)))
    assert "No paper" not in await say(its, "follow add", "zebras -stripes")
    said = await say(its, "follow add", "ann lee")
    assert said.endswith(
        'No paper here has these words: /follow add by:"ann lee" follows the author.'
    )


async def test_a_name_without_quotation_marks_is_told_how_to_write_it(its: Desk) -> None:
    await announce(its, paper(1, "Robots", authors=("Yann LeCun",)))
    said = await say(its, "follow add", "by:Yann LeCun")
    assert said.endswith(
        ' Of more than one word a name needs quotation marks: /follow add by:"yann lecun".'
    )
    assert "spelt as you mean" in await say(its, "follow add", "by:Bob robots")
    assert "spelt as you mean" in await say(its, "follow add", "by:Yann")  # a family


async def test_what_is_followed_is_data_where_it_is_listed(its: Desk) -> None:
    await say(its, "follow add", "**robots** [x](https://evil.example) <!channel>")
    said = Answers()
    await Router(its).handle(Command("follow list", ANNA, PLACE), said)
    ((message, _),) = said.said
    (block,) = parse(message.cards[0].body)
    assert "".join(span.text for span in block.spans) == (
        "**robots** [x](https://evil.example) <!channel>"
    )
    assert not any(span.url for span in block.spans)


# ------------------------------------------------------------------ what is new


async def test_who_follows_nothing_is_told_how(its: Desk) -> None:
    await announce(its, paper(1))
    assert (await press(its)).text == HOW


async def test_the_news_are_the_best_first_with_the_reason(its: Desk) -> None:
    await say(its, "follow add", "robots")
    await say(its, "follow add", 'by:"LeCun, Yann"')
    await announce(
        its,
        paper(1, "Waves", abstract="We study robots. Our robots swim."),
        paper(2, "Robots that learn", authors=("Ann Lee", "Yann A. LeCun")),
        paper(3, "Birds", authors=("Y. LeCun",)),
        paper(4, "Other", authors=("Yves LeCun",)),
        paper(5, "Robots"),
        paper(6, "Scattered", abstract="Nothing."),
    )
    message = await press(its)
    assert message.text == "4 new papers for you"
    assert titles(message) == ["Robots that learn", "Birds", "Robots", "Waves"]
    whys = [card.footer.split(" · ")[2] for card in message.cards if card.url]
    assert whys == [
        "you follow Y. LeCun and “robots”",
        "you follow Y. LeCun",
        "you follow “robots”",
        "you follow “robots”",
    ]
    assert message.cards[-1].footer == (
        "Announced in the seven days until Tue 10 March · only you see this · /follow list"
    )
    assert [each.label for each in message.cards[1].buttons] == ["Summary", "👍", "👎"]


async def test_five_are_shown_and_the_others_counted(its: Desk) -> None:
    await say(its, "follow add", "robots")
    await announce(its, *(paper(number, f"Robots {number}") for number in range(9)))
    message = await press(its)
    assert message.text == "9 new papers for you, the best 5"
    assert len(titles(message)) == 5


async def test_what_was_posted_here_is_said_and_only_here(its: Desk) -> None:
    await say(its, "follow add", "robots")
    await announce(its, paper(1, "Robots"))
    await its.store.subscriptions.add(Subscription(PLACE, ("robots",)), NOW)
    await Router(its).handle(Command("digest now", ANNA, PLACE), Answers())
    here, there = await press(its), await press(its, at=ELSEWHERE)
    assert here.cards[1].footer.endswith("you follow “robots” · already posted here")
    assert there.cards[1].footer.endswith("you follow “robots”")


async def test_a_second_press_shows_the_same_and_the_next_day_only_what_is_new(its: Desk) -> None:
    await say(its, "follow add", "robots")
    await announce(its, paper(1, "Robots 1"))
    assert titles(await press(its)) == titles(await press(its)) == ["Robots 1"]
    await announce(its, paper(2, "Robots 2"), day=TOMORROW)
    new = await press(its, TOMORROW)
    assert titles(new) == ["Robots 2"]
    assert "since you last looked, until Wed 11 March" in new.cards[-1].footer
    assert titles(await press(its, TOMORROW)) == ["Robots 2"]
    assert titles(await press(its)) == ["Robots 1"]  # an older digest
    assert (await its.store.follows.look("fake", ANNA.id)) == Look(TOMORROW, 1, 2)
    nothing = await press(its, TOMORROW + timedelta(days=1))
    assert nothing.text == (
        "Nothing new for you: no paper on the one topic or author that you follow was announced "
        "since you last looked, until Thu 12 March. /follow list shows what you follow."
    )


async def test_who_was_away_for_long_is_told_that_seven_days_are_shown(its: Desk) -> None:
    await say(its, "follow add", "robots")
    await announce(its, paper(1, "Robots 1"))
    await press(its)
    back = TODAY + timedelta(days=21)
    await announce(its, paper(2, "Robots 2"), day=TODAY + timedelta(days=7))
    await announce(its, paper(3, "Robots 3"), day=back)
    for _ in range(2):
        new = await press(its, back)
        assert titles(new) == ["Robots 3"]
        assert "in the seven days until Tue 31 March" in new.cards[-1].footer
    await announce(its, paper(4, "Robots 4"), day=back + timedelta(days=1))
    assert titles(await press(its, back + timedelta(days=1))) == ["Robots 4"]


async def test_what_is_followed_from_now_on_is_shown_at_once(its: Desk) -> None:
    await say(its, "follow add", "robots")
    await announce(its, paper(1, "Robots"), paper(2, "Waves"))
    assert titles(await press(its)) == ["Robots"]
    await say(its, "follow add", "waves")
    assert set(titles(await press(its))) == {"Robots", "Waves"}


async def test_a_person_is_the_same_in_all_channels_and_no_other(its: Desk) -> None:
    await say(its, "follow add", "robots")
    await announce(its, paper(1, "Robots"))
    assert titles(await press(its, at=ELSEWHERE)) == ["Robots"]
    assert (await press(its, user=BOB)).text == HOW


@pytest.mark.parametrize("value", ["", "x", "2026-13-01"])
async def test_a_button_from_another_time_says_so(its: Desk, value: str) -> None:
    assert (await press(its, value)).text.startswith("This button is from another time")


async def test_who_is_forgotten_follows_nothing(its: Desk) -> None:
    await say(its, "follow add", "robots")
    await announce(its, paper(1, "Robots"))
    await press(its)
    assert (await say(its, "paperboy forget", "me")).startswith(
        "Forgotten: 1 of your answers, votes and follows."
    )
    assert (await press(its)).text == HOW
    assert await its.store.follows.look("fake", ANNA.id) is None


async def test_each_digest_has_one_button_for_the_day_of_its_papers(its: Desk) -> None:
    await announce(its, *(paper(number, f"Robots {number}") for number in range(3)))
    wanted = Subscription(PLACE, ("robots",))
    made = await prepare_digest(wanted, TOMORROW, its.store, its.edition(), NOW)
    buttons = [each for card in digest_message(made, NOW).cards for each in card.buttons]
    mine = [each for each in buttons if each.action == "follow.news"]
    assert [(each.label, each.value) for each in mine] == [("For me", TODAY.isoformat())]
