"""Quizzes: questions about the papers that a place reads, graded and explained."""

from bot.quizzes.finding import Beside, Finder
from bot.quizzes.gate import Check, Report, report_on
from bot.quizzes.hosting import Host
from bot.quizzes.play import ask, grade
from bot.quizzes.scores import mine, scores
from bot.quizzes.show import moment
from bot.quizzes.voting import choose, offer
from bot.quizzes.written import QuestionWriter

__all__ = [
    "Beside",
    "Check",
    "Finder",
    "Host",
    "QuestionWriter",
    "Report",
    "ask",
    "choose",
    "grade",
    "mine",
    "moment",
    "offer",
    "report_on",
    "scores",
]
