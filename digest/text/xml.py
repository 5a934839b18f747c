"""XML from outside, and text for XML files of our own, with the standard library."""

import xml.etree.ElementTree as ET
from xml.parsers import expat
from xml.sax.saxutils import escape

from digest.errors import InputError

# XML 1.0, production 2: no control character but tab and line ends, no surrogate or noncharacter.
_FORBIDDEN = dict.fromkeys(
    (*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
)


def parsed_xml(data: bytes) -> ET.Element:
    """The root element; InputError if the data is no XML or declares entities.

    Entities that refer to one another can expand without end, and no format that is read needs them.
    """

    def refuse(*_: object) -> None:
        raise InputError("it declares XML entities; save it without them")

    scan = expat.ParserCreate()
    scan.EntityDeclHandler = refuse
    try:
        scan.Parse(data, True)
        return ET.fromstring(data)  # noqa: S314 - entity declarations were refused
    except (ET.ParseError, expat.ExpatError, ValueError, LookupError) as error:
        raise InputError(f"not XML: {error}") from error


def xml_text(text: str) -> str:
    """The text escaped for an element, without the characters that XML cannot hold."""
    # A bare carriage return would come back as a line feed.
    return escape(text.translate(_FORBIDDEN), {"\r": "&#13;"})
