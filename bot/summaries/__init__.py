"""Summaries that say nothing their paper does not."""

from bot.summaries.extractive import ExtractiveWriter, one_sentence

__all__ = ["ExtractiveWriter", "one_sentence"]
