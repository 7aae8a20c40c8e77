"""“Share here”: posted once, for everybody, and the place's from then on."""

import asyncio
from dataclasses import replace

from bot import digest
from bot.desk import Desk
from bot.errors import ChatError
from bot.messages import MessageRef, Press, User
from bot.models import Announcement, Batch, Subscription
from bot.router import Router
from storage.sqlite import SqliteStore
from tests.fakes import ANNA, NOW, PLACE, TODAY, Answers, FakeChat, desk, paper

SOURCE = MessageRef(replace(PLACE, thread="7"), "1")


async def share(its: Desk, value: str = "2603.00001", user: User = ANNA) -> str:
    said = Answers()
    await Router(its).handle(Press("paper.share", value, user, SOURCE), said)
    ((message, private),) = said.said
    assert private
    return message.text


async def test_it_is_posted_in_the_channel_with_who_shared_it(store: SqliteStore) -> None:
    await store.papers.add([paper(1, "Whales")])
    chat = FakeChat()
    its = desk(store, {"fake": chat})
    assert await share(its) == "Shared here: “Whales”."
    ((ref, message),) = chat.shown.items()
    assert ref.address == PLACE
    assert message.text == "Anna shared “Whales”"
    assert message.cards[0].title == "Whales"
    assert message.cards[0].footer.endswith("shared by Anna")
    assert await store.ledger.about(ref) == "2603.00001"  # so that reactions are votes


async def test_a_second_press_says_that_it_is_there(store: SqliteStore) -> None:
    await store.papers.add([paper(1, "Whales")])
    chat = FakeChat()
    its = desk(store, {"fake": chat})
    said = await asyncio.gather(*[share(its, user=replace(ANNA, id=str(n))) for n in range(8)])
    assert len(chat.shown) == 1
    assert said.count("Shared here: “Whales”.") == 1
    assert await share(its) == "It is here already: “Whales”."


async def test_a_digest_does_not_repeat_it(store: SqliteStore) -> None:
    news = tuple(Announcement(paper(n, "Whales"), "cs.CV", "new", TODAY) for n in (1, 2))
    await store.announcements.record("fake", "", Batch(news), NOW)
    its = desk(store)
    await share(its)
    made = await digest.prepare_digest(Subscription(PLACE), TODAY, store, its.edition(), NOW)
    assert "2603.00001" not in {pick.paper.id for pick in made.picks}
    why = await digest.why(PLACE, "2603.00001", store, "UTC", NOW)
    assert "was posted here on 10 March 2026" in why.text


async def test_a_name_is_data_and_forged_values_are_refused_kindly(store: SqliteStore) -> None:
    await store.papers.add([paper(1, "Whales")])
    chat = FakeChat()
    its = desk(store, {"fake": chat})
    for forged in ("", "x", "2603.00009", "2603.00001:"):
        assert "another time" in await share(its, forged) or forged.endswith(":")
    await share(its, user=User("x", "\x1b[2J\n<!channel>" + "y" * 500, can_manage=False))
    (message,) = chat.shown.values()
    assert "\n" not in message.text
    assert "\x1b" not in message.text
    assert len(message.text) < 200


async def test_where_nothing_can_be_posted_it_says_how_to_mend_that(store: SqliteStore) -> None:
    await store.papers.add([paper(1, "Whales")])
    chat = FakeChat()
    its = desk(store, {"fake": chat})
    chat.mend = "/invite @Paperboy"
    assert await share(its) == "Not shared: fake:room is there. /invite @Paperboy"
    assert await store.outbox.unfinished() == ()
    chat.mend = ""
    chat.fails = [ChatError("It does not answer.")]
    assert await share(its) == "“Whales” will come here once that is possible: It does not answer."
    assert await share(its) == "“Whales” will come here once that is possible: It does not answer."
