"""What a check of the set-up found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: `what` was found, and how to `mend` it; empty if it is well."""

    what: str
    mend: str = ""
