"""discord.py, imported quietly and pointed at its addresses: the one place for its globals."""

import logging
import warnings

import yarl

with warnings.catch_warnings():
    # For voice it imports audioop, which Python 3.11 and 3.12 call deprecated.
    warnings.filterwarnings("ignore", "'audioop'", DeprecationWarning)
    import discord
    from discord.gateway import DiscordWebSocket
    from discord.http import Route

__all__ = ["Route", "discord", "point_at"]

_OWN_GATEWAY = "wss://gateway.discord.gg/"


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
