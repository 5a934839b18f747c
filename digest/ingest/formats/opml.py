"""Reads the addresses of feeds from an OPML file, as feed readers export it (opml.org, version 2.0)."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator

from digest.text.xml import parsed_xml


def feeds_in(data: bytes) -> tuple[str, ...]:
    """The addresses of the feeds, in order, each once; InputError if the data is no OPML.

    Outlines that are commented out, those within them, and links to other lists are left out.
    """
    return tuple(dict.fromkeys(_feeds(parsed_xml(data))))


def _feeds(root: ET.Element) -> Iterator[str]:
    # A stack instead of recursion: a hostile list may be nested more deeply than Python calls.
    waiting = [root]
    while waiting:
        element = waiting.pop()
        attributes = {name.lower(): value.strip() for name, value in element.attrib.items()}
        if attributes.get("iscomment", "").lower() == "true":
            continue
        if address := attributes.get("xmlurl"):
            yield _as_http(address)
        waiting += reversed(element)


def _as_http(address: str) -> str:
    """The address as the web has it: feed readers write feed://host and feed:https://host too."""
    if not address.lower().startswith("feed:"):
        return address
    rest = address[len("feed:") :]
    return f"https:{rest}" if rest.startswith("//") else rest
