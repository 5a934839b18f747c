"""Damage one thing at a time: the rest of the week comes out, and each damage is a message.

python -m lab.quality.damage articles           one article of fifty, in each of 30 ways
python -m lab.quality.damage files --count 1000 one random change to digest.json, edits.yaml, the cache or the memory

Runs the commands of `digest` in this process with the fake profile, and prints a tally as JSON. Each
fault is printed with its number, from which `--seed` and `--only` make it again.
"""

import argparse
import contextlib
import io
import json
import random
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import yaml

from digest import desk, storage
from digest.app.desk import MEMORY
from digest.cli.main import digest
from digest.desk import ArticleEdits, Edits, PassageEdit, passage_key
from digest.errors import DigestError
from digest.records import Pair
from lab.quality.poisons import POISONS, Poison
from tests.support.newsroom import bodies

WEEK = "2026-W47"
FAKE = ("--profile", "fake", "--week", WEEK, "--quiet")
# Values that no editor should write, and some that one may.
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 10**30, "", "warn", "2026-W99", "\x1b[31m", "a" * 999, [], [[]], {}, {"zh": 1},
)  # fmt: skip


@dataclass
class Tally:
    """How many damages were done, how many were answered with a message, and what went wrong."""

    done: int = 0
    messages: int = 0
    faults: list[str] = field(default_factory=list)


def command(*words: object) -> str:
    """Run a command of `digest`; what it says, "" for nothing. Raises what is no message of ours."""
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        try:
            digest.main([str(word) for word in words], standalone_mode=False, prog_name="digest")
        except (DigestError, click.ClickException) as error:
            return str(error) or "an error without a message"
    return said.getvalue()


def records(count: int) -> list[dict[str, str]]:
    """Small different articles of the week, as a scraper gives them."""
    texts = bodies(count, seed=11)
    return [
        {"title": f"第{number}号消息", "text": text, "date": "2026-11-18", "id": f"good-{number}"}
        for number, text in enumerate(texts)
    ]


