"""What a model is told when it writes quizzes, and when it solves them, a file each."""

from importlib.resources import files


def told(name: str) -> str:
    """The instructions of that name."""
    return files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8").strip()
