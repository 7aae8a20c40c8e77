"""The field's words as frozen values. Standard library only.

Times are UTC; a `date` is a local date of the place, or of arXiv where it says so.
"""

from bot.models.asking import Charge, Completion, Prompt, Spent
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
    Pick,
    Receipt,
    Schedule,
    Subscription,
)
from bot.models.health import Finding
from bot.models.papers import Announced, Announcement, Batch, Candidate, Kind, Offered, Paper, Topic
from bot.models.playing import Asked, Ballot, GroupVote, Occasion, Standing
from bot.models.quizzes import Answer, Question
from bot.models.summaries import (
    Field,
    Figure,
    Manner,
    Passage,
    Point,
    Source,
    Step,
    StepKind,
    Style,
    Summary,
    Workflow,
)

__all__ = [
    "MISSED",
    "WEEKDAYS",
    "Announced",
    "Announcement",
    "Answer",
    "Asked",
    "Ballot",
    "Batch",
    "Beginning",
    "Candidate",
    "Charge",
    "Completion",
    "Digest",
    "Draft",
    "Entry",
    "Field",
    "Figure",
    "Finding",
    "GroupVote",
    "Kind",
    "Manner",
    "Occasion",
    "Offered",
    "Outcome",
    "OutcomeKind",
    "Paper",
    "Part",
    "PartState",
    "Passage",
    "Past",
    "Pick",
    "Point",
    "Prompt",
    "Question",
    "QuietDays",
    "Receipt",
    "Run",
    "Schedule",
    "Source",
    "Spent",
    "Standing",
    "Step",
    "StepKind",
    "Style",
    "Subscription",
    "Summary",
    "Topic",
    "Watermark",
    "Workflow",
]
