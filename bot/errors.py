"""The tree of errors. Each is one line for a person: what happened, to what, what to do.

    PaperboyError
    ├── ConfigError      a key of config.toml or the environment: names it and the mend
    ├── UserError        what was asked cannot be done: its text is shown to the person
    ├── SourceError      a source of papers failed
    ├── WriterError      a summary could not be written
    │   ├── ModelError   a language model failed; BudgetSpent, Resting: it was not asked
    │   ├── UnreadableText  a full text cannot be read: broken, locked, a scan
    │   └── Unfounded    nothing that a model wrote is in the paper
    ├── StoreError       the store failed: names its file and the way out
    └── ChatError        a chat failed
        ├── PlaceGone    the channel or the bot's membership is gone for good
        ├── Nowhere      what it belongs to is gone; its place lives
        ├── NotAllowed   the bot lacks a permission there
        ├── RateLimited  not now: again after `retry_after` seconds
        └── Unsure       sent or not: unknown

Adapters translate what their SDKs raise, with `raise … from`. Only the router and the
command line turn an error into words for a person.
"""


class PaperboyError(Exception):
    """Anything that Paperboy itself says went wrong."""


class ConfigError(PaperboyError):
    """A key of the configuration is wrong; the text names the key and the mend."""


class UserError(PaperboyError):
    """What a person asked cannot be done; the text is shown to that person."""


class SourceError(PaperboyError):
    """A source of papers did not answer, or not with papers."""


class WriterError(PaperboyError):
    """A summary could not be written."""


class ModelError(WriterError):
    """A language model did not answer.

    `retry_after`: seconds after which it may; None where asking again is no use. `is_charged`:
    what was asked may have been paid for, as nobody knows what became of it.
    """

    def __init__(
        self, message: str, retry_after: float | None = None, *, is_charged: bool = False
    ) -> None:
        super().__init__(message)
        self.retry_after, self.is_charged = retry_after, is_charged


class StoreError(PaperboyError):
    """The store could not read or write; nothing was half-written."""


class ChatError(PaperboyError):
    """A chat did not do what it was asked."""


class PlaceGone(ChatError):
    """The channel, or the bot's membership in it, is gone for good.

    `reason`: the same in a few words, for the people of the channel.
    """

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason or message


class Nowhere(ChatError):
    """What a message belongs to was deleted or closed: it has nowhere to go. Its place lives."""


class NotAllowed(ChatError):
    """The bot lacks a permission there."""


class RateLimited(ChatError):
    """Not now: try again after `retry_after` seconds."""

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unsure(ChatError):
    """Whether the message was sent cannot be known."""
