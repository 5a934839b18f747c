"""Chinese texts to checked English."""

from digest.translation.ladder import MARKER, Terms, Text, Translation, translate
from digest.translation.remembered import with_memory

__all__ = ["MARKER", "Terms", "Text", "Translation", "translate", "with_memory"]
