"""What a model's answer looks like: the schema that it is shown, and what is read out of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from pydantic import Field as Limit
from pydantic import ValidationError, ValidatorFunctionWrapHandler, WrapValidator, create_model

from bot.asking import Shape, read_shape, schema_of
from bot.models import Field, Point, Step, StepKind, Style, Workflow
from bot.summaries.styles import STYLES, FieldSpec
from bot.text.fold import fold

_TOLERANCE = 1.5  # models count characters badly
_QUOTE = 800
_QUESTION = 300
_MOST_STEPS = 8


class _Step(Shape):
    label: Annotated[str, Limit(min_length=1, max_length=80)]
    kind: StepKind


class _Workflow(Shape):
    steps: Annotated[list[_Step], Limit(max_length=_MOST_STEPS)]
    branch: Annotated[list[_Step], Limit(max_length=_MOST_STEPS)]
    leaves: int
    joins: int | None

    def read(self) -> Workflow:
        steps, branch = (
            tuple(Step(each.label, each.kind) for each in line)
            for line in (self.steps, self.branch)
        )
        return Workflow(steps, branch, self.leaves, self.joins)


def _if_sound(given: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """Rather no picture than no summary."""
    try:
        return read(given)
    except ValidationError:
        return None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a model wrote in a style, before anything of it is checked; `said`: as it said it."""

    fields: tuple[Field, ...]
    questions: tuple[str, ...] = ()
    workflow: Workflow | None = None
    said: str = ""


@cache
def schema(style: Style) -> Mapping[str, Any]:
    """The JSON schema of an answer; all keys are required, none besides is allowed."""
    return schema_of(_shape(style))


def read_draft(style: Style, text: str, *, is_part: bool = False) -> Draft:
    """Read what a model said. Raises `ValueError`: what is wrong, in words that it can mend.

    A part of a paper may have nothing to say: an appendix.
    """
    spec = STYLES[style]
    shape = read_shape(_shape(style), text)
    fields = (Field(each.name, _points_of(shape, each)) for each in spec.fields)
    there = tuple(each for each in fields if each.points)
    if not there and not is_part:
        raise ValueError("every field is empty: write what the paper says")
    workflow = getattr(shape, "workflow", None)
    questions = map(_line, getattr(shape, "questions", []))
    return Draft(
        fields=there,
        questions=tuple(q for q in questions if 0 < len(q) <= _QUESTION),
        workflow=workflow.read() if workflow else None,
        said=shape.model_dump_json(),
    )


@cache
def _shape(style: Style) -> type[Shape]:
    spec = STYLES[style]
    keys: dict[str, Any] = {each.name: (_points(each), ...) for each in spec.fields}
    if spec.questions:
        keys["questions"] = (list[str], ...)
    if spec.workflow:
        keys["workflow"] = (Annotated[_Workflow | None, WrapValidator(_if_sound)], ...)
    return create_model(f"{style.title()}Summary", __base__=Shape, **keys)


def _points(spec: FieldSpec) -> Any:
    most = int(spec.characters * _TOLERANCE)
    point = create_model(
        f"{spec.name.title()}Point",
        __base__=Shape,
        text=(Annotated[str, Limit(min_length=1, max_length=most)], ...),
        quote=(Annotated[str, Limit(min_length=1, max_length=_QUOTE)], ...),
    )
    return list[point]  # type: ignore[valid-type]  # made here


def _points_of(shape: Shape, spec: FieldSpec) -> tuple[Point, ...]:
    """The first of them: models count badly."""
    found = (Point(_line(each.text), _line(each.quote)) for each in getattr(shape, spec.name))
    return tuple(each for each in found if each.text)[: spec.points]


def _line(text: str) -> str:
    """One line, and nothing where no letter is seen."""
    line = fold(text)
    return line if any(map(str.isalnum, line)) else ""
