"""Quizzes: questions about the papers that a place reads, graded and explained."""

from bot.quizzes.play import ask, grade

__all__ = ["ask", "grade"]
