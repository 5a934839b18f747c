"""Which articles were published in which issue, as the reports in the output folder say.

The reports are the only memory: an issue whose folder is deleted was never published.
"""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from digest.curate import Window
from digest.records import Period, Week
from digest.telemetry.run_report import REPORT


class PublishedIssues:
    """The issues in an output folder; a report that cannot be read says nothing."""

    def __init__(self, outputs: Path) -> None:
        self._issue_of: dict[str, Week] = {}
        self._periods: dict[Week, Period] = {}
        for file in sorted(outputs.glob(f"*/{REPORT}")):
            try:
                report: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
                first, last = map(date.fromisoformat, report["period"])
                week = Week.parse(report["week"])
                self.add(week, Period(first, last), map(str, report["considered"]))
            except (OSError, ValueError, KeyError, TypeError):
                continue

    def add(self, week: Week, period: Period, considered: Iterable[str]) -> None:
        """Record an issue, made anew or for the first time, and the articles that it dealt with."""
        self._periods[week] = period
        self._issue_of = {mark: issue for mark, issue in self._issue_of.items() if issue != week}
        self._issue_of |= dict.fromkeys(considered, week)

    def window(self, week: Week, period: Period) -> Window:
        """What the issue of a week may take."""
        others = {mark: issue for mark, issue in self._issue_of.items() if issue != week}
        earlier = (p for issue, p in self._periods.items() if issue < week)
        return Window(week, period, others, tuple(earlier))
