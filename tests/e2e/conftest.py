"""The replay of real days needs a second to start: it does so while other tests run."""

import subprocess
import sys

import pytest

from tests.conftest import SHARED

_SCRIPT = SHARED / "replay" / "replay.py"
_STARTED = pytest.StashKey[subprocess.Popen[str]]()


def pytest_collection_finish(session: pytest.Session) -> None:
    wanted = any("replay_url" in getattr(each, "fixturenames", ()) for each in session.items)
    if wanted and _SCRIPT.exists() and not session.config.option.collectonly:
        command = [sys.executable, str(_SCRIPT), "--since", "2026-03-05", "--port", "0"]
        session.stash[_STARTED] = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _STARTED in session.stash:
        with session.stash[_STARTED] as process:
            process.kill()


@pytest.fixture(scope="session")
def replay_url(request: pytest.FixtureRequest) -> str:
    """The address of the replay, one for all tests."""
    if _STARTED not in request.session.stash:
        pytest.skip("the replay of real days is not beside this checkout (../shared/replay)")
    process = request.session.stash[_STARTED]
    assert process.stdout
    return process.stdout.readline().split()[-1]
