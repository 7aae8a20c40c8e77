"""Models that speak OpenAI's language, wherever they are: one request a question."""

from adapters.model_openai.embedder import OpenAIEmbedder
from adapters.model_openai.model import OpenAIModel

__all__ = ["OpenAIEmbedder", "OpenAIModel"]