def poisoned(poison: Poison, good: Sequence[dict[str, str]], folder: Path) -> str | None:
    """Make a week of good articles and a poisoned one; what is wrong with it, None for nothing."""
    folder.mkdir()
    lines = [json.dumps(record, ensure_ascii=False) for record in good]
    if poison.file is None:
        lines.insert(len(lines) // 2, poison.line)
    else:
        (folder / f"poison.{poison.file}").write_bytes(poison.data)
    (folder / "week.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    try:
        command("run", folder, *FAKE, "--no-cache", "--out", folder / "out")
        made = storage.read_week(folder / "out" / WEEK)
    except Exception:  # noqa: BLE001 - any is what is looked for
        return f"{poison.name}:\n{traceback.format_exc(limit=-3)}"
    missing = {record["id"] for record in good} - {entry.id for entry in made.entries}
    return f"{poison.name}: {len(missing)} good articles are missing" if missing else None


def poison_all(poisons: Sequence[Poison], *, articles: int, folder: Path) -> Tally:
    """Poison one of `articles` in each way, one way per week."""
    tally, good = Tally(), records(articles - 1)
    for number, poison in enumerate(poisons):
        fault = poisoned(poison, good, folder / str(number))
        tally.done += 1
        tally.faults += [fault] if fault else []
        shutil.rmtree(folder / str(number))
    return tally


class KeptFiles:
    """A week's digest.json, its edits, the cache and the memory, each damaged in turn and restored."""

    def __init__(self, folder: Path) -> None:
        self._page = folder / "week.jsonl"
        lines = (json.dumps(record, ensure_ascii=False) for record in records(2))
        self._page.write_text("\n".join(lines), encoding="utf-8")
        self._out, self._cache = folder / "out", folder / "texts.sqlite"
        self._run()
        self.week = self._out / WEEK
        first, second = storage.read_week(self.week).entries
        passage = first.blocks[0].pair.zh
        edits = Edits(
            lead=Pair("编者的话", "A word"),
            names={"county": "County"},
            articles={
                first.id: ArticleEdits(
                    headline="Edited", passages={passage_key(passage): PassageEdit(passage, "New.")}
                ),
                second.id: ArticleEdits(place=1, note=Pair("注", "Note")),
            },
        )
        self.edits, self.memory = self.week / desk.EDITS, self._out / MEMORY
        self.edits.write_text(desk.dump_edits(edits), encoding="utf-8")
        self._run()
        self._right = (self.week / "digest.md").read_bytes()

    def damage(self, dice: random.Random) -> tuple[str, str]:
        """Damage a file and run what reads it: the file's name, and what was said."""
        file = dice.choice((self.week / storage.RECORD, self.edits, self._cache, self.memory))
        whole = file.read_bytes()
        file.write_bytes(_damaged(whole, file.name, dice))
        try:
            if file in (self._cache, self.memory):
                said = self._run()
                if file == self._cache and (self.week / "digest.md").read_bytes() != self._right:
                    raise AssertionError("another digest out of a damaged cache")
            else:
                said = command("render", self.week, "--format", "md")
        finally:
            for kept in file.parent.glob(f"{file.name}?*"):
                kept.unlink()
            file.write_bytes(whole)
        return file.name, said

    def _run(self) -> str:
        return command("run", self._page, *FAKE, "--cache", self._cache, "--out", self._out)


def _damaged(data: bytes, name: str, dice: random.Random) -> bytes:
    """One value of the file replaced or taken out, or some of its bytes changed, cut or doubled."""
    if not name.endswith(".sqlite") and dice.random() < 0.6:
        value = json.loads(data) if name.endswith("json") else yaml.safe_load(data)
        parent, key = dice.choice(list(_places(value)))
        if dice.random() < 0.2:
            del parent[key]
        else:
            parent[key] = dice.choice(ODD)
        text = json.dumps(value) if name.endswith("json") else yaml.safe_dump(value)
        return text.encode()
    start, end = sorted(dice.randrange(len(data) + 1) for _ in range(2))
    match dice.randrange(4):
        case 0:
            return data[:start]
        case 1:
            return data[:start] + data[end:]
        case 2:
            return data[:end] + data[start:]
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 30))):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container of a value with each of its keys or indices."""
    for key in range(len(value)) if isinstance(value, list) else list(value):
        yield value, key
        if isinstance(value[key], list | dict):
            yield from _places(value[key])


def damage_files(numbers: Sequence[int], folder: Path, *, seed: int = 1) -> Tally:
    """One change per number to a file that `digest` keeps, and the command that reads the file."""
    tally, files = Tally(), KeptFiles(folder)
    for number in numbers:
        tally.done += 1
        try:
            _, said = files.damage(random.Random(seed * 10**9 + number))
        except Exception:  # noqa: BLE001 - any is what is looked for
            tally.faults.append(f"change {number}:\n{traceback.format_exc(limit=-4)}")
            continue
        tally.messages += bool(said)
        if "internal error" in said or "Traceback" in said:
            tally.faults.append(f"change {number}: {said}")
    return tally


def main() -> None:
    """Prints the tally as JSON and each fault on stderr; exits with 1 after a fault."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("what", choices=("articles", "files"))
    options.add_argument("--count", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", type=int)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="damage-") as name:
        if chosen.what == "articles":
            some = POISONS if chosen.only is None else POISONS[chosen.only : chosen.only + 1]
            tally = poison_all(some, articles=50, folder=Path(name))
        else:
            numbers = range(chosen.count) if chosen.only is None else (chosen.only,)
            tally = damage_files(numbers, Path(name), seed=chosen.seed)
    for fault in tally.faults:
        sys.stderr.write(f"{fault}\n")
    print(json.dumps(vars(tally) | {"faults": len(tally.faults)}))
    sys.exit(bool(tally.faults))


if __name__ == "__main__":
    main()
