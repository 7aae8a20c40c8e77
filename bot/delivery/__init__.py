"""Delivery: what is in the outbox goes out, once, at each chat's pace."""

from bot.delivery.courier import OnUnsure, Patience
from bot.delivery.gone import give_up
from bot.delivery.sender import Sender

__all__ = ["OnUnsure", "Patience", "Sender", "give_up"]
