"""The replay of real days, started once a test process, beside the first tests.

It needs a second or two to read its papers; so it is started with the session, not by the first
test that wants it. Each process has its own, for it shows one day at a time. A pytest plugin,
named in tests/conftest.py.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.stand_ins import has_loopback

SCRIPT = Path(__file__).parents[2] / "shared" / "replay" / "replay.py"
_ADDRESS = "REPLAY_OF_REAL_DAYS"  # told to the other test processes by the environment
_STARTED = pytest.StashKey[subprocess.Popen[bytes]]()
_PATIENCE = 30.0  # seconds


def pytest_configure(config: pytest.Config) -> None:
    """Start it, unless others run the tests, or the end-to-end tests are not asked for."""
    here = Path(__file__).parent / "e2e"
    asked = [Path(each.split("::")[0]).resolve() for each in config.args]
    wanted = any(here == each or here in each.parents or each in here.parents for each in asked)
    leads = config.getoption("numprocesses", None) and not hasattr(config, "workerinput")
    if leads or not wanted or not SCRIPT.exists():
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    os.environ[_ADDRESS] = f"http://127.0.0.1:{port}"
    command = [sys.executable, str(SCRIPT), "--since", "2026-03-05", "--port", port]
    config.stash[_STARTED] = subprocess.Popen(command, stdout=subprocess.DEVNULL)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop it with the session."""
    if _STARTED in config.stash:
        with config.stash[_STARTED] as process:
            process.kill()


@pytest.fixture(scope="session")
def replay_url() -> str:
    """The address of the replay, once it answers."""
    if _ADDRESS not in os.environ:
        pytest.skip("the replay of real days is not beside this checkout (../shared/replay)")
    if not has_loopback():
        pytest.skip("this machine has no loopback network (127.0.0.1) to serve on")
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            urllib.request.urlopen(f"{os.environ[_ADDRESS]}/_log", timeout=_PATIENCE).close()
        except urllib.error.URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return os.environ[_ADDRESS]
