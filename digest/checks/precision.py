"""How often each check was right on real texts: findings read by hand, and of those real faults.

Of translations by `lab/quality/checks.py` on 22,000 lines of published output of four systems and
people, of summaries by `lab/quality/summary_checks.py`, of names by `lab/quality/names.py` (opus-mt). Only a
check above 95 percent says `error`, besides those that state a fact (FACTS).
"""

PRECISION: dict[str, tuple[int, int]] = {
    "added": (5, 4),
    "country_invented": (28, 25), "country_missing": (62, 57), "coverage": (19, 19), "currency": (75, 74),
    "date_invented": (9, 6), "echo": (3, 3),
    "name_missing": (59, 48), "number_invented": (40, 31), "number_missing": (54, 50), "number_power_of_ten": (57, 55),
    "province_invented": (10, 8), "repetition": (18, 18), "residue": (3, 3), "stutter": (11, 10), "summary_name": (74, 71),
    "summary_number": (76, 74), "time_invented": (4, 4), "time_wrong": (5, 5),
    "unbalanced": (57, 57), "unit_wrong": (45, 45),
}  # fmt: skip
# True whenever they are said: no text came, it was cut, or nothing usable could be made of it.
FACTS = frozenset(
    {"empty", "cut_off", "term_missing", "untranslated", "summary_extracted", "summary_short"}
)


def of(check: str) -> float | None:
    """The share of a check's findings that were real faults; None where none was ever read."""
    read, right = PRECISION.get(check, (0, 0))
    return round(right / read, 3) if read else None
