"""The numbers of a translation against those of its source, as values: 3.5万 equals 35,000."""

from collections import Counter
from collections.abc import Iterator, Sequence

from digest.checks.amounts.comparison import is_power_of_ten_off, is_year
from digest.checks.amounts.dates import ordinal_years
from digest.checks.check import Check, Edit, Example, Fault
from digest.checks.pair import TextPair
from digest.quantities.number import Number, grouped


def find_power_of_ten(pair: TextPair) -> Iterator[Fault]:
    """Yield English numbers and sizes that are a number of the Chinese but for a power of ten.

    The edit puts in the Chinese number where no other can be meant: same digits, and no other
    wrong number that could render it.
    """
    meant = {
        wrong.value: {n.value for n in _mistakable(pair) if _is_off(pair, n, wrong)}
        for wrong in pair.comparison.invented
    }
    taken = Counter(value for values in meant.values() for value in values)
    for wrong in pair.comparison.invented:
        values = meant[wrong.value]
        if values:
            clear = len(values) == 1 and taken[min(values)] == 1
            edits = tuple(_replacements(pair, wrong, min(values))) if clear else ()
            shown = _shown(wrong)
            yield Fault(f"{shown} is wrong by a power of ten", shown, edits=edits)
    for _, other in pair.comparison.confused:
        shown = pair.en[slice(*other.span)]
        yield Fault(f"{shown} is wrong by a power of ten", shown)


def find_missing(pair: TextPair) -> Iterator[Fault]:
    """Yield numbers of the Chinese that the English neither has nor has wrong by a power of ten."""
    for number in pair.comparison.missing:
        if not any(_is_off(pair, number, other) for other in pair.comparison.invented):
            shown = _shown(number)
            yield Fault(f"{shown} is not in the English", pair.zh[slice(*number.span)])


def find_invented(pair: TextPair) -> Iterator[Fault]:
    """Yield English numbers without a source, but for years and powers of ten."""
    mistakable = _mistakable(pair)
    # 九一八 gives September 18 without a number.
    days = [match.span() for day, match in pair.target.days if day in pair.source.dates.whole]
    for number in pair.comparison.invented:
        if any(start <= number.span[0] < end for start, end in days):
            continue
        off = any(_is_off(pair, one, number) for one in mistakable)
        if not off and not is_year(pair.en, number):
            shown = _shown(number)
            yield Fault(f"{shown} is not in the Chinese", shown)
    yield from ordinal_years(pair)


def _mistakable(pair: TextPair) -> Sequence[Number]:
    """The Chinese numbers that a wrong one may be meant for: missing ones, and all with 万 or 亿."""
    return [*pair.comparison.missing, *(n for n in pair.source.numbers if n.scaled)]


def _is_off(pair: TextPair, ours: Number, theirs: Number) -> bool:
    return is_power_of_ten_off(ours, theirs, pair.source.plain, pair.en)


def _replacements(pair: TextPair, wrong: Number, value: object) -> Iterator[Edit]:
    right = next(n for n in _mistakable(pair) if n.value == value)
    for number in pair.target.numbers:
        if number.must and number.value == wrong.value:
            yield Edit(*number.span, grouped(right.value))


def _shown(number: Number) -> str:
    return f"{number.value.normalize():,f}"


CHECKS: tuple[Check[TextPair], ...] = (
    Check(
        "number_power_of_ten", "error", "numbers",
        "a number or size that is that of the Chinese but for a power of ten",
        find_power_of_ten, measured=(57, 55), retry=("samples",),
        examples=(
            Example("吸收会员8294人。", "It took in 8,294 members.", "It took in 82,940 members.", repaired=True),
            Example("节约成本380万元。", "It saved 3.8 million yuan.", "It saved 380 million yuan.", repaired=True),
            Example("建成千亿级园区。", "It built a hundred-billion-yuan park.", "It built a trillion-yuan park."),
        ),
    ),
    Check(
        "number_missing", "warning", "numbers", "a number is not in the English",
        find_missing, measured=(54, 50), retry=("samples",),
        examples=(Example("帮助了38名职工。", "It helped 38 workers.", "It helped workers."),),
    ),
    Check(
        "number_invented", "warning", "numbers", "a number is not in the Chinese",
        find_invented, measured=(40, 31), retry=("samples",),
        examples=(
            Example("工会成立了。", "The union was founded.", "The union took in 1987 people."),
            Example("举行2026年第三次学习。", "It held its third session of 2026.", "It held its 2026th session."),
        ),
    ),
)  # fmt: skip
