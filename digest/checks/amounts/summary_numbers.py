"""Numbers, percentages and days of a Chinese summary that its article does not hold."""

import itertools
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from digest.checks.check import Check, Example, Fault
from digest.checks.pair import ChineseText, SummaryPair
from digest.quantities import dates
from digest.quantities.number import Index, Number

# Words before a rounded number, and how far a number may be off that is not said to be rounded.
_ROUGH = re.compile(r"(?:近|超|逾|破|约|超过|突破|上)$")
_ROUNDING = Decimal("0.025")
# Only this many numbers of an article are added up; with more, any number would be some sum.
_MOST_ADDED = 12
# 90后, 三三一 and 千三 are a cohort, a label and a rate.
_NO_AMOUNT = re.compile(r".+后|[一二三四五六七八九]{3}$|[百千][一二三四五六七八九]$")


def find(pair: SummaryPair) -> Iterator[Fault]:
    """Yield numbers, percentages and days that are not in the article, nor rounded or added up."""
    article, summary = pair.article, pair.summary
    known, shares = Index(article.numbers), Index(_shares(article))
    own = {
        n.value: n
        for n in summary.numbers
        if n.certain and not _NO_AMOUNT.match(summary.text[slice(*n.span)])
    }.values()
    unsourced = [
        f"{n.value.normalize():,f}"
        for n in own
        if not known.holds(n)
        and not _is_rounded(n, article.numbers, summary.text)
        and not _is_sum_of_two(n, article.numbers)
    ]
    unsourced += [
        f"{n.value.normalize():,f} %"
        for n in _shares(summary)
        if not shares.holds(n) and not _is_rounded(n, _shares(article), summary.text)
    ]
    unsourced += [f"{month}月{day}日" for month, day in _unsourced_days(pair)]
    yield from (Fault(f"{text} is not in the article", text) for text in unsourced)


def _unsourced_days(pair: SummaryPair) -> list[dates.Day]:
    known = pair.article.dates
    return sorted(
        (month, day)
        for month, day in set(dates.days_with_month(pair.summary.text)) - known.whole
        if not (day in known.days and (month in known.months or not known.months))
    )


def _is_rounded(number: Number, exact: Sequence[Number], text: str) -> bool:
    """Whether a summary's number is one of its article's, rounded as summaries do.

    12亿 for 12.18亿, within 2.5 percent; 超四万 and 六成 within one of the last digit.
    """
    first, end = number.span
    loose = (
        number.vague or "成" in text[first:end] or _ROUGH.search(text[max(0, first - 4) : first])
    )
    places = int(number.value.normalize().as_tuple().exponent)
    unit = Decimal(1).scaleb(places)
    for other in exact:
        gap = abs(other.value - number.value)
        finer = int(other.value.normalize().as_tuple().exponent) < places
        if finer and gap < unit and (loose or gap <= other.value * _ROUNDING):
            return True
    return False


def _is_sum_of_two(number: Number, exact: Sequence[Number]) -> bool:
    """Whether a summary adds up two numbers of its article: 133 and 12 are 145 in all."""
    values = sorted({n.value for n in exact if n.must})[-_MOST_ADDED:]
    return any(
        abs(a + b - number.value) <= (number.value * _ROUNDING if number.scaled else 0)
        for a, b in itertools.combinations(values, 2)
    )


def _shares(text: ChineseText) -> list[Number]:
    """The numbers of a text that are percentages: 58%, 百分之五十八, 六成."""
    return [
        number
        for number in text.numbers
        if re.compile(r"\s*[%％]").match(text.text, number.span[1])
        or re.match(r"百分之|.{1,2}成", text.text[slice(*number.span)])
    ]


SUMMARY_CHECKS: tuple[Check[SummaryPair], ...] = (
    Check(
        "summary_number", "error", "summary",
        "a number or day that the article does not hold; a warning in an English summary, which is compared with the English body",
        find, measured=(76, 74),
        examples=(
            Example("全区工会驿站增至58座，服务2.3万人。", "驿站58座，服务2.3万人。", "驿站85座。"),
            Example("会议9月23日召开。", "9月23日召开。", "9月25日召开。"),
        ),
    ),
)  # fmt: skip
