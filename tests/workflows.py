"""Workflows to draw: short and long, with and without a branch."""

from hypothesis import strategies as st

from bot.models import Step, StepKind, Workflow
from tests.hostile import HOSTILE

# What a model may write: a few are sound.
_LABELS = HOSTILE | st.sampled_from(["Scans", "Train", "Test", "AUROC of 0.91"])
_STEPS = st.lists(st.builds(Step, _LABELS), max_size=6).map(tuple)
_PLACES = st.integers(-2, 9)
WORKFLOWS = st.builds(Workflow, _STEPS, _STEPS, _PLACES, st.none() | _PLACES)


def line(*labels: str) -> Workflow:
    """A line of these steps, each a process."""
    return Workflow(tuple(map(Step, labels)))


def _steps(*pairs: tuple[str, StepKind]) -> tuple[Step, ...]:
    return tuple(Step(label, kind) for label, kind in pairs)


SHORT = Workflow(_steps(("CT scans", "data"), ("Train", "model"), ("Dice of 0.91", "result")))
LONG = Workflow(
    _steps(
        ("Recordings of whales at three bays", "data"),
        ("Cut them into calls of 2 s", "process"),
        ("Add the noise of ships and of rain", "process"),
        ("Pretrain an encoder on what is unlabelled", "model"),
        ("Fine-tune it on 500 labelled calls", "model"),
        ("Calibrate the scores", "process"),
        ("Compare with six listeners", "process"),
        ("F1 of 0.83 at a fourth bay", "result"),
    )
)
JOINING = Workflow(
    _steps(
        ("Pages and their captions", "data"),
        ("Drop what is there twice, then shuffle", "process"),
        ("Train a large vision–language model", "model"),
        ("Rank the answers", "model"),
        ("71.2 % on MMMU", "result"),
    ),
    _steps(("Label 2,000 by hand", "data"), ("Small judge", "model")),
    leaves=1,
    joins=3,
)
OPEN = Workflow(
    _steps(
        ("Pages in 12 languages", "data"),
        ("Filter by rules", "process"),
        ("Train a model of 7B", "model"),
        ("Scores on 14 benchmarks", "result"),
    ),
    _steps(("Leave out each rule", "process"), ("What each rule is worth", "result")),
    leaves=1,
)
SIDEWAYS = Workflow(  # into each shape from the side
    _steps(("Graphs", "data"), ("Embed", "model"), ("Store", "data"), ("Answers", "result")),
    _steps(("Take samples, hard ones first, each epoch", "process")),
    leaves=0,
    joins=2,
)
SKIPPING = Workflow(
    _steps(("A", "data"), ("B", "process"), ("C", "result")),
    _steps(("Only where x < y & z > 0", "process")),
    leaves=0,
    joins=1,
)
ALL = {
    "short": SHORT,
    "long": LONG,
    "joining": JOINING,
    "open": OPEN,
    "sideways": SIDEWAYS,
    "skipping": SKIPPING,
}
