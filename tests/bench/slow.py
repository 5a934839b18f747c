"""The digest command with a fake engine that takes its time and notes each text that it makes.

python -m tests.bench.slow SECONDS LOG run articles.jsonl --profile fake ...
"""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest import mock

from digest import cache, cli
from digest.engines import choose
from digest.engines.base import Output, Request
from digest.engines.fake import Fake


class Slow:
    """The fake engine, so many seconds a text; the key of each text goes to a file at once."""

    fingerprint = Fake.fingerprint

    def __init__(self, seconds: float, log: Path) -> None:
        self._seconds = seconds
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
        for index, output in Fake().generate(requests):
            time.sleep(self._seconds)
            os.write(self._log, f"{cache._key(self.fingerprint, requests[index])}\n".encode())
            yield index, output


def main() -> None:
    """Run the command with the engine put in place of the fake one."""
    seconds, log, *arguments = sys.argv[1:]
    sys.argv[1:] = arguments
    with mock.patch.object(choose, "Fake", return_value=Slow(float(seconds), Path(log))):
        cli.main()


if __name__ == "__main__":
    main()
