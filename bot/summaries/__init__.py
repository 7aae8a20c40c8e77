"""Summaries that say nothing their paper does not."""

from bot.summaries.ahead import write_ahead
from bot.summaries.extractive import ExtractiveWriter, one_sentence
from bot.summaries.model_writer import ModelWriter
from bot.summaries.show import body, footer, proof_card, summary_card
from bot.summaries.styles import STYLES
from bot.summaries.summariser import Summariser

__all__ = [
    "STYLES",
    "ExtractiveWriter",
    "ModelWriter",
    "Summariser",
    "body",
    "footer",
    "one_sentence",
    "proof_card",
    "summary_card",
    "write_ahead",
]
