"""One week's digest: read, curate, find names, summarise, translate, check."""

from digest.pipeline.isolation import Guard, Problem
from digest.pipeline.week import (
    Toolkit,
    WeekResult,
    make_digest,
    spell_foreign_names,
    why_nothing,
)

__all__ = [
    "Guard",
    "Problem",
    "Toolkit",
    "WeekResult",
    "make_digest",
    "spell_foreign_names",
    "why_nothing",
]
