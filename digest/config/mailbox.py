"""A mail address, parsed strictly: nothing in it can add to, or end, the headers of a mail."""

import re
from dataclasses import dataclass
from email.headerregistry import Address

_NAMED = re.compile(r"(?P<name>[^<>]*?)\s*<(?P<address>[^<>]*)>")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
# The beginning of an encoded word (RFC 2047). Mail programs, and Python, decode it into any
# characters at all, line ends included.
_ENCODED = "=?"
# RFC 5321, section 4.5.3.1: servers refuse longer ones.
_LOCAL_CHARACTERS = 64
_ADDRESS_CHARACTERS = 254
_NAME_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One mailbox: the address, ready for an SMTP envelope, and the display name or ""."""

    address: str
    name: str = ""

    @classmethod
    def parse(cls, text: str) -> "Mailbox":
        """The mailbox of `li@example.org` or `Li Na <li@example.org>`.

        Raises ValueError, with the reason, for any other text.
        """
        text = text.strip()
        named = _NAMED.fullmatch(text)
        name, address = (named["name"], named["address"]) if named else ("", text)
        local, at, domain = address.strip().rpartition("@")
        if not at:
            raise ValueError(f"{text!r} is not a mail address such as li@example.org")
        if _ENCODED in text:
            raise ValueError(f"{text!r}: write the name as it is, without encoded words (=?...?=)")
        return cls(f"{_local(local, text)}@{_domain(domain, text)}", _name(name, text))

    @property
    def key(self) -> str:
        """Equal for all spellings of one mailbox."""
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
        raise ValueError(f"{text!r}: the part before the @ must be ASCII, {local!r} is not")
    if not _LOCAL.fullmatch(local) or len(local) > _LOCAL_CHARACTERS:
        raise ValueError(f"{text!r}: {local!r} is not valid before the @")
    return local


def _domain(domain: str, text: str) -> str:
    """The domain in lower case; a Chinese one in the `xn--` form that mail servers know."""
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
    if not name.isprintable() or len(name) > _NAME_CHARACTERS:
        raise ValueError(f"{text!r}: a name has up to {_NAME_CHARACTERS} printable characters")
    return name
