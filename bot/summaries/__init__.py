"""Summaries that say nothing their paper does not."""

from bot.summaries.extractive import ExtractiveWriter, one_sentence
from bot.summaries.remembered import Remembering, write_ahead

__all__ = ["ExtractiveWriter", "Remembering", "one_sentence", "write_ahead"]
