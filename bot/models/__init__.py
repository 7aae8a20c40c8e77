"""The field's words as frozen values. Standard library only.

Times are UTC; a `date` is a local date of the place, or of arXiv where it says so.
"""

from bot.models.delivery import (
    MISSED,
    Beginning,
    Draft,
    Entry,
    Outcome,
    OutcomeKind,
    Part,
    PartState,
    Past,
    QuietDays,
    Run,
    Watermark,
)
from bot.models.digests import (
    WEEKDAYS,
    Digest,
    Manner,
    Pick,
    Receipt,
    Schedule,
    Subscription,
    Summary,
)
from bot.models.health import Finding
from bot.models.papers import Announced, Announcement, Batch, Candidate, Kind, Paper, Topic
from bot.models.quizzes import Answer, Question

__all__ = [
    "MISSED",
    "WEEKDAYS",
    "Announced",
    "Announcement",
    "Answer",
    "Batch",
    "Beginning",
    "Candidate",
    "Digest",
    "Draft",
    "Entry",
    "Finding",
    "Kind",
    "Manner",
    "Outcome",
    "OutcomeKind",
    "Paper",
    "Part",
    "PartState",
    "Past",
    "Pick",
    "Question",
    "QuietDays",
    "Receipt",
    "Run",
    "Schedule",
    "Subscription",
    "Summary",
    "Topic",
    "Watermark",
]
