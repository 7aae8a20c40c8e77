"""The pixels of pictures of workflows: what is drawn is whole, and what is not is found out."""

import re
import struct
import zlib
from collections.abc import Callable, Sequence
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("merman", reason="merman has no wheel for this machine")
pytest.importorskip("resvg_py", reason="resvg-py has no wheel for this machine")

from adapters.drawing import font as shipped
from adapters.drawing.checks import Unfit
from adapters.drawing.mermaid import arrows, named
from adapters.drawing.painter import ZOOM, Drawn, draw, paint, raster
from adapters.drawing.pixels import decode
from adapters.drawing.proof import prove
from bot.models import Step, StepKind, Workflow
from bot.summaries.workflow import sound
from tests.hostile import HOSTILE
from tests.workflows import ALL, JOINING, line

KINDS: Sequence[StepKind] = ("data", "process", "model", "result")
FILLS = {"data": 250, "process": 244, "model": 247, "result": 243}  # how light each is


@cache
def drawn(name: str) -> tuple[Drawn, bytes]:
    return draw(ALL[name]), paint(ALL[name])


@pytest.mark.parametrize("name", ALL)
def test_every_example_is_drawn_fit_for_a_telephone(name: str) -> None:
    svg, png = drawn(name)
    width, height = struct.unpack(">II", png[16:24])
    assert 800 <= width <= 1200
    assert height <= 1600
    assert len(png) < 200_000
    assert svg.boxes.keys() == named(ALL[name]).keys()
    assert len(svg.tips) == len(arrows(ALL[name]))


def test_each_step_has_the_colour_of_its_kind_and_dark_text_on_white() -> None:
    svg, png = drawn("joining")
    pixels = decode(png)
    for name, step in named(JOINING).items():
        box = svg.boxes[name]
        left, top = (box.x - svg.view.left) * ZOOM, (box.y - svg.view.top) * ZOOM
        inside = [
            pixels.rows[round(top + down)][round(left + across)]
            for down in range(-16, 17)
            for across in range(-60, 61)
        ]
        assert inside.count(FILLS[step.kind]) > len(inside) / 4, step
        assert sum(light < 85 for light in inside) > 60, step
    assert set(pixels.rows[0] + pixels.rows[-1]) == {255}
    assert {row[0] for row in pixels.rows} | {row[-1] for row in pixels.rows} == {255}


@pytest.mark.parametrize("colour", [0, 2, 4, 6])
def test_every_filter_of_a_png_is_read(colour: int) -> None:
    channels, rows = {0: 1, 2: 3, 4: 2, 6: 4}[colour], [bytes(range(5, 65)), bytes(range(60))]
    rows = [row[: 12 * channels] for row in rows]
    expected = decode(_png(rows, [0, 0], colour, channels)).rows
    for kind in range(5):
        assert decode(_png(rows, [0, kind], colour, channels)).rows == expected


def test_what_is_no_png_is_refused() -> None:
    _, png = drawn("short")
    for wrong in (b"", png[:100], png[:-500], b"GIF89a" + png[6:], png.replace(b"IDAT", b"IDOT")):
        with pytest.raises(ValueError, match="PNG"):
            decode(wrong)


SPOILT: dict[str, tuple[Callable[[str], str], str]] = {
    "no text": (lambda svg: re.sub(r"<text .*?</text>", "", svg), "lacks its text"),
    "another font": (lambda svg: svg.replace("16px", "12px"), "lacks its text"),
    "too much text": (lambda svg: svg.replace(">Rank<", ">Rank all of them at once<"), "text"),
    "no heads": (lambda svg: svg.replace("marker-end", "data-end"), "lacks its head"),
}


@pytest.mark.parametrize("what", SPOILT)
def test_a_picture_that_came_out_wrong_is_found_out(what: str) -> None:
    spoil, why = SPOILT[what]
    svg, _ = drawn("joining")
    spoilt = spoil(svg.svg)
    assert spoilt != svg.svg
    with pytest.raises(Unfit, match=why):
        prove(raster(spoilt), svg.boxes, svg.widths, svg.tips, svg.view, ZOOM)


def test_a_picture_that_is_cut_off_is_found_out() -> None:
    svg, _ = drawn("joining")
    view = svg.view
    box = f"{view.left + 40} {view.top + 40} {view.width} {view.height}"
    cut = re.sub(r'^(<svg[^>]*viewBox=)"[^"]*"', rf'\1"{box}"', svg.svg)
    assert cut != svg.svg
    with pytest.raises(Unfit, match="margin"):
        prove(raster(cut), svg.boxes, svg.widths, svg.tips, svg.view, ZOOM)


def test_without_the_shipped_font_there_is_no_picture(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setattr(shipped, "FILE", tmp_path_factory.mktemp("none") / "gone.ttf")
    svg, _ = drawn("short")
    with pytest.raises(Unfit, match="lacks its text"):
        prove(raster(svg.svg), svg.boxes, svg.widths, svg.tips, svg.view, ZOOM)


@pytest.mark.parametrize(
    "workflow",
    [line("数据集", "训练模型", "结果"), line("a", "b", "שלום"), line("a", "b", "👨‍👩‍👧")],
)
def test_what_the_font_cannot_draw_has_no_picture(workflow: Workflow) -> None:
    with pytest.raises(Unfit, match="signs"):
        draw(workflow)


def test_words_that_make_it_too_wide_have_no_picture() -> None:
    wide = Workflow((Step("A"), Step("W" * 40), Step("C")), (Step("M" * 40),), 0, 2)
    with pytest.raises(Unfit, match="too wide"):
        paint(wide)


PRINTABLE = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=12)
LABEL = st.lists(PRINTABLE, min_size=1, max_size=4).map(" ".join)
SHAPED = st.builds(
    Workflow,
    st.lists(st.builds(Step, LABEL, st.sampled_from(KINDS)), min_size=3, max_size=5).map(tuple),
    st.lists(st.builds(Step, LABEL, st.sampled_from(KINDS)), max_size=3).map(tuple),
    st.just(0),
    st.sampled_from([None, 1, 2]),
)


@given(SHAPED)
def test_whatever_is_printable_is_drawn_as_it_is_written(workflow: Workflow) -> None:
    svg = draw(workflow).svg  # raises where a label is not there word for word
    assert svg.count("marker-end=") == len(arrows(workflow))


@settings(max_examples=8)
@given(SHAPED | st.builds(line, HOSTILE, HOSTILE, LABEL, HOSTILE))
def test_hostile_labels_make_a_whole_picture_or_none(workflow: Workflow) -> None:
    its = sound(workflow)
    if its is None:
        return
    try:
        png = paint(its)
    except Unfit:
        return
    assert decode(png).width <= 1600


def _png(rows: Sequence[bytes], kinds: Sequence[int], colour: int, step: int) -> bytes:
    """A PNG of these rows, each made smaller by the filter of that kind."""
    raw, above = b"", bytes(len(rows[0]))
    for row, kind in zip(rows, kinds, strict=True):
        raw += bytes([kind])
        for at, value in enumerate(row):
            left, up = row[at - step] if at >= step else 0, above[at]
            corner = above[at - step] if at >= step else 0
            near = min((left, up, corner), key=lambda it: abs(left + up - corner - it))
            raw += bytes([(value - (0, left, up, (left + up) // 2, near)[kind]) % 256])
        above = row
    head = struct.pack(">IIBBBBB", len(rows[0]) // step, len(rows), 8, colour, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(raw)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I4s", len(data), kind) + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
