"""Requests to Slack: one try each, errors of ours, nothing private in the log."""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Mapping
from copy import copy
from typing import Any

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.chat_slack.errors import SDK_ERRORS, SOCKET_MEND, refused, translated, unclear
from adapters.chat_slack.quiet import quiet_logger
from bot.errors import ChatError

_KEPT_ALIVE = 60.0  # seconds that a connection waits for the next request
_PAGE = 200
_MOST_PAGES = 50
_GONE_URLS = ("used_url", "expired_url")


class UrlUsedUp(ChatError):
    """A `response_url` takes no more; nothing was shown."""


class SlackApi:
    """The Web API with the bot token, and `response_url`s. `timeout`: seconds of one request."""

    def __init__(self, *, bot_token: str, api_url: str, agent: str, timeout: int) -> None:
        self._bot_token, self._api_url = bot_token, api_url
        self._agent, self._timeout = agent or None, timeout
        self._client = self.new_client()
        self._hook = AsyncWebhookClient(
            "",
            timeout=timeout,
            user_agent_suffix=self._agent,
            logger=quiet_logger(),
            retry_handlers=[],
        )
        self._session: ClientSession | None = None
        self._scopes: frozenset[str] | None = None

    def new_client(self) -> AsyncWebClient:
        """A client that neither retries, which may post twice, nor logs what it sends."""
        return AsyncWebClient(
            token=self._bot_token,
            base_url=self._api_url,
            timeout=self._timeout,
            user_agent_suffix=self._agent,
            logger=quiet_logger(),
            retry_handlers=[],
        )

    @property
    def names_scopes(self) -> bool:
        """Whether Slack said, with its last answer, which scopes the bot has."""
        return self._scopes is not None

    def lacks(self, scope: str) -> bool:
        """Whether Slack said, with its last answer, that the bot has other scopes only."""
        return self._scopes is not None and scope not in self._scopes

    async def call(self, method: str, what: str, **arguments: Any) -> dict[str, Any]:
        """Call a method of the Web API with a JSON body; `what` begins the text of an error."""
        request = self._ours().api_call(method, json=arguments)
        return await self._answer(request, what)

    async def read(self, method: str, what: str, **arguments: Any) -> dict[str, Any]:
        """Call a method that takes its arguments in the query."""
        request = self._ours().api_call(method, http_verb="GET", params=arguments)
        return await self._answer(request, what)

    async def pages(
        self, method: str, what: str, name: str, **arguments: Any
    ) -> AsyncIterator[Mapping[str, Any]]:
        """Read a list page by page, 10,000 entries at most; `name` is that of the list."""
        for _ in range(_MOST_PAGES):
            page = await self.read(method, what, limit=_PAGE, **arguments)
            entries = page.get(name)
            for each in entries if isinstance(entries, list) else ():
                if isinstance(each, dict):
                    yield each
            arguments["cursor"] = cursor_of(page)
            if not arguments["cursor"]:
                return

    async def open_connection(self, app_token: str) -> str:
        """Ask for the address of a Socket Mode connection; what is refused is the app token."""
        what = "Opening Socket Mode with SLACK_APP_TOKEN"
        request = self._ours().apps_connections_open(app_token=app_token)
        url = (await self._answer(request, what, SOCKET_MEND)).get("url")
        if not isinstance(url, str):
            raise unclear(what)
        return url

    async def respond(self, url: str, what: str, message: Mapping[str, Any]) -> None:
        """Post to a `response_url`. Raises `UrlUsedUp` once it takes no more."""
        client = copy(self._hook)  # to make one anew looks around the whole machine
        client.url, client.session = url, self._open()
        try:
            response = await client.send_dict(dict(message))
        except SDK_ERRORS as error:
            raise translated(error, what) from error
        code = _code(response.body)
        gone = response.status_code in (404, 410) and not code.startswith("invalid_blocks")
        if gone or code in _GONE_URLS:
            raise UrlUsedUp(f"{what}: Slack takes no more answers to this.")
        if response.status_code != 200 or code:
            raise refused(what, code, response.status_code, response.headers)

    async def upload(self, url: str, what: str, data: bytes) -> None:
        """Post the bytes of a file to the address that Slack gave for them."""
        try:
            async with self._open().post(
                url, data=data, allow_redirects=False, proxy=self._client.proxy
            ) as response:
                if response.status != 200:
                    raise refused(what, "", response.status, response.headers)
        except SDK_ERRORS as error:
            raise translated(error, what) from error

    async def close(self) -> None:
        """Close the connections. The next request opens new ones."""
        if self._session:
            await self._session.close()

    def _ours(self) -> AsyncWebClient:
        self._client.session = self._open()
        return self._client

    def _open(self) -> ClientSession:
        """One for all requests: a new one would greet Slack anew, with TLS, for each."""
        if self._session is None or self._session.closed:
            self._session = ClientSession(
                timeout=ClientTimeout(total=self._timeout),
                connector=TCPConnector(keepalive_timeout=_KEPT_ALIVE),
                cookie_jar=DummyCookieJar(),
            )
        return self._session

    async def _answer(
        self, request: Awaitable[AsyncSlackResponse], what: str, mend: str = ""
    ) -> dict[str, Any]:
        try:
            response = await request
        except SDK_ERRORS as error:
            raise translated(error, what, mend) from error
        if not isinstance(response.data, dict):
            raise unclear(what)
        if granted := response.headers.get("x-oauth-scopes"):
            self._scopes = frozenset(granted.replace(" ", "").split(","))
        return response.data


def cursor_of(page: Mapping[str, Any]) -> str:
    """Where the next page begins; "" where this is the last."""
    match page.get("response_metadata"):
        case {"next_cursor": str(cursor)}:
            return cursor
        case _:
            return ""


def _code(body: str) -> str:
    """The error code in what a `response_url` answers: JSON, or a bare word; "" if all is well."""
    try:
        said = json.loads(body)
    except ValueError:
        bare = body.strip()
        return bare if bare != "ok" and re.fullmatch("[a-z_]{1,60}", bare) else ""
    failed = isinstance(said, dict) and said.get("ok") is False
    return str(said.get("error") or "unknown_error") if failed else ""
