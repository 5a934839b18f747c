"""One week's digest: read, curate, find names, summarise, translate, check."""

from digest.pipeline.isolation import Guard
from digest.pipeline.week import (
    Toolkit,
    WeekResult,
    make_digest,
    spell_foreign_names,
    why_nothing,
)

__all__ = [
    "Guard",
    "Toolkit",
    "WeekResult",
    "make_digest",
    "spell_foreign_names",
    "why_nothing",
]
