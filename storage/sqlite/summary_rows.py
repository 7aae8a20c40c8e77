"""A summary as JSON in a row, and back. What is at its default is left out."""

import json
from collections.abc import Mapping
from typing import Any

from bot.models import Field, Figure, Point, Step, Summary, Workflow


def written(summary: Summary) -> str:
    """A summary without its style, which stands in a column."""
    row: dict[str, Any] = {
        "fields": {each.name: [_point(point) for point in each.points] for each in summary.fields},
        "questions": list(summary.questions),
        "workflow": _workflow(summary.workflow),
        "figure": _figure(summary.figure),
        "language": summary.language,
        "writer": summary.writer,
        "whole": summary.whole,
        "dropped": summary.dropped,
        "flags": list(summary.flags),
        "note": summary.note,
    }
    kept = {name: value for name, value in row.items() if value}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def read(style: Any, text: str) -> Summary:
    """What `written` wrote."""
    row: dict[str, Any] = json.loads(text)
    fields = row.get("fields", {}).items()
    workflow, figure = row.get("workflow"), row.get("figure")
    return Summary(
        style=style,
        fields=tuple(Field(name, tuple(map(_read_point, points))) for name, points in fields),
        questions=tuple(row.get("questions", ())),
        workflow=_read_workflow(workflow) if workflow else None,
        figure=Figure(*figure) if figure else None,
        language=row.get("language", ""),
        writer=row.get("writer", ""),
        whole=row.get("whole", False),
        dropped=row.get("dropped", 0),
        flags=tuple(row.get("flags", ())),
        note=row.get("note", ""),
    )


def _point(point: Point) -> list[str]:
    """Text, where, quote; a quote that is the text itself is left out: most papers have such."""
    its = [point.text, point.where]
    return its if point.quote == point.text else [*its, point.quote]


def _read_point(row: list[str]) -> Point:
    text, where, *quote = row
    return Point(text, quote[0] if quote else text, where)


def _workflow(its: Workflow | None) -> Mapping[str, Any] | None:
    if its is None:
        return None
    return {
        "steps": [[each.label, each.kind] for each in its.steps],
        "branch": [[each.label, each.kind] for each in its.branch],
        "leaves": its.leaves,
        "joins": its.joins,
    }


def _read_workflow(row: Mapping[str, Any]) -> Workflow:
    steps = tuple(Step(*each) for each in row["steps"])
    branch = tuple(Step(*each) for each in row["branch"])
    return Workflow(steps, branch, row["leaves"], row["joins"])


def _figure(its: Figure | None) -> list[str]:
    return [its.sha256, its.alt, its.letters] if its else []
