"""Mail addresses: checked strictly, merged where two are one mailbox, read from a file."""

from collections.abc import Iterable
from pathlib import Path

from digest.config.mailbox import Mailbox
from digest.errors import ConfigError


def parse_all(texts: Iterable[str]) -> tuple[Mailbox, ...]:
    """The mailboxes that texts name, each once; ConfigError lists every mistake."""
    return _collect((f"recipient {n}", text) for n, text in enumerate(texts, 1))


def read(path: Path) -> tuple[Mailbox, ...]:
    """The mailboxes of a file, one a line, each once; blank lines and `# comments` are skipped."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise ConfigError(f"{path}: {reason}: the recipients cannot be read") from error
    lines = ((f"{path}:{n}", line.strip()) for n, line in enumerate(text.splitlines(), 1))
    return _collect((where, line) for where, line in lines if line and not line.startswith("#"))


def merge(mailboxes: Iterable[Mailbox]) -> tuple[Mailbox, ...]:
    """Each mailbox once, in first-seen order; a later name fills in for a missing one."""
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
