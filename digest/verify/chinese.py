"""Numbers in Chinese text as values: digits, numerals, 万 and 亿, dates, fractions, decades."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from digest import zh
from digest.verify.values import Number

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_NUMERAL = "零〇○一二两三四五六七八九"
_VAGUE = "余多几数来"
# 34千米 and 1100千伏 are units of measure, not thousands.
_UNIT = "(?:千(?![米瓦克伏卡赫焦帕字])|[十百万亿])"
_AMOUNT = rf"\d[\d,，]*(?:\.\d+)?(?:[{_VAGUE}]?{_UNIT}[{_VAGUE}]?(?:\d[\d,，]*(?:\.\d+)?)?)*"
_SPELLED = rf"[{_NUMERAL}十百千万亿][{_NUMERAL}十百千万亿]*(?:[{_VAGUE}][十百千万亿]+)?"
_ANY = rf"(?:{_AMOUNT}|{_SPELLED}|[几数][十百千万亿]+)"
_BEFORE_VAGUE = re.compile(r"(?:近|约|超|逾|上|大约|将近|接近|超过|左右|达到?)$")
# Words that only look like numbers, and units of measure.
_IDIOMS = re.compile(
    r"千[米瓦克伏卡赫焦帕字]|万一|万分|万万|万能|万岁|千万别|百姓|百货|百科|百合|百花|百家|百度|百年|千方百计|千家万户|千千万万|千军万马|千秋|千里|千山|"
    r"成千上万|万水|万里|万众|万事|万物|万象|一百一十|三三两两|四面八方|五花八门|五湖四海|七嘴八舌|十分(?![钟之])|十足|十全十美|百分百|"
    r"一心一意|一五一十|不三不四|乱七八糟|万达|万科|双十一|八一|五一|六一|十一黄金周|七一|三农|两会|万州|万宁|千岛|百色|九江|三亚"
)
_RULES: tuple[tuple[str, str], ...] = (
    ("decade", r"(?:(?P<century>\d{1,2}|[一二三四五六七八九十]+|上|本)(?:个)?世纪)(?P<tens>\d0|[一二三四五六七八九]十)年代"),
    ("bare_decade", r"(?P<ten>\d0|[二三四五六七八九]十)年代"),
    ("cohort", r"(?P<cohort>\d0|[零〇一二三四五六七八九][零〇])[\s”’》]*后"),
    ("percent", rf"(?:百|千|万)分之(?P<percent>{_ANY}(?:点[{_NUMERAL}]+)?)"),
    ("fraction", rf"(?P<below>{_ANY})分之(?P<above>{_ANY})"),
    ("tenths", rf"(?P<tenths>[{_NUMERAL}\d])成(?:(?P<more>[{_NUMERAL}])|(?P<half>半))?(?![立为员果就功长效本品都人绩型分份交])"),
    ("per_mille", r"(?P<per_mille>\d+(?:\.\d+)?)\s*‰"),
    ("clock", r"(?P<hour>\d{1,2})\s*[:：]\s*(?P<minute>\d{2})(?!\d)"),
    ("year", rf"(?P<year>\d{{4}}|[{_NUMERAL}]{{4}})(?=年)"),
    ("short_year", r"(?<!\d)(?<!近)(?P<short>\d{2})(?=年[以之前后初底末至来春夏秋冬,，]|年\d{1,2}月)|(?<=\d{4}[-–—至])(?P<last>\d{2})(?=年)"),
    ("month", rf"(?P<month>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})(?=月(?:份|底|初|末|中旬|上旬|下旬|\d|[{_NUMERAL}十]+[日号]|[至到，。、]|$))"),
    ("hours", r"(?P<hours>\d{1,2})(?=[时点])"),
    ("digits", rf"(?<![\d.])(?P<spelt_digits>[{_NUMERAL}]{{3,}})(?![{_NUMERAL}十百千万亿])"),
    ("amount", rf"(?P<amount>{_AMOUNT})(?P<after>[{_VAGUE}]?)(?P<counted>亩|斤|里(?!程)|倍)?"),
    ("spelled", rf"(?P<spelled>{_SPELLED}|[几数][十百千万亿]+)(?P<behind>[{_VAGUE}]?)(?P<unit>亩|斤|倍)?"),
)  # fmt: skip
_NUMBER = re.compile("|".join(f"(?P<{name}_rule>{rule})" for name, rule in _RULES))
_RANGE = re.compile(r"^\s*(?:至|到|-|－|—|–|~|～)\s*$")
# Conversions that English papers make: mu to hectares and acres, jin to kilograms.
_CONVERTED = {"亩": ("15", "6.07"), "斤": ("2",), "里": ("2",)}


def numbers(text: str) -> tuple[Number, ...]:
    """The numbers of a Chinese text, in order; `must` are those that its English must hold."""
    text = zh.normalise(text)
    hidden = _IDIOMS.sub(lambda found: "\0" * len(found[0]), text)
    found: list[Number] = []
    for match in _NUMBER.finditer(hidden):
        rule = next(name for name, _ in _RULES if match[f"{name}_rule"] is not None)
        found += _READ[rule](match)
    return tuple(_ranged(found, text))


def value(text: str) -> Decimal:
    """What digits or numerals with 万, 亿 and the like amount to: 7万8千 is 78000."""
    total = section = Decimal(0)
    digit: Decimal | None = None
    for part in re.findall(r"\d[\d,，]*(?:\.\d+)?|.", text):
        if part[0].isascii() and part[0].isdigit():
            digit = Decimal(re.sub("[,，]", "", part))
        elif part in _DIGITS:
            digit = Decimal(_DIGITS[part])
        elif part in _SMALL:
            section += (Decimal(1) if digit is None else digit) * _SMALL[part]
            digit = None
        elif part in _LARGE:
            sum_ = section + (digit or 0)
            if part == "亿":
                total = (total + sum_ or Decimal(1)) * _LARGE[part]
            elif total and not sum_:
                total *= _LARGE[part]
            else:
                total += (sum_ or Decimal(1)) * _LARGE[part]
            section, digit = Decimal(0), None
    return total + section + (digit or 0)


def _decade(match: re.Match[str]) -> Iterator[Number]:
    century = {"上": Decimal(20), "本": Decimal(21)}.get(match["century"])
    year = ((century or value(match["century"])) - 1) * 100 + value(match["tens"])
    yield Number(match.span(), (year,))


def _bare_decade(match: re.Match[str]) -> Iterator[Number]:
    tens = value(match["ten"])
    yield Number(match.span(), (1900 + tens, 2000 + tens, tens))


def _cohort(match: re.Match[str]) -> Iterator[Number]:
    text = match["cohort"]
    tens = value(text) if text.isdigit() else Decimal(_DIGITS[text[0]] * 10)
    yield Number(match.span(), (1900 + tens, 2000 + tens, tens), must=tens > 10)


def _percent(match: re.Match[str]) -> Iterator[Number]:
    whole, _, decimals = match["percent"].partition("点")
    fraction = "".join(str(_DIGITS[c]) for c in decimals)
    yield Number(match.span(), (value(whole) + Decimal(f"0.{fraction or 0}"),), must=True)


def _fraction(match: re.Match[str]) -> Iterator[Number]:
    below, above = value(match["below"]), value(match["above"])
    known = (above / below, above, below) if below else (above,)
    yield Number(match.span(), known)


def _tenths(match: re.Match[str]) -> Iterator[Number]:
    tens = value(match["tenths"])
    more = value(match["more"] or "") if not match["half"] else Decimal(5)
    yield Number(match.span(), (10 * tens + more, tens))


def _per_mille(match: re.Match[str]) -> Iterator[Number]:
    amount = Decimal(match["per_mille"])
    yield Number(match.span(), (amount, amount / 10), must=amount > 10)
    yield Number(match.span(), (Decimal(1000),))


def _clock(match: re.Match[str]) -> Iterator[Number]:
    hour, minute = Decimal(match["hour"]), Decimal(match["minute"])
    yield Number(match.span("hour"), _hour(hour), must=hour > 12)
    yield Number(match.span("minute"), (minute,), must=minute > 12)


def _hours(match: re.Match[str]) -> Iterator[Number]:
    hour = Decimal(match["hours"])
    yield Number(match.span("hours"), _hour(hour), must=hour > 12)


def _hour(hour: Decimal) -> tuple[Decimal, ...]:
    return (hour, hour - 12) if 12 < hour <= 24 else (hour,)


def _year(match: re.Match[str]) -> Iterator[Number]:
    text = match["year"]
    year = Decimal(text) if text.isdigit() and text.isascii() else _digit_by_digit(text)
    yield Number(match.span("year"), (year,), must=True)


def _short_year(match: re.Match[str]) -> Iterator[Number]:
    name = "short" if match["short"] else "last"
    year = Decimal(match[name])
    yield Number(match.span(name), (year, 1900 + year, 2000 + year), must=True)


def _month(match: re.Match[str]) -> Iterator[Number]:
    month = value(match["month"])
    yield Number(match.span("month"), (month,), must=month > 10)


def _spelt_digits(match: re.Match[str]) -> Iterator[Number]:
    text = match["spelt_digits"]
    yield Number(match.span("spelt_digits"), (_digit_by_digit(text), value(text)))


def _digit_by_digit(text: str) -> Decimal:
    return Decimal("".join(str(_DIGITS[c]) for c in text))


def _amount(match: re.Match[str]) -> Iterator[Number]:
    text, counted = match["amount"], match["counted"] or ""
    yield _counted(match, "amount", text, match["after"], counted, must=True)


def _spelled(match: re.Match[str]) -> Iterator[Number]:
    text = match["spelled"]
    # 十一 is a holiday, 十九大 a congress, and 三十 may be an age: only larger ones are certain.
    certain = (
        len(text) > 2 and any(c in _DIGITS for c in text) and any(c in "百千万亿" for c in text)
    )
    yield _counted(match, "spelled", text, match["behind"], match["unit"] or "", must=certain)


def _counted(
    match: re.Match[str], name: str, text: str, after: str, counted: str, *, must: bool
) -> Number:
    amount = value(text)
    known = [amount]
    known += [amount / Decimal(per) for per in _CONVERTED.get(counted, ())]
    known += [amount + 1] if counted == "倍" else []
    # 四五千 is four or five thousand.
    if two := re.fullmatch(rf"([{_NUMERAL}])[{_NUMERAL}]([十百千万亿]+)", text):
        known.append(value(two[1] + two[2]))
    before = match.string[max(0, match.start() - 2) : match.start()]
    label = bool(re.search(r"[A-Za-z][-.]?$", before)) or bool(
        re.match(r"[-.]?[A-Za-z]{1,2}(?![A-Za-z])", match.string[match.end() :])
    )
    vague = bool(after) or any(c in _VAGUE for c in text) or bool(_BEFORE_VAGUE.search(before))
    # 几十 and 数万 give a size, no number.
    sized = any(c in "几数" for c in text)
    return Number(
        match.span(name), tuple(known), vague=vague, must=must and amount > 10 and not label and not sized,
        scaled=any(c in "万亿" for c in text),
    )  # fmt: skip


_READ: dict[str, Callable[[re.Match[str]], Iterator[Number]]] = {
    "decade": _decade, "bare_decade": _bare_decade, "cohort": _cohort, "percent": _percent,
    "fraction": _fraction, "tenths": _tenths, "per_mille": _per_mille, "clock": _clock, "hours": _hours, "year": _year,
    "short_year": _short_year, "month": _month, "digits": _spelt_digits, "amount": _amount,
    "spelled": _spelled,
}  # fmt: skip


def _ranged(found: list[Number], text: str) -> Iterator[Number]:
    """2至3万 begins at two, or at twenty thousand."""
    for number, after in zip(found, [*found[1:], None][: len(found)], strict=True):
        if after and after.scaled and not number.scaled:
            between = text[number.span[1] : after.span[0]]
            scale = max(s for c, s in _LARGE.items() if c in text[slice(*after.span)])
            if _RANGE.match(between):
                yield number.also(number.values[0] * scale)
                continue
        yield number
