"""Draws a workflow to PNG, and looks at what came out. For a process of its own: see `child`."""

import html
import importlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple
from xml.etree import ElementTree

from adapters.drawing import font as shipped
from adapters.drawing.checks import SVG, Box, Point, Unfit, View, check, drawn_arrows, view
from adapters.drawing.font import Font
from adapters.drawing.lines import rows
from adapters.drawing.mermaid import LINES, arrows, mermaid, named
from adapters.drawing.proof import prove
from bot.models import Workflow

ZOOM = 2  # pixels of a picture's unit: sharp on a telephone, where a unit is about a point
_WIDEST, _LARGEST = 1600, 1_000_000  # pixels, bytes
_NARROWEST = 400.0  # units; else chats blow up small pictures
_LINE, _COLUMN = 250, 170  # units of a label's width: alone, and beside a branch
_SLACK = 10.0  # units beside a label: fonts set some pairs of letters closer or wider
_AIR = 5.0  # units above and below a label together: some shapes leave none
_OPTIONS = {
    "site_config": {
        # As said twice in Mermaid; labels of HTML are empty boxes to resvg.
        "htmlLabels": False,
        "layout": "dagre",  # the usual one pulls arrows into the sides of boxes
        "look": "classic",
        "theme": "default",
        "fontFamily": shipped.FAMILY,
        "themeVariables": {
            "fontFamily": shipped.FAMILY,
            "fontSize": f"{shipped.SIZE:g}px",
            "lineColor": LINES,
        },
        "flowchart": {
            "htmlLabels": False,
            "curve": "linear",
            "wrappingWidth": 2000,  # rows are made here, by the font's widths
            "diagramPadding": 16,
            "padding": 12,
            "rankSpacing": 34,
            "nodeSpacing": 28,
        },
    },
    "resources": {"profile": "constrained"},
}


ElementTree.register_namespace("", SVG[1:-1])  # written without a prefix, as others do


class Drawn(NamedTuple):
    """A picture in SVG that was checked, and what its pixels are to show."""

    svg: str
    boxes: Mapping[str, Box]
    widths: Mapping[str, float]
    tips: Sequence[Point]
    view: View


def paint(workflow: Workflow) -> bytes:
    """A PNG that was looked at. Raises `Unfit`; `ImportError` without merman or resvg."""
    drawn = draw(workflow)
    if drawn.view.width * ZOOM > _WIDEST:
        raise Unfit("The picture is too wide.")
    png = raster(drawn.svg)
    if len(png) > _LARGEST:
        raise Unfit("The picture is too large.")
    prove(png, drawn.boxes, drawn.widths, drawn.tips, drawn.view, ZOOM)
    return png


def draw(workflow: Workflow) -> Drawn:
    """The SVG by merman, mended and checked. Raises like `paint`."""
    font = _font()
    steps = named(workflow)
    if not all(step.label and font.can_draw(step.label) for step in steps.values()):
        raise Unfit("The picture's font lacks signs of a label.")
    most = _COLUMN if workflow.branch else _LINE
    lines = {name: rows(step.label, font, most) for name, step in steps.items()}
    svg, boxes = _laid_out(mermaid(workflow, lines), font)
    # What merman writes has no entities but XML's own; it never comes from elsewhere.
    root = ElementTree.fromstring(svg)  # noqa: S314
    _mend(root)
    paths = drawn_arrows(root)
    check(root, boxes, paths, arrows(workflow), lines, font)
    _widen(root)
    widths = {name: max(map(font.width, lines[name])) for name in lines}
    tips = [path[-1] for path in paths.values()]
    return Drawn(ElementTree.tostring(root, encoding="unicode"), boxes, widths, tips, view(root))


def raster(svg: str) -> bytes:
    """A PNG of it, with the shipped font and no other."""
    resvg = importlib.import_module("resvg_py")
    png: bytes = resvg.svg_to_bytes(
        svg_string=svg,
        background="white",  # also on a dark page
        zoom=ZOOM,
        skip_system_fonts=True,  # the same picture on every machine
        font_files=[str(shipped.FILE)],
        font_family=shipped.FAMILY,
        sans_serif_family=shipped.FAMILY,
    )
    return bytes(png)


@cache
def _font() -> Font:
    return shipped.read()


def _laid_out(source: str, font: Font) -> tuple[str, dict[str, Box]]:
    """The SVG, and where its boxes are by Mermaid's own account."""
    merman: Any = importlib.import_module("merman")  # ships no types
    services = merman.MermanEngineServices().with_text_measurer(_measurer(merman, font))
    engine = merman.MermanEngine(json.dumps(_OPTIONS), services)
    try:
        return engine.render_svg(source, None), _boxes(json.loads(engine.layout_json(source, None)))
    except merman.MermanError as error:
        raise Unfit(f"Mermaid did not draw it: {str(error)[:200]}") from error
    finally:
        engine.close()


def _boxes(said: Mapping[str, Any]) -> dict[str, Box]:
    nodes = said["layout"]["FlowchartV2"]["nodes"]
    return {each["id"]: Box(each["x"], each["y"], each["width"], each["height"]) for each in nodes}


def _measurer(merman: Any, font: Font) -> Any:
    """Tells merman how wide text is in our font; else boxes are a third too narrow."""
    kinds, operations = (
        merman.MermanTextMeasurementResultKind,
        merman.MermanTextMeasurementOperation,
    )

    def measure(_: object, asked: Any) -> Any:
        texts = html.unescape(asked.text).split("\n")
        width = max(font.width(text, asked.font_size) for text in texts) + _SLACK
        unknown = {"bbox_left": None, "bbox_right": None, "raw_width": None}
        if asked.operation == operations.COMPUTED_LENGTH:
            sizes = {"width": 0.0, "height": 0.0, "length": width, "line_count": 0}
            return merman.MermanTextMeasureResult(result_kind=kinds.LENGTH, **sizes, **unknown)
        if asked.operation == operations.WRAPPED:
            height = asked.line_height * len(texts) + _AIR
            sizes = {"width": width, "height": height, "length": 0.0, "line_count": len(texts)}
            return merman.MermanTextMeasureResult(result_kind=kinds.METRICS, **sizes, **unknown)
        return None

    return type("Measurer", (merman.MermanTextMeasurer,), {"measure": measure})()


def _mend(root: ElementTree.Element) -> None:
    """What merman leaves for a browser, or nobody.

    Signs that were escaped by number are still so in SVG, to be read as numbers; the heads of
    arrows that come from the side lie under the boxes.
    """
    for row in root.iter(f"{SVG}tspan"):
        row.text = html.unescape(row.text) if row.text else row.text
    for group in root.iter(f"{SVG}g"):
        for edges in [each for each in group if "edgePaths" in each.get("class", "").split()]:
            group.remove(edges)
            group.append(edges)  # what comes later lies above


def _widen(root: ElementTree.Element) -> None:
    """White beside a narrow picture; and one pixel's size for each of its units."""
    left, top, width, height = view(root)
    wider = max(width, _NARROWEST)
    root.set("viewBox", f"{left - (wider - width) / 2} {top} {wider} {height}")
    root.set("width", f"{wider}")
    root.set("height", f"{height}")
