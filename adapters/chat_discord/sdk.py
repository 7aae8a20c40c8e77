"""discord.py, imported quietly and pointed at its addresses: the one place for its globals."""

import logging
import warnings

import yarl

with warnings.catch_warnings():
    # For voice it imports audioop, which Python 3.11 and 3.12 call deprecated.
    warnings.filterwarnings("ignore", "'audioop'", DeprecationWarning)
    import discord
    from discord.backoff import ExponentialBackoff
    from discord.gateway import DiscordWebSocket, ReconnectWebSocket
    from discord.http import HTTPClient, Ratelimit, Route
    from discord.shard import Shard

__all__ = ["HTTPClient", "Ratelimit", "Route", "discord", "point_at"]

_OWN_GATEWAY = "wss://gateway.discord.gg/"
_DOUBLINGS = 5  # of a second: it waits for at most 32 between two tries to connect, not 1,024
_SAID_BY_US = ("Attempting a reconnect", "Failed to connect for shard_id")


class _Backoff(ExponentialBackoff[bool]):
    def __init__(self, base: int = 1, *, integral: bool = False) -> None:
        super().__init__(base, integral=integral)
        self._max = _DOUBLINGS


class _Shard(Shard):
    """Takes its session up again after an outage, as a client without shards does."""

    async def reconnect(self) -> None:
        if self.ws.session_id:
            await self.reidentify(ReconnectWebSocket(self.id, resume=True))
        else:
            await super().reconnect()


def point_at(api_url: str, gateway_url: str | None) -> None:
    """Set where discord.py finds Discord, for the whole process: it knows no other way.

    Its debug lines hold whole events, with the tokens of interactions: they stay off.
    """
    Route.BASE = api_url.rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url or _OWN_GATEWAY)
    logger = logging.getLogger("discord")
    logger.setLevel(max(logger.level, logging.INFO))
    # Nobody wants to be told that there is no voice.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    for module in (discord.client, discord.shard):
        vars(module).update(ExponentialBackoff=_Backoff)
        logging.getLogger(module.__name__).addFilter(_is_news)
    vars(discord.shard).update(Shard=_Shard)


def _is_news(record: logging.LogRecord) -> bool:
    """Not each try to connect: `gateway` says once that it is lost."""
    return not str(record.msg).startswith(_SAID_BY_US)
