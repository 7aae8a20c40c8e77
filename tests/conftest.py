"""What every test may use: golden files, and the real data where it lies beside the project."""

import logging
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from bot.logs import _NOISY
from storage.sqlite import SqliteStore

pytest_plugins = ["tests.replay"]

GOLDEN = Path(__file__).parent / "golden"
SHARED = Path(__file__).parents[2] / "shared"

# The same examples each time, so that a green suite stays green; more of them by
# `pytest --hypothesis-profile=thorough`.
settings.register_profile("quick", max_examples=20, deadline=None, derandomize=True)
settings.register_profile("thorough", max_examples=5000, deadline=None)
settings.load_profile("quick")

# Logs go the usual way in tests, where `caplog` sees them: one line an event, keys and values.
structlog.configure(
    processors=[structlog.stdlib.add_log_level, structlog.processors.LogfmtRenderer()],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=False,
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write tests/golden anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with its golden file; `--update-golden` writes it instead."""

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if request.config.getoption("--update-golden"):
            file.write_text(text, encoding="utf-8")
        assert text == file.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real papers and days."""
    if not SHARED.is_dir():
        pytest.skip("the real data is not beside this checkout (../shared)")
    return SHARED


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    """A command sets up the logs of its process; here that must not outlive its test."""
    configured, root = structlog.get_config(), logging.getLogger()
    handlers = root.handlers[:]
    levels = {each: each.level for each in (root, *map(logging.getLogger, _NOISY))}
    yield
    structlog.configure(**configured)
    root.handlers[:] = handlers
    for each, level in levels.items():
        each.setLevel(level)


@pytest.fixture(scope="session")
async def _empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a store that is up to date: to bring one there takes long."""
    file = tmp_path_factory.mktemp("store") / "empty.db"
    await (await SqliteStore.open(file)).close()
    return file


@pytest.fixture
async def store(_empty_store: Path, tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """The real store, on `paperboy.db` in the test's own folder."""
    file = shutil.copyfile(_empty_store, tmp_path / "paperboy.db")
    opened = await SqliteStore.open(file)
    yield opened
    await opened.close()
