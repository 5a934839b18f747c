"""Which week or days a run is about: --week and --last."""

import re
from datetime import date, timedelta

import click

from digest.records import Period, Week, issue_week

_LONGEST_DAYS = 366


class WeekType(click.ParamType["str | Week"]):
    """A week such as 2026-W47, or "this" or "last"."""

    name = "WEEK"

    def convert(
        self, value: str | Week, param: click.Parameter | None, ctx: click.Context | None
    ) -> str | Week:
        """The week; "this" and "last" as they are, since they depend on the settings."""
        if isinstance(value, Week) or value in ("this", "last"):
            return value
        try:
            return Week.parse(value)
        except ValueError as error:
            self.fail(f"{error}, nor this or last", param, ctx)


class DaysType(click.ParamType[int]):
    """A number of days, such as 7d."""

    name = "DAYS"

    def convert(
        self, value: str | int, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """The number."""
        if isinstance(value, int):
            return value
        found = re.fullmatch("([0-9]{1,3})d?", value)
        if not found or not 1 <= int(found[1]) <= _LONGEST_DAYS:
            self.fail(f"{value!r} is not a number of days such as 7d", param, ctx)
        return int(found[1])


def resolve(
    week: str | Week | None, days: int | None, *, today: date, ends_on: int
) -> tuple[Week | None, Period | None]:
    """The week and the days asked for; None: all weeks, and the week's own seven days.

    `days` are the last ones up to `today`; their issue is named after today's week. UsageError if
    both are given.
    """
    if days is not None:
        if week is not None:
            raise click.UsageError("--week and --last cannot be combined")
        return Week.of(today), Period(today - timedelta(days=days - 1), today)
    if week == "last":
        return issue_week(today - timedelta(days=7), ends_on), None
    if isinstance(week, str):
        return issue_week(today, ends_on), None
    return week, None
