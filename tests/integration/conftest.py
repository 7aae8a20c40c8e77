"""A Slack on this machine, and the adapter on it."""

from collections.abc import AsyncIterator

import pytest

from adapters.chat_slack import SlackChat
from tests.slack.stand_in import Slack, slack_chat, slack_server


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with slack_server() as served:
        yield served


@pytest.fixture
async def chat(slack: Slack) -> AsyncIterator[SlackChat]:
    made = slack_chat(slack)
    yield made
    await made.close()
