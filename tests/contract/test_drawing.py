"""What every `Drawing` does: where merman is, and where it has no wheel for the machine."""

import asyncio
import os
import struct
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from rich.cells import cell_len

from adapters.drawing import MermaidDrawing
from bot.models import Step, Workflow
from bot.ports import Drawing
from tests.workflows import JOINING, LONG, SHORT, line

HOSTILE = [
    line('end"]; click A "javascript:alert(1)"', "%%{init: {}}%%", "`<script>` & $$x$$ #quot;"),
    line("A\nB", "\x1b[2J", "\ud800"),
    line("数据集", "训练模型", "结果"),
    line("التعلم", "שלום", "👨‍👩‍👧"),
    line("W" * 80, "M" * 80, "x"),
    Workflow((Step("<br/>"), Step("-->"), Step("subgraph x")), (Step(":::data"),), 0, 2),
]
UNSOUND = [
    Workflow(()),
    line("A", "B"),
    line(*"ABCDEFGHI"),
    line("A", " ", "C"),
    line("A", "B", "word " * 100_000),
    replace(JOINING, leaves=9),
    replace(JOINING, leaves=-1),
    replace(JOINING, joins=0),
    replace(JOINING, joins=99),
]


@pytest.fixture(params=["with merman", "without"])
def drawing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Drawing:
    if request.param == "without":
        monkeypatch.setitem(sys.modules, "merman", None)
    elif not find_spec("merman"):
        pytest.skip("merman has no wheel for this machine")
    return MermaidDrawing()


@pytest.mark.parametrize("workflow", [SHORT, JOINING])
async def test_a_picture_is_a_png_or_none(drawing: Drawing, workflow: Workflow) -> None:
    png = await drawing.picture(workflow)
    assert (png is None) == (find_spec("merman") is None)
    if png:
        assert png.startswith(b"\x89PNG\r\n\x1a\n")
        width, _ = struct.unpack(">II", png[16:24])
        assert 800 <= width <= 1600
        assert len(png) <= 1_000_000


@pytest.mark.parametrize("workflow", [SHORT, LONG, JOINING])
async def test_letters_fit_a_terminal(drawing: Drawing, workflow: Workflow) -> None:
    drawn = await drawing.letters(workflow)
    assert all(step.label in drawn for step in workflow.steps + workflow.branch)
    assert all(cell_len(row) <= 78 for row in drawn.splitlines())


@pytest.mark.parametrize("workflow", HOSTILE)
async def test_hostile_labels_harm_nothing(drawing: Drawing, workflow: Workflow) -> None:
    png = await drawing.picture(workflow)
    assert png is None or png.startswith(b"\x89PNG")
    drawn = await drawing.letters(workflow)
    assert all(cell_len(row) <= 78 for row in drawn.splitlines())
    assert "\x1b" not in drawn


@pytest.mark.parametrize("workflow", UNSOUND)
async def test_what_is_no_workflow_is_not_drawn(drawing: Drawing, workflow: Workflow) -> None:
    assert await drawing.picture(workflow) is None
    assert await drawing.letters(workflow) == ""


async def test_pictures_that_are_asked_for_at_once_all_come(drawing: Drawing) -> None:
    one, other = await asyncio.gather(drawing.picture(SHORT), drawing.picture(SHORT))
    assert one == other


def _hanging(tmp_path: Path) -> tuple[Path, list[str]]:
    """A child that never ends, and a pipe on which it says that it runs, open while it does."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    code = "import sys, time; up = open(sys.argv[1], 'w'); up.write('up'); up.flush(); "
    return pipe, [sys.executable, "-c", f"{code}time.sleep(600)", str(pipe)]


async def test_a_child_that_hangs_is_given_up() -> None:
    child = [sys.executable, "-c", "import time; time.sleep(600)"]
    assert await MermaidDrawing(seconds=0.3, child=child).picture(SHORT) is None


async def test_a_drawing_that_is_cancelled_leaves_no_child(tmp_path: Path) -> None:
    pipe, child = _hanging(tmp_path)
    drawing = asyncio.create_task(MermaidDrawing(child=child).picture(SHORT))
    with await asyncio.to_thread(pipe.open) as up:
        assert await asyncio.to_thread(up.read, 2) == "up"
        drawing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await drawing
        assert await asyncio.to_thread(up.read) == ""


@pytest.mark.parametrize(
    "code", ["raise SystemExit(3)", "import os; os.abort()", "pass", "print('x', file=sys.stderr)"]
)
async def test_a_child_that_fails_makes_no_picture(code: str) -> None:
    assert await MermaidDrawing(child=[sys.executable, "-c", code]).picture(SHORT) is None


async def test_a_child_that_does_not_start_makes_no_picture() -> None:
    assert await MermaidDrawing(child=["/nowhere/python"]).picture(SHORT) is None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory surely")
async def test_the_child_may_not_take_all_memory() -> None:
    code = "from adapters.drawing.child import limit; limit(); bytes(1 << 30)"
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        code,
        cwd=Path(__file__).parents[2],
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await child.communicate()
    assert child.returncode == 1
    assert b"MemoryError" in said


async def test_the_child_does_not_see_tokens(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PAPERBOY_SECRET", "xyz")
    seen = tmp_path / "seen"
    code = "import os, sys; open(sys.argv[1], 'w').write(repr(dict(os.environ)))"
    await MermaidDrawing(child=[sys.executable, "-c", code, str(seen)]).picture(SHORT)
    assert "xyz" not in seen.read_text()
    assert "PYTHONPATH" in seen.read_text()
