"""Accuracy of the estimated time left, after a tenth, a quarter and a half of a run.

python -m lab.bench.left 1500 [--weeks 5] prints one JSON object.

Articles differ widely in length. The clock is simulated, so that other work on the machine does not
matter: the fake engine advances it by what the embedded model takes, 2.6 ms per character of prompt and
11 ms per token of answer.
"""

import argparse
import io
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

from digest import ingest
from digest.app import digests
from digest.app.context import RunContext
from digest.config import loader
from digest.engines import factory
from digest.engines.api import Output, Request
from digest.engines.fake import Fake
from digest.telemetry.console import Console
from tests.support.newsroom import articles

PROMPT_SECONDS, TOKEN_SECONDS = 0.0026, 0.0113
SHARES = (0.1, 0.25, 0.5, 0.75)


class Timed:
    """The fake engine, which advances a simulated clock."""

    fingerprint = Fake.fingerprint

    def __init__(self) -> None:
        self.seconds = 0.0

    def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
        for index, output in Fake().generate(requests):
            self.seconds += PROMPT_SECONDS * len(requests[index].text)
            self.seconds += TOKEN_SECONDS * output.tokens
            yield index, output


def write(file: Path, count: int, weeks: int) -> None:
    """Articles from a sentence to ten ordinary articles long, most of them short."""
    chance = random.Random(7)
    source = articles(10 * count, weeks=weeks)
    lines = []
    for number in range(count):
        some = [next(source) for _ in range(10)]
        long = chance.choice((0, 0, 1, 1, 1, 2, 10))
        text = "\n".join(one["text"] for one in some[:long]) or some[0]["text"].partition("。")[0]
        day = some[number % 10]["date"]
        lines.append(json.dumps(some[0] | {"text": f"{text}。", "date": day}, ensure_ascii=False))
    file.write_text("\n".join(lines), encoding="utf-8")


def measure(count: int, *, weeks: int) -> dict[str, Any]:
    """Estimates over a run, and how far each was off, in per cent of the true time left."""
    engine, stream, told = Timed(), io.StringIO(), []

    class Watching(Console):
        def event(self, **values: object) -> None:
            if values["event"] == "estimate":
                told.append((engine.seconds, float(str(values["seconds_left"]))))

    console = Watching(stream, lambda: datetime(2026, 11, 25, tzinfo=UTC))
    console.json = True
    with (
        tempfile.TemporaryDirectory() as name,
        mock.patch.object(factory, "Fake", return_value=engine),
    ):
        file, folder = Path(name, "in.jsonl"), Path(name, "out")
        write(file, count, weeks)
        changed = {"outputs": folder, "formats": ()}
        settings = loader.load(profile="fake").model_copy(update=changed)
        session = RunContext(
            settings, Path(name, "models"), None, console, lambda: engine.seconds, console._now
        )
        made = list(digests.make_weeks(ingest.read([str(file)]), session, week=None))
    whole = engine.seconds
    return {
        "articles": count,
        "weeks": len(made),
        "hours": round(whole / 3600, 2),
        "told": len(told),
        "after": {f"{share:.0%}": _at(share * whole, whole, told) for share in SHARES},
    }


def _at(seconds: float, whole: float, told: list[tuple[float, float]]) -> dict[str, Any]:
    """The last estimate before that point, and the time that was really left."""
    known = [(when, left) for when, left in told if when <= seconds]
    if not known:
        return {"told_minutes": None}
    when, left = known[-1]
    left -= seconds - when
    true = whole - seconds
    return {
        "told_minutes": round(left / 60, 1),
        "true_minutes": round(true / 60, 1),
        "off_percent": round(100 * (left - true) / true, 1),
    }


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("articles", type=int, nargs="?", default=1500)
    options.add_argument("--weeks", type=int, default=1)
    chosen = options.parse_args()
    print(json.dumps(measure(chosen.articles, weeks=chosen.weeks)))


if __name__ == "__main__":
    main()
