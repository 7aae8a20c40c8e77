"""`paperboy outbox`: what is not sent yet, and what to do with it."""

import json
from collections.abc import Sequence
from typing import Literal

from bot.app import Paperboy
from bot.errors import UserError
from bot.models import Part
from bot.text.fold import fold
from bot.text.words import counted


async def show(paperboy: Paperboy, *, as_json: bool) -> None:
    """List what is neither sent nor dropped."""
    parts = await paperboy.desk.store.outbox.unfinished()
    if as_json:
        print(json.dumps([_record(part) for part in parts], ensure_ascii=False))
        return
    for part in parts:
        print(_line(part))
    if not parts:
        print("The outbox is empty: all that was to be sent is sent.")


async def decide(
    paperboy: Paperboy, part_ids: Sequence[int], verdict: Literal["resend", "drop"]
) -> None:
    """Send parts again, or drop them. Raises `UserError` where one is not waiting."""
    desk = paperboy.desk
    there = {part.id for part in await desk.store.outbox.unfinished()}
    unknown = [each for each in part_ids if each not in there]
    if unknown:
        raise UserError(
            f"There is no waiting message {unknown[0]}: `paperboy outbox list` shows them."
        )
    done = await desk.store.outbox.decide(part_ids, verdict, desk.clock())
    left = [each for each in part_ids if each not in done]
    what = "will be sent by `paperboy run`" if verdict == "resend" else "dropped"
    print(f"{counted(len(done), 'message')} {what}.")
    if left:
        raise UserError(f"{left[0]} is being sent just now: look again in a minute.")


def _line(part: Part) -> str:
    papers = f", {counted(len(part.papers), 'paper')}" if part.papers else ""
    why = f": {fold(part.why)}" if part.why else ""
    begin = fold(part.message.text)[:60]
    return f"{part.id}  {part.state}  {part.place}  {part.operation}{papers}  “{begin}”{why}"


def _record(part: Part) -> dict[str, object]:
    return {
        "id": part.id,
        "place": str(part.place),
        "operation": part.operation,
        "state": part.state,
        "papers": list(part.papers),
        "why": part.why,
        "created": part.created_at.isoformat() if part.created_at else None,
    }
