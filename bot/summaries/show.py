"""How a summary reads: its fields with their names, what was checked, and where it is said."""

from collections.abc import Iterator
from itertools import groupby

from bot.messages import Button, Card, Image
from bot.models import Field, Paper, Style, Summary
from bot.summaries.styles import STYLES, FieldSpec
from bot.text.markdown import escape
from bot.text.words import counted

_LONGER: dict[Style, Style] = {"tldr": "points", "points": "deep", "brief": "deep"}
_ENDS = (".", "!", "?", "…", "。", "！", "？", "।", "؟")


def body(summary: Summary) -> str:
    """The summary as small Markdown: one sentence, a paragraph, or fields with their names."""
    if summary.style in ("tldr", "brief") or _is_title(summary):
        return "\n\n".join(filter(None, (_paragraph(summary), _questions(summary))))
    specs = {each.name: each for each in STYLES[summary.style].fields}
    groups = groupby(summary.fields, lambda each: specs[each.name].group or each.name)
    return "\n\n".join(_group([(specs[each.name], each) for each in its]) for _, its in groups)


def summary_card(
    paper: Paper,
    summary: Summary,
    *,
    abstract: bool = True,
    anew: bool = False,
    language: str | None = None,
) -> Card:
    """The card of a summary; what is no paper of arXiv's has no buttons.

    `abstract`: with a button for that; `anew`: a model is there, which may write it again.
    `language`: the one that was asked for, where a summary by extraction has none.
    """
    figure = summary.figure
    its = summary.language if language is None else language
    buttons = _buttons(paper, summary, its, abstract=abstract, anew=anew) if paper.id else ()
    return Card(
        title=paper.title,
        url=paper.url if paper.id else None,
        body=body(summary),
        image=Image(figure.sha256, figure.alt, figure.letters) if figure else None,
        buttons=tuple(buttons),
        footer=footer(summary, sample=paper.sample),
    )


def proof_card(paper: Paper, summary: Summary) -> Card:
    """Each point with the words of the paper that prove it, and where they stand."""
    labels = {each.name: each.label for each in STYLES[summary.style].fields}
    said = []
    for field in summary.fields:
        for point in field.points:
            label = f"**{labels[field.name]}** " if labels[field.name] else ""
            own = "" if point.text == point.quote else f"{label}{escape(point.text)}\n"
            where = f" ({escape(point.where)})" if point.where else ""
            named = label if not own else ""
            said.append(f"{own}> {named}“{escape(point.quote)}”{where}")
    return Card(
        f"Where “{paper.title}” says that", "\n\n".join(said), url=paper.url if paper.id else None
    )


def footer(summary: Summary, *, sample: bool = False) -> str:
    """Who wrote it, of what, and how much of it was found in the paper.

    Of a `sample` there is no abstract, but our own description.
    """
    text = " · ".join((*origin(summary, sample=sample), *summary.flags))
    return text[:1].upper() + text[1:]


def origin(summary: Summary, *, sample: bool = False) -> tuple[str, ...]:
    """The pieces of the footer, without what is to be known of the source."""
    ours = sample and not summary.whole
    of = "full text" if summary.whole else "sample description" if ours else "abstract"
    line = [of if ours else f"the paper’s own sentences, from the {of}"]
    if summary.writer:
        held = sum(1 for _ in summary.points)
        made = held + summary.dropped
        found = f"{held} of {counted(made, 'point')}" if summary.dropped else counted(made, "point")
        line = [f"{found} checked against the {of}", f"written by {summary.writer}"]
    elif _is_title(summary):
        line = ["the paper’s title"]
    return (*line, *filter(None, [summary.note]))


def _is_title(summary: Summary) -> bool:
    """Whether there was nothing else to show: a title stands under no label."""
    return {each.where for each in summary.points} == {"Title"}


def _group(fields: list[tuple[FieldSpec, Field]]) -> str:
    first, its = fields[0]
    points = [escape(each.text) for each in its.points]
    if not first.group:
        alone = len(points) == 1
        return f"**{first.label}**" + (f"\n{points[0]}" if alone else _listed(points))
    return f"**{first.group}**{_listed([_labelled(*each) for each in fields])}"


def _labelled(spec: FieldSpec, field: Field) -> str:
    """The name of a field once, and its points behind it; several below it."""
    points = [escape(each.text) for each in field.points]
    return f"_{spec.label}:_" + (f" {points[0]}" if len(points) == 1 else _listed(points, "  "))


def _listed(lines: list[str], indent: str = "") -> str:
    return "".join(f"\n{indent}- {each}" for each in lines)


def _paragraph(summary: Summary) -> str:
    """One sentence as it is; several each with its end. They begin with a capital."""
    texts = [_begun(each.text) for each in summary.points]
    ended = texts if len(texts) < 2 else [_ended(each) for each in texts]
    return " ".join(map(escape, ended))


def _begun(text: str) -> str:
    """With a capital, unless it begins with a name: “iCaRL”, “mT5”, an address."""
    first = text.split(maxsplit=1)[0].rstrip(",:;.") if text.strip() else ""
    word = first.replace("-", "").replace("’", "").replace("'", "")
    return text[:1].upper() + text[1:] if word.isalpha() and word.islower() else text


def _ended(text: str) -> str:
    return text if text.rstrip("\"'”’»)]").endswith(_ENDS) else f"{text}."


def _questions(summary: Summary) -> str:
    return f"**To ask next**{_listed(list(map(escape, summary.questions)))}" * bool(
        summary.questions
    )


def _buttons(
    paper: Paper, summary: Summary, language: str, *, abstract: bool, anew: bool
) -> Iterator[Button]:
    value = f"{summary.style}:{paper.id}:{language}"
    if summary.writer or summary.whole:  # else it says that in these very words, in the abstract
        yield Button("Where does it say that?", "summary.where", value)
    longer = _LONGER.get(summary.style)
    has_model = anew or summary.writer or summary.note  # without one it says hardly more in depth
    if longer and (longer != "deep" or has_model):
        label = STYLES[longer].label
        yield Button(label, "summary.show", f"{longer}:{paper.id}:{language}")
    if abstract:
        yield Button("Abstract", "paper.details", paper.id)
    if anew:
        yield Button("Regenerate", "summary.anew", value)
