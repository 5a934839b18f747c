"""Kill a mailing at random moments while the server drops sessions, and count who got what.

python -m lab.bench.mailing --recipients 200 --kills 100 --drops 10 prints one JSON object: nobody may
get the issue twice, and whoever did not get it must be named, and get it when asked for by name.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from digest import storage
from digest.config.settings import Settings
from tests.mail.raw_server import RawServer, ordinary, raw_server
from tests.support.examples import a_digest

# What the server takes for a message, so that kills fall into all parts of a sending.
_SECONDS = 0.04
_START_SECONDS = 300


@dataclass
class Mailbox:
    """A server's mailbox; the messages of the numbers in `drops` end in a dropped session.

    Every other one of them was taken before the session was dropped, so that no reply told of it.
    """

    drops: frozenset[int]
    taken: Counter[str] = field(default_factory=Counter)
    _message: int = 0
    _recipient: str = ""

    def reply(self, command: str) -> bytes | None:
        """The server's answer to a command; None drops the session."""
        if command.startswith("RCPT"):
            self._recipient = command.partition("<")[2].partition(">")[0]
        if command != ".":
            return ordinary(command)
        time.sleep(_SECONDS)
        number, self._message = self._message, self._message + 1
        if number not in self.drops:
            self.taken[self._recipient] += 1
            return ordinary(command)
        self.taken[self._recipient] += number % 2
        return None


def mailing(
    recipients: int, kills: int, drops: int, folder: Path, *, seed: int = 1
) -> dict[str, int]:
    """Send one issue through kills and drops, then to those whom it did not reach; the counts."""
    dice = random.Random(seed)
    people = [f"reader{number}@example.org" for number in range(recipients)]
    box = Mailbox(frozenset(dice.sample(range(recipients), drops)))
    with raw_server(box.reply) as server:
        words = _prepared(folder, server.port, people)
        killed = 0
        while killed < kills and _is_killed(
            # On average the kills take up half of the mailing, so that it does not end before them.
            words,
            server,
            dice.uniform(0, _SECONDS * recipients / kills),
        ):
            killed += 1
        said = subprocess.run(words, capture_output=True, text=True, check=False).stderr
        missed = [person for person in people if not box.taken[person]]
        unnamed = [person for person in missed if person not in said]
        twice = sum(count > 1 for count in box.taken.values())
        if missed:
            asked = [word for person in missed for word in ("--to", person)]
            subprocess.run([*words, "--again", *asked], capture_output=True, check=False)
    return {
        "recipients": recipients, "kills": killed, "drops": drops, "twice": twice,
        "missed": len(missed), "missed_unnamed": len(unnamed),
        "never": sum(not box.taken[person] for person in people),
        "twice_after": sum(count > 1 for count in box.taken.values()),
    }  # fmt: skip


def _prepared(folder: Path, port: int, people: Sequence[str]) -> list[str]:
    """Write a week and its settings; the command that sends it."""
    (folder / "people.txt").write_text("\n".join(people), encoding="utf-8")
    config = folder / "digest.yaml"
    config.write_text(
        f"mail: {{host: localhost, port: {port}, security: none, sender: editor@example.org,"
        f" recipients_file: {folder / 'people.txt'}}}",
        encoding="utf-8",
    )
    whole = a_digest()
    entries = tuple(replace(e, summary=e.summary[:1], blocks=e.blocks[:1]) for e in whole.entries)
    storage.write_week(replace(whole, entries=entries, failures=()), folder / "week", Settings())
    return [sys.executable, "-m", "digest", "send", str(folder / "week"), "--config", str(config)]


def _is_killed(words: Sequence[str], server: RawServer, seconds: float) -> bool:
    """Start the mailing and kill it `seconds` after it reaches the server; False if it ended before."""
    before = server.sessions
    running = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + _START_SECONDS
    while server.sessions == before and running.poll() is None and time.monotonic() < until:
        time.sleep(0.005)
    if server.sessions == before and running.poll() is None:
        running.kill()
        raise TimeoutError(f"the mailing did not reach the server in {_START_SECONDS} s")
    try:
        running.wait(seconds)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()
        return True
    return False


def main() -> None:
    """Prints the counts as JSON; exits with 1 if anybody got it twice, or never."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--recipients", type=int, default=200)
    options.add_argument("--kills", type=int, default=100)
    options.add_argument("--drops", type=int, default=10)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="mailing-") as folder:
        counts = mailing(chosen.recipients, chosen.kills, chosen.drops, Path(folder))
    print(json.dumps(counts))
    sys.exit(any(counts[name] for name in ("twice", "missed_unnamed", "never", "twice_after")))


if __name__ == "__main__":
    main()
