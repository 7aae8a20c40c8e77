"""Every command and every button, and what answers it.

A new command is a line in COMMANDS, a new button a line in PRESSES; what answers them is in
`bot.handlers`.
"""

from collections.abc import Awaitable, Callable, Mapping

from bot.desk import Desk
from bot.handlers import asking, digests, finding, follows, places, quizzes, sharing, summaries
from bot.messages import Argument, Command, CommandSpec, Press, Reply


async def _help(_desk: Desk, _command: Command, reply: Reply) -> None:
    await asking.help_lines(reply, [help_line(spec) for spec in TYPED])


def help_line(spec: CommandSpec) -> str:
    """How a command is typed, and what it does."""
    return f"`{spec.usage()}`  {spec.help}"


_WORDS = 'words, "a phrase", -without, cs.CV'
_TOPIC = Argument("topic", f"{_WORDS}, or an id or link", suggests=True)
_NUMBER = Argument("number", "its number in /digest list, or all", suggests=True)
_PAPER = Argument("paper", "its arXiv id or link", required=True, suggests=True)
_MONTH = Argument("month", "as in 2026-03, or last; this one if you name none")
_WHEN_AND_HOW = (
    Argument("categories", "arXiv's: cs.CV cs.LG", in_form=True, suggests=True),
    Argument("at", "the hour: 9, 8:30, 2 pm", in_form=True),
    Argument("days", "weekdays, daily, or Mon Wed Fri", in_form=True, suggests=True),
    Argument("timezone", "a city: Europe/Berlin", in_form=True, suggests=True),
    Argument("max", "papers a digest", in_form=True, numbers=range(1, 21)),
    Argument("style", "of summaries: tldr, points, brief, deep", in_form=True, suggests=True),
    Argument("language", "of summaries, as in German; a model writes it", in_form=True),
    Argument("quiz", "a question behind each digest: yes or no", in_form=True, suggests=True),
    Argument("like", "seed papers, by id or link; none: without", in_form=True),
    Argument("breadth", "how much passes: strict, normal, broad", in_form=True, suggests=True),
)
_RESET = Argument("reset", "yes: forget what votes taught here", in_form=True)
COMMANDS: tuple[tuple[CommandSpec, Callable[[Desk, Command, Reply], Awaitable[None]]], ...] = (
    (
        CommandSpec(
            "paper",
            "The best papers on a topic, or one by its arXiv id or link",
            (Argument(_TOPIC.name, _TOPIC.help, required=True, suggests=True),),
        ),
        finding.paper,
    ),
    (
        CommandSpec(
            "digest subscribe",
            "Post new papers here each working day; shows what it would have posted",
            (
                Argument(
                    "topics",
                    f"{_WORDS} at 9 weekdays Europe/Berlin max 3",
                    required=True,
                    suggests=True,
                ),
                *_WHEN_AND_HOW,
            ),
            timed=True,
            manages=True,
        ),
        digests.subscribe,
    ),
    (CommandSpec("digest list", "What is posted here, and when"), digests.show),
    (
        CommandSpec(
            "digest edit",
            "Change a subscription: only what you name",
            (
                Argument("number", _NUMBER.help, in_form=True, suggests=True),
                Argument("changes", "its number, then what is new: 2 at 8:30 max 3", required=True),
                *_WHEN_AND_HOW,
                _RESET,
            ),
            manages=True,
        ),
        digests.edit,
    ),
    (CommandSpec("digest pause", "Stop for a while", (_NUMBER,), manages=True), digests.pause),
    (CommandSpec("digest resume", "Go on after a pause", (_NUMBER,), manages=True), digests.resume),
    (
        CommandSpec("digest unsubscribe", "End a subscription", (_NUMBER,), manages=True),
        digests.unsubscribe,
    ),
    (
        CommandSpec(
            "digest now",
            "Post what is new for this place",
            (Argument("topics", _WORDS, suggests=True),),
            manages=True,
        ),
        digests.now,
    ),
    (CommandSpec("digest why", "Why a paper was posted here, or was not", (_PAPER,)), digests.why),
    (CommandSpec("digest undo", "Delete the last digest here", manages=True), digests.undo),
    (
        CommandSpec(
            "follow add",
            "Follow a topic or an author, for you alone",
            (
                Argument(
                    "topics",
                    'words, "a phrase" or by:"Yann LeCun"',
                    required=True,
                    suggests=True,
                ),
            ),
        ),
        follows.add,
    ),
    (CommandSpec("follow list", "What you follow"), follows.show),
    (
        CommandSpec(
            "follow stop",
            "Stop following one, or all",
            (
                Argument(
                    "which", "its number in /follow list, or all", required=True, suggests=True
                ),
            ),
        ),
        follows.stop,
    ),
    (
        CommandSpec("quiz start", "Ask the channel a graded question about a paper", (_TOPIC,)),
        quizzes.start,
    ),
    (CommandSpec("quiz scores", "Who knows the papers best, by month", (_MONTH,)), quizzes.scores),
    (CommandSpec("quiz mine", "How you do, and what to read again"), quizzes.mine),
    (CommandSpec("quiz vote", "Vote on which of the week's papers to discuss"), quizzes.vote),
    (
        CommandSpec(
            "explain",
            "All about the paper that a message names",
            (Argument("text", "the message", required=True),),
            shortcut="Explain this paper",
        ),
        asking.explain,
    ),
    (CommandSpec("paperboy status", "How this place is doing"), asking.status),
    (
        CommandSpec(
            "paperboy forget",
            "Delete your answers, votes and follows",
            (Argument("who", "me: you yourself", required=True),),
        ),
        quizzes.forget,
    ),
    (CommandSpec("paperboy help", "What Paperboy can do"), _help),
)
PRESSES: Mapping[str, Callable[[Desk, Press, Reply], Awaitable[None]]] = {
    "follow.news": follows.news,
    "paper.cite": asking.cite,
    "paper.details": asking.details,
    "paper.more": finding.more,
    "paper.share": sharing.share,
    "paper.similar": finding.similar,
    "paper.vote": asking.vote,
    "place.now": places.post_now,
    "place.pause": places.pause,
    "place.resume": places.resume,
    "place.status": places.status,
    "poll.vote": quizzes.poll_vote,
    "quiz.answer": quizzes.answer,
    "summary.anew": summaries.anew,
    "summary.show": summaries.show,
    "summary.where": summaries.where,
}
GROUPS: Mapping[str, str] = {
    "digest": "New papers in this channel at its own hour",
    "follow": "Topics and authors that you follow yourself",
    "quiz": "Questions about papers, and votes on them",
    "paperboy": "Help, and how this channel is doing",
}
"""What the first word of commands of two words is about: a chat may show no more than that."""
SPECS = tuple(spec for spec, _ in COMMANDS)
TYPED = tuple(spec for spec in SPECS if not spec.shortcut)
"""Those that people type."""
