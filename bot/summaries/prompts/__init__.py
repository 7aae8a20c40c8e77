"""What a model is told, a file each: changed there, and nowhere else."""

from hashlib import sha256
from importlib.resources import files

from bot.models import Style
from bot.summaries.styles import STYLES


def instructions(style: Style, language: str = "") -> str:
    """What is the same for every paper: rules, style, fields, language."""
    spec = STYLES[style]
    asks = "\n".join(
        f"- `{each.name}`: {each.asks}; at most {each.points} of them"
        if each.points > 1
        else f"- `{each.name}`: {each.asks}; one"
        for each in spec.fields
    )
    told = (
        _read("rules"),
        _read(style),
        f"The fields, each a list of points:\n{asks}",
        _read("workflow") if spec.workflow else "",
        f"Write every `text` in {language}; every `quote` stays as the paper has it."
        if language
        else "Write every `text` in the language of the paper.",
    )
    return "\n\n".join(filter(None, told))


def version(style: Style) -> str:
    """Another one for other instructions: what was written by them is another summary."""
    return sha256(instructions(style).encode()).hexdigest()[:8]


def _read(name: str) -> str:
    return files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8").strip()
