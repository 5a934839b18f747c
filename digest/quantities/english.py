"""Numbers in English text as values: digits and words, scales, fractions, ordinals, months."""

import functools
import re
from collections.abc import Iterator
from decimal import Decimal

from digest.quantities.number import Number

_ONES = {
    word: value
    for value, words in enumerate(
        ["zero", "one a an", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
         "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
         "nineteen"]
    )
    for word in words.split()
}  # fmt: skip
_TENS = {
    word: 10 * tens
    for tens, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_SCALES = {
    "dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "mn": 10**6,
    "billion": 10**9, "bn": 10**9, "trillion": 10**12, "tn": 10**12,
}  # fmt: skip
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
    "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
    "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "seventieth": 70, "eightieth": 80,
    "ninetieth": 90, "hundredth": 100,
}  # fmt: skip
_MULTIPLES: dict[str, int | Decimal] = {
    "once": 1, "twice": 2, "double": 2, "doubled": 2, "doubling": 2, "triple": 3, "tripled": 3,
    "both": 2, "couple": 2, "pair": 2, "quadrupled": 4, "noon": 12, "midnight": 12,
    "half": Decimal("0.5"), "quarter": Decimal("0.25"), "dozens": 12, "twofold": 2, "threefold": 3,
    "fourfold": 4, "fivefold": 5, "tenfold": 10, "century": 100, "centuries": 100, "decade": 10,
    "decades": 10, "centenary": 100, "fortnight": 14, "halved": Decimal("0.5"),
    "quadruple": 4, "sevenfold": 7, "sixfold": 6, "eightfold": 8, "ninefold": 9,
}  # fmt: skip
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
# Abbreviations beside a day, after the Associated Press stylebook.
SHORT_MONTHS = (
    "Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.",
)  # fmt: skip
MONTHS = {
    name: number
    for number, names in enumerate(
        ["Jan January", "Feb February", "Mar March", "Apr April", "May", "Jun June", "Jul July",
         "Aug August", "Sep Sept September", "Oct October", "Nov November", "Dec December"],
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_FRACTIONS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourths": 4,
    "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "eighths": 8, "tenth": 10, "tenths": 10,
}  # fmt: skip
_ORDINAL_ENDS = frozenset({"st", "nd", "rd", "th", "s"})
# Longer runs of digits are codes and debris.
_LONGEST = 17
_WORD = "|".join(sorted({*_ONES, *_TENS} - {"a", "an"}, key=len, reverse=True))
_SCALE = "|".join(sorted((word for word in _SCALES if len(word) > 3), key=len, reverse=True))
_SPELLED = re.compile(
    rf"\b(?:(?:an?|{_WORD})(?:[\s-]+(?:and\s+)?(?:{_WORD}|{_SCALE}))+|{_WORD})\b", re.IGNORECASE
)
_DIGITS = re.compile(
    rf"(?P<label>[A-Za-z][-.]?)?(?P<digits>(?>\d(?:[\d,]*\d)?(?:\.\d+)?))"
    rf"(?:\+?[\s-]*(?P<scale>hundred[\s-]+(?:million|thousand|billion)|(?:{_SCALE})s?\b|(?:mn|bn|tn)\b))?"
    r"(?P<rest>(?:st|nd|rd|th|s)\b|[-.]?[A-Za-z]{1,2}\b)?",
    re.IGNORECASE,
)
# £40m, 1.2b and 5k; without a currency, "m" may be metres.
_SHORT_SCALES = {"k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12}
_CURRENCY = re.compile(r"(?:[$£€¥]|\b(?:RMB|USD|HKD|CNY|EUR|GBP|yuan))\s*$", re.IGNORECASE)
_PART = re.compile(
    rf"\b(?P<above>an?|{_WORD})[\s-]+(?P<below>{'|'.join(_FRACTIONS)})\b", re.IGNORECASE
)
# Half a million, two and a half million, four decades, half a century, FY17, '98.
_HALF_SCALE = re.compile(
    rf"\b(?:(?P<whole>{_WORD}|\d+)\s+and\s+)?(?:a\s+)?half(?:\s+an?)?[\s-]+(?P<scale>{_SCALE}|century|decade|dozen)\b",
    re.IGNORECASE,
)
_SPANS = re.compile(
    rf"\b(?P<count>{_WORD}|\d+)(?P<half>\s+and\s+a\s+half)?[\s-]+(?P<length>decade|centur|score|fortnight)",
    re.IGNORECASE,
)
_LENGTHS = {"decade": 10, "centur": 100, "century": 100, "score": 20, "fortnight": 14}
_SHORT_YEAR = re.compile(
    r"\bFY\s?(?P<fiscal>\d\d)\b|[’'](?P<short>\d\d)\b(?!s)|\b(?:19|20)\d\d[-–/](?P<last>\d\d)\b"
)
_PLURALS = re.compile(
    r"\b(tens|hundreds|thousands|millions|billions)\b(?: of (thousands|millions|billions))?",
    re.IGNORECASE,
)
# 17:20, 1720 hours, 5.20 p.m.: hours and minutes.
_CLOCK = re.compile(
    r"\b([01]?\d|2[0-4]):([0-5]\d)(?!\d)(?:\s*[ap]\.?m\b)?|\b([01]\d|2[0-4])([0-5]\d)(?=\s*(?:(?:to|and|-|–)\s*\d{4}\s*)?(?:h(?:ou)?rs|GMT|UTC)\b)|"
    r"\b(1?\d)[.:]([0-5]\d)(?=\s*[ap]\.?m\b)",
    re.IGNORECASE,
)


# Hints, post-edits and checks parse the same text in turn.
@functools.lru_cache(maxsize=32)
def numbers(text: str) -> tuple[Number, ...]:
    """The numbers of an English text, in order; those in digits are `must`: the Chinese has them, too."""
    clocks = list(_CLOCK.finditer(text))
    timeless = _CLOCK.sub(lambda match: "\0" * len(match[0]), text)
    years = list(_SHORT_YEAR.finditer(timeless))
    timeless = _SHORT_YEAR.sub(lambda match: match[0][:-2] + "\0\0", timeless)
    found = [*_ranged(list(_in_digits(timeless)), text), *_in_words(timeless)]
    for match in years:
        year = Decimal(match["fiscal"] or match["short"] or match["last"])
        found.append(Number((match.end() - 2, match.end()), (2000 + year, 1900 + year, year)))
    for match in clocks:
        parts = [part for part in match.groups() if part is not None]
        found += [Number(match.span(), (Decimal(part),)) for part in parts]
    return tuple(sorted(found, key=lambda number: number.span))


def _ranged(found: list[Number], text: str) -> Iterator[Number]:
    """In "60 to 85 billion", the first number may be sixty or sixty billion."""
    for number, after in zip(found, [*found[1:], None][: len(found)], strict=True):
        if after and after.scaled and not number.scaled:
            between = text[number.span[1] : after.span[0]].strip(" $£€")
            if between in {"to", "-", "–", "—", "and", "or", "million to", "and up to"}:
                yield number.also(number.value * scale(text[slice(*after.span)]))
                continue
        yield number


def _in_digits(text: str) -> Iterator[Number]:
    for match in _DIGITS.finditer(text):
        if len(match["digits"]) > _LONGEST:
            continue
        amount = Decimal(match["digits"].replace(",", "")) * scale(match["scale"] or "")
        rest = (match["rest"] or "").lower()
        short = _SHORT_SCALES.get(rest)
        money = bool(
            short and _CURRENCY.search(text[max(0, match.start() - 5) : match.start("digits")])
        )
        code = bool(
            _CURRENCY.search(text[max(0, match.start("digits") - 5) : match.start("digits")])
        )
        label = (bool(match["label"]) and not code) or bool(
            rest and not money and rest not in _ORDINAL_ENDS
        )
        span = (
            match.start("digits"),
            match.end("scale") if match["scale"] else match.end("rest" if money else "digits"),
        )
        known: tuple[Decimal, ...] = (amount,)
        if rest == "s" and amount < 100:
            known = (1900 + amount, amount)
        elif short:
            known = (amount * short, amount) if money else (amount, amount * short)
        yield Number(
            span, known, must=not label and amount > 10, scaled=bool(match["scale"]) or money
        )


def scale(words: str) -> int:
    """The factor of "million" or "hundred million"; 1 for an empty string."""
    product = 1
    for word in re.findall("[a-z]+", words.lower()):
        product *= _SCALES.get(word) or _SCALES[word.rstrip("s")]
    return product


def _in_words(text: str) -> Iterator[Number]:
    for match in _SPELLED.finditer(text):
        yield Number(match.span(), (_spelled(match[0]),))
    for match in _PART.finditer(text):
        above = _ONES.get(match["above"].lower(), 0) or _TENS.get(match["above"].lower(), 1)
        yield Number(match.span(), (Decimal(above) / _FRACTIONS[match["below"].lower()],))
    for match in _HALF_SCALE.finditer(text):
        whole = _count(match["whole"] or "")
        scale = match["scale"].lower()
        unit = _SCALES.get(scale) or _LENGTHS[scale]
        yield Number(match.span(), ((whole + Decimal("0.5")) * unit,))
    for match in _SPANS.finditer(text):
        amount = _count(match["count"]) + (Decimal("0.5") if match["half"] else 0)
        yield Number(match.span(), (amount * _LENGTHS[match["length"].lower()], amount))
    for match in _PLURALS.finditer(text):
        size = Decimal(1)
        for word in filter(None, match.groups()):
            size *= 10 if word.lower() == "tens" else _SCALES[word.lower().rstrip("s")]
        yield Number(match.span(), (size,), vague=True)
    for match in re.finditer(r"[A-Za-z]+", text):
        word = match[0].lower()
        other: int | Decimal | None = (
            _ORDINALS.get(word) or _MULTIPLES.get(word) or MONTHS.get(match[0])
        )
        if other:
            yield Number(match.span(), (Decimal(other),))
    for match in re.finditer(
        rf"\b({'|'.join(_TENS)})-({'|'.join(_ORDINALS)})\b", text, re.IGNORECASE
    ):
        yield Number(
            match.span(), (Decimal(_TENS[match[1].lower()] + _ORDINALS[match[2].lower()]),)
        )


def _count(text: str) -> Decimal:
    """The value of two, twenty or 12; 0 for an empty string."""
    return Decimal(text) if text.isdigit() else _spelled(text)


def _spelled(text: str) -> Decimal:
    total = section = 0
    for word in re.findall(r"[a-z]+", text.lower()):
        if word in _ONES or word in _TENS:
            section += _ONES.get(word, 0) + _TENS.get(word, 0)
        elif word == "hundred":
            section = (section or 1) * 100
        elif word in _SCALES:
            total += (section or 1) * _SCALES[word]
            section = 0
    return Decimal(total + section)
