"""The two ways in which Slack passes a command on, each made ready before it counts."""

import asyncio
import hmac
import json
import time
from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import urlencode, urlsplit

from load.slack import SECRET, StandIn


class BySocket:
    """Envelopes over the one connection of Socket Mode."""

    def __init__(self, slack: StandIn) -> None:
        self._slack = slack
        self._texts: dict[int, str] = {}

    def prepare(self, topics: Sequence[tuple[int, str]]) -> None:
        """See `Sending`."""
        for number, topic in topics:
            envelope = {
                "type": "slash_commands",
                "envelope_id": str(number),
                "accepts_response_payload": True,
                "payload": _command(self._slack.url, number, topic),
            }
            self._texts[number] = json.dumps(envelope)

    async def send(self, number: int) -> None:
        """See `Sending`."""
        if self._slack.socket is None:
            raise RuntimeError("Paperboy has opened no connection.")
        self._slack.sends(number)
        await self._slack.socket.send_str(self._texts[number])


class ByHttp:
    """Signed requests, each over a connection of its own, which counts."""

    def __init__(self, slack: StandIn, url: str) -> None:
        self._slack, self._url = slack, urlsplit(url)
        self._at = self._url.hostname or "", self._url.port or 80
        self._requests: dict[int, bytes] = {}

    def prepare(self, topics: Sequence[tuple[int, str]]) -> None:
        """See `Sending`. Slack's signatures last for 5 minutes."""
        stamp = str(int(time.time()))
        for number, topic in topics:
            body = urlencode(_command(self._slack.url, number, topic))
            signed = hmac.new(SECRET.encode(), f"v0:{stamp}:{body}".encode(), sha256)
            head = (
                f"POST {self._url.path} HTTP/1.1",
                f"Host: {self._url.netloc}",
                "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)",
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
                f"X-Slack-Request-Timestamp: {stamp}",
                f"X-Slack-Signature: v0={signed.hexdigest()}",
            )
            self._requests[number] = "\r\n".join((*head, "", body)).encode()

    async def send(self, number: int) -> None:
        """See `Sending`."""
        self._slack.sends(number)
        loop = asyncio.get_running_loop()
        try:
            await loop.create_connection(
                lambda: _Exchange(self._slack, number, self._requests[number]), *self._at
            )
        except OSError as error:
            self._slack.acknowledge(number, f"no connection: {error}")


class _Exchange(asyncio.Protocol):
    """One request, and the first line of what answers it."""

    def __init__(self, slack: StandIn, number: int, request: bytes) -> None:
        self._slack, self._number, self._request = slack, number, request
        self._transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send it."""
        self._transport = transport
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Take the answer: all of it comes at once."""
        fine = data.startswith(b"HTTP/1.1 200 ")
        why = "" if fine else f"it was refused: {data[:40].decode(errors='replace')}"
        self._slack.acknowledge(self._number, why)
        if self._transport:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """It may break before it is answered."""
        if not self._slack.asked[self._number].acknowledged:
            self._slack.acknowledge(self._number, f"the connection broke: {exc}")


def _command(url: str, number: int, topic: str) -> dict[str, str]:
    """`/paper` as Slack sends it, each by a person of its own."""
    return {
        "token": "bench",
        "team_id": "T01",
        "team_domain": "lab",
        "channel_id": f"C{number % 200}",
        "channel_name": "papers",
        "user_id": f"U{number:06}",
        "user_name": f"person{number}",
        "command": "/paper",
        "text": topic,
        "api_app_id": "A01",
        "is_enterprise_install": "false",
        "response_url": f"{url}/respond/{number}",
        "trigger_id": f"{number}.1.bench",
    }
