"""When and by whom a page was published, as its boilerplate says."""

import re
from dataclasses import dataclass, field
from datetime import date

from digest.ingest.page import boilerplate
from digest.ingest.page.line_roles import Marked

# A date with a label is the paper's; one without may be the reader's own day.
_LABELLED = re.compile(r"(?:出版|发布|发表|更新)?(?:日期|时间)\s*[:：]")
_MONTH_DAY = re.compile(r"日期\s*[:：]\s*(\d{1,2})\s*[-/月.]\s*(\d{1,2})(?!\d)")


@dataclass(slots=True)
class Masthead:
    """The first date and the first source that lines of boilerplate name; labelled dates go first."""

    source: str | None = None
    _named: set[str] = field(default_factory=set)
    _numbers: set[str] = field(default_factory=set)
    _bare: date | None = None
    _labelled: date | None = None
    _month_day: tuple[int, int] | None = None

    @property
    def day(self) -> date | None:
        """The day of the page; a day without a year takes that of the first date."""
        if self._labelled:
            return self._labelled
        if self._month_day and self._bare:
            try:
                return self._bare.replace(month=self._month_day[0], day=self._month_day[1])
            except ValueError:
                return self._bare
        return self._bare

    @property
    def page(self) -> str | None:
        """The number of the printed page, as printed; None where the lines name more than one.

        Lists of an issue's pages name them all: what is printed beside the date or the paper's name
        goes first.
        """
        numbers = self._named or self._numbers
        return next(iter(numbers)) if len({n.lstrip("0") for n in numbers}) == 1 else None

    def take(self, item: Marked) -> None:
        """What one line of boilerplate says."""
        text = item.line.text
        day = boilerplate.date_in(text)
        if day and _LABELLED.search(text):
            self._labelled = self._labelled or day
        self._bare = self._bare or day
        alone = None if day else _MONTH_DAY.search(text)
        if alone and self._month_day is None:
            self._month_day = (int(alone[1]), int(alone[2]))
        source = boilerplate.source_in(text) or item.value
        self.source = self.source or source
        number = boilerplate.page_number_in(text)
        if number and item.source and item.source.role in {"masthead", "page-head", "site-noise"}:
            (self._named if day or source else self._numbers).add(number)
