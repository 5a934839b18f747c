"""A number of a text as a value, so that 3.5万 equals 35,000."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self

# 5000余万 may be written as 52 million, 近百 as 97.
_VAGUE = Decimal("0.2")
# Large numbers may be rounded: 1,198,000,000 as 1.2 billion.
_ROUNDED, _ROUNDED_FROM = Decimal("0.005"), Decimal(10**5)


@dataclass(frozen=True, slots=True)
class Number:
    """Where it stands, what it may mean (its plain reading first), and how it is to be taken.

    `must`: the other language has to have it. `vague`: said with 余, 近 or "about". `scaled`: it
    carries 万, 亿, million and the like.
    """

    span: tuple[int, int]
    values: tuple[Decimal, ...]
    must: bool = False
    vague: bool = False
    scaled: bool = False

    @property
    def value(self) -> Decimal:
        """Its plain reading."""
        return self.values[0]

    @property
    def certain(self) -> bool:
        """Whether it can only be a number, and no part of a word."""
        return self.must or self.scaled or self.value > 10

    def also(self, value: Decimal) -> Self:
        """The number with one more reading."""
        return replace(self, values=(*self.values, value))

    def equals(self, other: Self) -> bool:
        """Whether both may mean the same; vague and large ones within their tolerance."""
        vague = self.vague or other.vague
        return any(_close(a, b, vague=vague) for a in self.values for b in other.values)


def _close(a: Decimal, b: Decimal, *, vague: bool) -> bool:
    if a == b:
        return True
    larger = max(abs(a), abs(b))
    tolerance = _VAGUE if vague else _ROUNDED if larger >= _ROUNDED_FROM else Decimal(0)
    if not tolerance and a % 1 == 0 and b % 1 == 0:
        return False
    # A fraction such as 2/3 has no exact decimal; 6.07 mu an acre is rounded itself.
    return abs(a - b) <= larger * max(tolerance, Decimal("0.002"))


def power_of_ten(a: Decimal, b: Decimal) -> bool:
    """Whether they differ by a power of ten alone."""
    if not (a and b) or a == b:
        return False
    return (a / b).normalize().as_tuple().digits == (1,)


def grouped(value: Decimal) -> str:
    """8294 as 8,294; 35000000 as 35 million; whole English house style for hints."""
    for scale, name in ((10**9, "billion"), (10**6, "million")):
        if value >= scale and (value * 1000 / scale) % 1 == 0:
            return f"{(value / scale).normalize():f} {name}"
    return f"{value.normalize():,f}"
