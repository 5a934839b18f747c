"""`digest init`: a folder to work in, with a settings file and, on request, a schedule."""

import re
import shlex
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from digest import storage
from digest.config import commented_settings

SETTINGS = "digest.yaml"
PAGES = "pages"
_OPTIONAL = re.compile("# [a-z_]+:")
_HEADER = """\
# Settings of digest, read by every `digest` command in this folder. All keys are listed with their
# defaults. To change one, remove the # in front of it and of the sections above it.
"""


def init(folder: Path, *, schedule: bool) -> Iterator[str]:
    """Make `folder` ready for `digest run`; one line per file. Existing files are left as they are.

    OutputError if a file cannot be written.
    """
    contents = {folder / SETTINGS: starter_settings()}
    if schedule:
        contents |= {folder / name: text for name, text in _schedule(folder.absolute())}
    for path, text in contents.items():
        if path.exists():
            yield f"{path}: exists, left as it is"
        else:
            storage.save(path, text.encode())
            yield str(path)
    storage.check_writable(folder / PAGES)
    yield f"{folder / PAGES}: put newspaper pages here, then run: digest run {PAGES}/ --last 7d"


def starter_settings() -> str:
    """A settings file in which every key is explained, and commented out.

    Explanations begin with "# ", keys with "#": a key that is set would override the profile's.
    """
    lines = commented_settings().splitlines()
    optional = False
    text = _HEADER
    for line in lines[lines.index("") :]:
        # The template has optional sections commented out already, as "# cluster:" and so on.
        optional = bool(line) and (optional or bool(_OPTIONAL.fullmatch(line)))
        plain = line.removeprefix("# ") if optional else line
        text += f"{plain if not plain or plain.lstrip().startswith('#') else f'#{plain}'}\n"
    return text


def _schedule(folder: Path) -> Iterator[tuple[str, str]]:
    """(name, text) of the systemd units and of the crontab for this folder and this Python."""
    program = [sys.executable, "-m", "digest"]
    for name, quote in (
        ("digest.service", _systemd),
        ("digest.timer", _systemd),
        ("digest.cron", _cron),
    ):
        text = (files("digest.app") / "schedule" / name).read_text(encoding="utf-8")
        words = " ".join(map(quote, program))
        place = quote(str(folder)) if quote is _cron else str(folder).replace("%", "%%")
        yield name, text.replace("{folder}", place).replace("{program}", words)


def _systemd(word: str) -> str:
    """A word of a unit's command line: % and $ are systemd's own, as are blanks and quotes."""
    word = word.replace("%", "%%").replace("$", "$$")
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return word if re.fullmatch(r"[\w./@%$:+-]+", word) else f'"{escaped}"'


def _cron(word: str) -> str:
    """A word of a crontab's command: quoted for the shell, and % escaped for cron."""
    return shlex.quote(word).replace("%", "\\%")
