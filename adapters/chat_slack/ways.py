"""The two ways in which Slack brings events; one of them is configured."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SocketMode:
    """We connect to Slack: no address of ours needs to be reachable from outside."""

    app_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class HttpMode:
    """Slack connects to us, by way of whatever serves TLS: `POST /slack/events`, signed."""

    signing_secret: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 3000


Way = SocketMode | HttpMode
