"""How a vote came out, as Discord tells it."""

from typing import Any

import pytest

from adapters.chat_discord.poll_votes import counted
from bot.errors import ChatError


def shown(results: Any) -> dict[str, Any]:
    answers = [{"answer_id": number, "poll_media": {"text": "x"}} for number in (1, 2, 3)]
    return {"id": "1", "poll": {"answers": answers, "results": results}}


def test_votes_are_counted_by_the_place_of_their_answer() -> None:
    counts = [{"id": 3, "count": 2}, {"id": 1, "count": 1}, {"id": 2, "count": 0}]
    results = {"is_finalized": True, "answer_counts": counts}
    assert counted(shown(results), "x") == {0: 1, 2: 2}
    assert counted(shown({"is_finalized": True}), "x") == {}


@pytest.mark.parametrize("results", [None, {}, {"is_finalized": False, "answer_counts": []}])
def test_what_is_not_counted_to_the_end_is_no_result(results: Any) -> None:
    with pytest.raises(ChatError, match="not counted this poll to the end"):
        counted(shown(results), "x")


def test_a_message_without_a_poll_has_buttons() -> None:
    assert counted({"id": "1"}, "x") is None
