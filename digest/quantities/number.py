"""Numbers of texts as values, so that 3.5万 equals 35,000."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self

# Tolerance of approximate numbers: 5000余万 may be 52 million, 近百 may be 97.
_VAGUE = Decimal("0.2")
# Large numbers may be rounded: 1,198,000,000 as 1.2 billion.
_ROUNDED, _ROUNDED_FROM = Decimal("0.005"), Decimal(10**5)
# A fraction such as 2/3 has no exact decimal; 6.07 mu an acre is rounded itself.
_FRACTION = Decimal("0.002")
# 100公里 is written as 62 miles or 60.
_CONVERTED = Decimal("0.04")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text: its span and its possible values, the most likely first.

    `must`: the other language has to have it. `vague`: approximate, with 余, 近 or "about".
    `scaled`: with 万, 亿, million and the like. `converted`: its values in the units that papers of
    the other language use (15亩 as 1 hectare), compared with a tolerance of 4 percent.
    """

    span: tuple[int, int]
    values: tuple[Decimal, ...]
    must: bool = False
    vague: bool = False
    scaled: bool = False
    converted: tuple[Decimal, ...] = ()

    @property
    def value(self) -> Decimal:
        """Its most likely value."""
        return self.values[0]

    @property
    def certain(self) -> bool:
        """Whether it is certainly a number, and not part of a word."""
        return self.must or self.scaled or self.value > 10

    def also(self, *values: Decimal) -> Self:
        """The number with more possible values."""
        return replace(self, values=(*self.values, *values))

    def equals(self, other: Self) -> bool:
        """Whether both may have the same value, within the tolerance of vague, large and converted ones."""
        return any(
            _close(a, b, max(_slack(a) if self.vague else 0, _slack(b) if other.vague else 0))
            for a in self.values
            for b in other.values
        ) or any(
            abs(a - b) <= max(a, b) * _CONVERTED
            for ours, theirs in ((self, other), (other, self))
            for a in ours.converted
            for b in theirs.values
        )


class Index:
    """Numbers prepared for look-ups by value, in logarithmic time."""

    def __init__(self, numbers: Iterable[Number]) -> None:
        # Numbers that are alike are looked at once, so that a long list of them costs no more.
        distinct = {(n.values, n.vague, n.converted): n for n in numbers}.values()
        pairs = [(v, n) for n in distinct for v in (*n.values, *n.converted)]
        self._pairs = sorted(pairs, key=lambda pair: pair[0])
        self._values = [value for value, _ in self._pairs]

    def holds(self, number: Number) -> bool:
        """Whether any of them equals it."""
        return any(self._near(number, value) for value in (*number.values, *number.converted))

    def _near(self, number: Number, value: Decimal) -> bool:
        low, high = sorted((value * (1 - _VAGUE), value / (1 - _VAGUE)))
        place, seen = bisect_left(self._values, low), None
        while place < len(self._values) and self._values[place] <= high:
            found = self._pairs[place][1]
            if found is not seen and number.equals(found):
                return True
            place, seen = place + 1, found
        return False


def _slack(value: Decimal) -> Decimal:
    """The tolerance of a vague number: one unit of its last non-zero digit, at most _VAGUE.

    5000余 may be 5,200 and 近百 97, but 约8294 is not 8,924.
    """
    digit = Decimal(1).scaleb(int(value.normalize().as_tuple().exponent))
    return min(_VAGUE, digit / abs(value)) if value else Decimal(0)


def _close(a: Decimal, b: Decimal, slack: Decimal | int) -> bool:
    if a == b:
        return True
    larger = max(abs(a), abs(b))
    tolerance = max(slack, _ROUNDED if larger >= _ROUNDED_FROM else Decimal(0))
    if not tolerance and a % 1 == 0 and b % 1 == 0:
        return False
    return abs(a - b) <= larger * max(tolerance, _FRACTION if a % 1 or b % 1 else 0)


def power_of_ten(a: Decimal, b: Decimal) -> bool:
    """Whether the ratio of two values is a power of ten other than 1."""
    if not (a and b) or a == b:
        return False
    return (a / b).normalize().as_tuple().digits == (1,)


def grouped(value: Decimal) -> str:
    """A value as English prints it, exactly: 8,294; 35 million."""
    for scale, name, places in (
        (10**12, "trillion", 10**5), (10**9, "billion", 10**3), (10**6, "million", 10**3),
    ):  # fmt: skip
        if value >= scale and (value * places / scale) % 1 == 0:
            return f"{(value / scale).normalize():f} {name}"
    return f"{value.normalize():,f}"
