"""A mail address: parsed strictly, compared by its key."""

import re
from dataclasses import dataclass
from email.headerregistry import Address

_NAMED = re.compile(r"(?P<name>[^<>]*?)\s*<(?P<address>[^<>]*)>")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
# RFC 5321, 4.5.3.1: longer ones are refused by servers.
_LOCAL_CHARACTERS = 64
_ADDRESS_CHARACTERS = 254


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One mailbox: its address, ready for an SMTP envelope, and the name to show, or ""."""

    address: str
    name: str = ""

    @classmethod
    def parse(cls, text: str) -> "Mailbox":
        """The mailbox that `li@example.org` or `Li Na <li@example.org>` names.

        ValueError says what is wrong with any other text.
        """
        text = text.strip()
        named = _NAMED.fullmatch(text)
        name, address = (named["name"], named["address"]) if named else ("", text)
        local, at, domain = address.strip().rpartition("@")
        if not at:
            raise ValueError(f"{text!r} is not a mail address such as li@example.org")
        return cls(f"{_local(local, text)}@{_domain(domain, text)}", _name(name, text))

    @property
    def key(self) -> str:
        """What two spellings of one mailbox share."""
        return self.address.casefold()

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    @property
    def header(self) -> Address:
        """The mailbox as a header value."""
        return Address(display_name=self.name, addr_spec=self.address)

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address


def _local(local: str, text: str) -> str:
    if not local.isascii():
        raise ValueError(f"{text!r}: letters before the @ must be ASCII, {local!r} is not")
    if not _LOCAL.fullmatch(local) or len(local) > _LOCAL_CHARACTERS:
        raise ValueError(f"{text!r}: {local!r} cannot stand before the @")
    return local


def _domain(domain: str, text: str) -> str:
    """The domain in ASCII and lower case, a Chinese one as the `xn--` that mail servers know."""
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise ValueError(f"{text!r}: {domain!r} is not a domain") from error
    labels = ascii_domain.split(".")
    dotted = len(labels) > 1 or ascii_domain == "localhost"
    if not dotted or not all(map(_LABEL.fullmatch, labels)) or labels[-1].isdecimal():
        raise ValueError(f"{text!r}: {domain!r} is not a domain such as example.org")
    if len(ascii_domain) > _ADDRESS_CHARACTERS - _LOCAL_CHARACTERS - 1:
        raise ValueError(f"{text!r}: the domain is too long")
    return ascii_domain


def _name(name: str, text: str) -> str:
    name = name.strip()
    if len(name) > 1 and name.startswith('"') and name.endswith('"'):
        name = name[1:-1].replace('\\"', '"').strip()
    if not name.isprintable():
        raise ValueError(f"{text!r}: a name holds printable characters only")
    return name
