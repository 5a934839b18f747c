"""What surrounds a match, looked up in a time that does not depend on the length of the text."""

import re

# The longest context that a rule looks back on.
_WINDOW = 60


def before(found: re.Match[str]) -> str:
    """The characters before a match, as far as rules look back."""
    return found.string[max(0, found.start() - _WINDOW) : found.start()]


def opens_sentence(text: str, start: int) -> bool:
    """Whether a sentence, or the text, begins at a place of the text."""
    end = start
    while end and (text[end - 1].isspace() or text[end - 1] in "\"'“”‘’()"):
        end -= 1
    return end == 0 or (end < start and text[end - 1] in ".!?:")
