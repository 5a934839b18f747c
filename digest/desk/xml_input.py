"""XML from outside, parsed with the standard library and without entities."""

import xml.etree.ElementTree as ET
from xml.parsers import expat

from digest.errors import InputError


def parsed_xml(data: bytes, where: str) -> ET.Element:
    """The root element; InputError where the data is no XML or declares entities.

    Entities that refer to one another can expand without end, and no exchange format needs them.
    """

    def refuse(*_: object) -> None:
        raise InputError(f"{where}: the file declares XML entities; save it without them")

    scan = expat.ParserCreate()
    scan.EntityDeclHandler = refuse
    try:
        scan.Parse(data, True)
        return ET.fromstring(data)  # noqa: S314 - entity declarations were refused
    except (ET.ParseError, expat.ExpatError, ValueError, LookupError) as error:
        raise InputError(f"{where}: not XML: {error}") from error
