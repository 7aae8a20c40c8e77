"""`/paper`, `/quiz`, `/paperboy`, and the buttons below papers and questions."""

from typing import Literal

from bot import papers, quizzes
from bot.desk import Desk
from bot.errors import UserError
from bot.messages import Card, Command, Message, Press, Reply
from bot.status import read_status, status_message

SHOWN = 5  # papers that /paper shows


async def paper(desk: Desk, command: Command, reply: Reply) -> None:
    """Show the best papers on a topic, or one."""
    typed = command.args.get("topic", "")
    picks = await papers.find(typed, desk.store.papers, desk.writer, SHOWN)
    await reply(papers.answer(typed, picks))


async def details(desk: Desk, press: Press, reply: Reply) -> None:
    """Show all about one paper."""
    await reply(await papers.details(press.value, desk.store.papers))


async def vote(desk: Desk, press: Press, reply: Reply) -> None:
    """Record what a person thinks of a paper: `up:2603.00001` or `down:…`."""
    direction, _, named = press.value.partition(":")
    paper_id = papers.read_id(named)
    found = await desk.store.papers.get(paper_id) if paper_id else None
    if found is None or direction not in ("up", "down"):
        raise UserError("This button is from another time: it does nothing any more.")
    place, person = press.source.address.place, press.user.id
    value: Literal[1, -1] = 1 if direction == "up" else -1
    await desk.store.votes.vote(place, found.id, person, value, desk.clock())
    up, down = await desk.store.votes.tally(place, found.id)
    mark = "👍" if value == 1 else "👎"
    title = papers.readable(found).title
    await reply(Message(f"{mark} noted for “{title}”: 👍 {up} · 👎 {down} here."))


async def quiz_start(desk: Desk, command: Command, reply: Reply) -> None:
    """Ask a graded question."""
    question = await quizzes.ask(
        command.at.place,
        command.args.get("topic", ""),
        desk.store,
        desk.random,
        desk.clock(),
    )
    await reply(question, private=False)


async def quiz_answer(desk: Desk, press: Press, reply: Reply) -> None:
    """Grade an answer."""
    await reply(await quizzes.grade(press.value, press.user, desk.store, desk.clock()))


async def status(desk: Desk, command: Command, reply: Reply) -> None:
    """Say how this place is doing."""
    its = await read_status(command.at.place, desk.store)
    await reply(status_message(its, desk.timezone, desk.clock()))


async def help_lines(reply: Reply, lines: list[str]) -> None:
    """Say what there is."""
    title = "What Paperboy can do"
    await reply(Message(title, (Card(title, "\n".join(lines)),)))
