"""What a model's answer looks like: the schema that it is shown, and what is read out of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    create_model,
)
from pydantic import Field as Limit

from bot.models import Field, Point, Step, StepKind, Style, Workflow
from bot.summaries.styles import STYLES, FieldSpec
from bot.text.fold import fold

_TOLERANCE = 1.5  # models count characters badly
_QUOTE = 800
_QUESTION = 300
_MOST_STEPS = 8
# What servers of structured output refuse, or pass over.
_UNSENT = frozenset({
    "minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum", "title", "default",
})  # fmt: skip


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class _Step(_Shape):
    label: Annotated[str, Limit(min_length=1, max_length=80)]
    kind: StepKind


class _Workflow(_Shape):
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
    return cast("Mapping[str, Any]", _strict(_shape(style).model_json_schema()))


def read_draft(style: Style, text: str, *, is_part: bool = False) -> Draft:
    """Read what a model said. Raises `ValueError`: what is wrong, in words that it can mend.

    A part of a paper may have nothing to say: an appendix.
    """
    spec = STYLES[style]
    try:
        shape = _shape(style).model_validate_json(text)
    except ValidationError as error:
        raise ValueError(_spelled(error)) from error
    fields = (Field(each.name, _points_of(shape, each)) for each in spec.fields)
    there = tuple(each for each in fields if each.points)
    if not there and not is_part:
        raise ValueError("every field is empty: write what the paper says")
    workflow = getattr(shape, "workflow", None)
    questions = map(_line, getattr(shape, "questions", []))
    return Draft(
        fields=there,
        questions=tuple(q for q in questions if 0 < len(q) <= _QUESTION)[: spec.questions],
        workflow=workflow.read() if workflow else None,
        said=shape.model_dump_json(),
    )


@cache
def _shape(style: Style) -> type[_Shape]:
    spec = STYLES[style]
    keys: dict[str, Any] = {each.name: (_points(each), ...) for each in spec.fields}
    if spec.questions:
        keys["questions"] = (list[str], ...)
    if spec.workflow:
        keys["workflow"] = (Annotated[_Workflow | None, WrapValidator(_if_sound)], ...)
    return create_model(f"{style.title()}Summary", __base__=_Shape, **keys)


def _points(spec: FieldSpec) -> Any:
    most = int(spec.characters * _TOLERANCE)
    point = create_model(
        f"{spec.name.title()}Point",
        __base__=_Shape,
        text=(Annotated[str, Limit(min_length=1, max_length=most)], ...),
        quote=(Annotated[str, Limit(min_length=1, max_length=_QUOTE)], ...),
    )
    return list[point]  # type: ignore[valid-type]  # made here


def _points_of(shape: _Shape, spec: FieldSpec) -> tuple[Point, ...]:
    """The first of them: models count badly."""
    found = (Point(_line(each.text), _line(each.quote)) for each in getattr(shape, spec.name))
    return tuple(each for each in found if each.text)[: spec.points]


def _strict(node: Any) -> Any:
    if isinstance(node, list):
        return [_strict(each) for each in node]
    if not isinstance(node, dict):
        return node
    # A key of `properties` is a name of ours, whatever it is called.
    return {
        name: {key: _strict(each) for key, each in value.items()}
        if name in ("properties", "$defs")
        else _strict(value)
        for name, value in node.items()
        if name not in _UNSENT
    }


def _spelled(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_context=False, include_input=False)[:5]
    places = (".".join(map(str, each["loc"])) or "the answer" for each in found)
    return "; ".join(f"{at}: {each['msg']}" for at, each in zip(places, found, strict=True))


def _line(text: str) -> str:
    """One line, and nothing where no letter is seen."""
    line = fold(text)
    return line if any(map(str.isalnum, line)) else ""
