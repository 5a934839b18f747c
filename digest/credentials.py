"""Who logs in at the mail server: a password never shown, from a file closed to others."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from digest.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user and a password; the password never shows in a message or a log."""

    user: str
    password: SecretStr


def read_password(path: Path) -> SecretStr:
    """The password on the file's one line; ConfigError where others could read it too."""
    try:
        with path.open(encoding="utf-8") as file:
            _check_private(os.fstat(file.fileno()), path)
            lines = file.read().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise ConfigError(f"{path}: {reason}: the password cannot be read") from error
    if len(lines) != 1 or not lines[0]:
        raise ConfigError(f"{path}: a password file holds the password on one line, nothing else")
    return SecretStr(lines[0])


def _check_private(found: os.stat_result, path: Path) -> None:
    if os.name == "nt":  # rights are kept elsewhere there, and the mode says nothing
        return
    # systemd hands its credentials over as root's files, with group rights for the service alone.
    forbidden = stat.S_IRWXO | (stat.S_IRWXG if found.st_uid == os.getuid() else 0)
    if found.st_mode & forbidden:
        mode = stat.S_IMODE(found.st_mode)
        raise ConfigError(
            f"{path}: others can reach the password (mode {mode:o}); chmod 600 {path}"
        )
