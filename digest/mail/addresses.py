"""Lists of mail addresses: checked strictly, read from a file, without duplicates."""

from collections.abc import Iterable
from pathlib import Path

from digest.config.mailbox import Mailbox
from digest.errors import ConfigError


def parse_all(texts: Iterable[str]) -> tuple[Mailbox, ...]:
    """The mailboxes, each once. Raises ConfigError with every mistake."""
    return _collect((f"recipient {n}", text) for n, text in enumerate(texts, 1))


def read(path: Path) -> tuple[Mailbox, ...]:
    """The mailboxes of a file, one per line, each once; blank lines and `# comments` are skipped.

    Raises ConfigError with every mistake and its line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise ConfigError(f"{path}: {reason}: the recipients cannot be read") from error
    # Not splitlines(), which also breaks at characters that a name might contain.
    lines = ((f"{path}:{n}", line.strip()) for n, line in enumerate(text.split("\n"), 1))
    return _collect((where, line) for where, line in lines if line and not line.startswith("#"))


def merge(mailboxes: Iterable[Mailbox]) -> tuple[Mailbox, ...]:
    """Each mailbox once, in order of first appearance, with the first name that is given for it."""
    found: dict[str, Mailbox] = {}
    for mailbox in mailboxes:
        first = found.setdefault(mailbox.key, mailbox)
        if mailbox.name and not first.name:
            found[mailbox.key] = Mailbox(first.address, mailbox.name)
    return tuple(found.values())


def _collect(texts: Iterable[tuple[str, str]]) -> tuple[Mailbox, ...]:
    good: list[Mailbox] = []
    mistakes: list[str] = []
    for where, text in texts:
        try:
            good.append(Mailbox.parse(text))
        except ValueError as error:
            mistakes.append(f"{where}: {error}")
    if mistakes:
        raise ConfigError("\n".join(mistakes))
    return merge(good)
