"""Characters that are not printed but change what is around them: left out, or shown as escapes."""

import re

# Control characters, which XML forbids and terminals obey; lone surrogates and noncharacters; and the
# controls of writing direction, with which one text reorders the next.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029]|[\ud800-\udfff\ufffe\uffff\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
# The same but for tab and newline, which a terminal may obey, and for line and paragraph separators.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """The text without such characters; what separates words or lines becomes a space."""
    return _UNPRINTABLE.sub(
        lambda found: " " if found[0] < "\xa0" or found[0] in "\u2028\u2029" else "", text
    )


def on_one_line(text: str) -> str:
    """The printable text with each run of white space as one space."""
    return " ".join(printable(text).split())


def escape_controls(text: str) -> str:
    """The text for a terminal: control characters and lone surrogates are written as escapes."""
    escaped = _CONTROLS.sub(lambda found: repr(found[0])[1:-1], text)
    return escaped.encode("utf-8", "backslashreplace").decode()
