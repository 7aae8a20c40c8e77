"""Full texts: bytes of a PDF or a web page to readable passages, in parts where they are long.

What is read is anybody's: it is parsed in a child process with limits, hidden text is left out,
and what speaks to a model is flagged. Every input ends in a `Source` or in `UnreadableText`.
"""

from bot.fulltext.files import read_file
from bot.fulltext.flags import flags_of
from bot.fulltext.limits import UnreadableText
from bot.fulltext.parts import parts
from bot.fulltext.reading import read

__all__ = ["UnreadableText", "flags_of", "parts", "read", "read_file"]
