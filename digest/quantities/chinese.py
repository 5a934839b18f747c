"""Numbers in Chinese text as values: digits, numerals, 万 and 亿, dates, fractions, decades."""

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from digest.quantities import chinese_words
from digest.quantities.number import Number
from digest.text import hanzi
from digest.text.numerals import DIGITS

_DIGITS = {**DIGITS, "O": 0}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_NUMERAL = "零〇○一二两三四五六七八九"
_VAGUE = "余多几数来"
# 一万四 and 三千五 omit the last unit.
_SHORT = re.compile(rf"(.*[{_NUMERAL}\d])([百千万亿])([一二三四五六七八九]|(?<=[万亿])[1-9])")
# Longer runs are codes and debris.
_LONGEST, _LARGEST = 24, Decimal(10**17)
# 34千米 and 1100千伏 are units of measure, not thousands; 4个亿 is 4亿.
_UNIT = "(?:千(?![米瓦克伏卡赫焦帕字])|[十百万亿]|个亿(?!元))"
# Possessive (*+): 几 can end one unit or begin the next, and trying both doubles the work each time.
_AMOUNT = rf"\d[\d,，]*(?:\.\d+)?(?:[{_VAGUE}]?{_UNIT}[{_VAGUE}]?(?:\d[\d,，]*(?:\.\d+)?)?)*+"
_SPELLED = rf"[{_NUMERAL}十百千万亿][{_NUMERAL}十百千万亿]*(?:[{_VAGUE}][十百千万亿]+|个亿(?!元))?"
_ANY = rf"(?:{_AMOUNT}|{_SPELLED}|[几数][十百千万亿]+)"
_TENS = r"(?:\d0?(?:[、，和至到-]\d?0)*|[二三四五六七八九][、，和至到]?[三四五六七八九]?十)"
_BEFORE_VAGUE = re.compile(r"(?:近|约|超|逾|上|大约|将近|接近|超过|左右|达到?)$")
# Words that only look like numbers, and units of measure.
_IDIOMS = re.compile(
    rf"百分点|千[米瓦克伏卡赫焦帕字]|三百六十行|(?<![\d{_NUMERAL}十百千万亿])(?:万一|万分(?!之)|万万|万能|万岁|千万别|百姓|百货|百科|百合|百花|百家|百度|千方百计|千家万户|千千万万|千军万马|千秋|千里|千山|"
    r"成千上万|万水|万里|万众|万事|万物|万象|三三两两|四面八方|五花八门|五湖四海|七嘴八舌|十分(?![钟之])|十足|十全十美|"
    r"一心一意|一五一十|不三不四|乱七八糟|万达|万科|八一|五一|六一|十一黄金周|七一|三农|两会|万州|万宁|千岛|百色|九江|三亚)"
    rf"(?![{_NUMERAL}十百千万亿])|成千上万|千千万万|亿万(?![元美])|千百(?=年)"
)
# Conversions that English papers make, by the unit that follows: 亩 to hectares, acres, square
# metres and square kilometres; 斤 to kilograms, tonnes and pounds; metric to imperial and back.
_CONVERTED: dict[str, tuple[str, ...]] = {
    "亩": ("0.0666667", "0.164737", "666.667", "0.000666667"), "公顷": ("2.47105", "0.01"),
    "英亩": ("0.404686",), "平方公里": ("0.386102", "100"), "平方千米": ("0.386102", "100"),
    "平方米": ("10.7639", "0.0001"), "斤": ("0.5", "0.0005", "1.10231"),
    "公斤": ("2.20462", "0.001"), "千克": ("2.20462", "0.001"), "吨": ("1.10231", "1000"),
    "磅": ("0.453592",), "公里": ("0.621371",), "千米": ("0.621371",), "英里": ("1.60934",),
    "里": ("0.5", "0.310686"), "米": ("3.28084",), "英尺": ("0.3048",), "尺": ("0.333333",),
    "丈": ("3.33333",), "厘米": ("0.393701",), "个月": ("30",), "个世纪": ("100",), "星期": ("7",),
    "周": ("7",), "度": ("0.001", "0.000001", "0.000000001"),
    "千瓦时": ("0.001", "0.000001", "0.000000001"), "千瓦": ("0.001", "0.000001"),
    "兆瓦": ("1000", "0.001"), "吉瓦": ("1000",),
}  # fmt: skip
_COUNTED = "|".join(
    rf"{unit}(?![程边面年岁])" for unit in sorted(_CONVERTED, key=len, reverse=True)
)
# Spelled numbers before these count something; others may be part of a name.
_MEASURE = re.compile(
    r"(?:个|名|位|人|家|户|元|件|项|次|届|所|座|条|种|支|场|台|辆|吨|公|米|平方|千克|千米|小时|分钟|分之|岁|周岁|周年|年|天|日|号|块|亩|斤|里|起|篇|份|套|头|只|株|棵|批|对|国|省|村)"
)
_RULES: tuple[tuple[str, str], ...] = (
    *((name, pattern) for name, pattern, _ in chinese_words.RULES),
    ("decade", rf"(?:(?P<century>\d{{1,2}}|[一二三四五六七八九十]+|上|本)个?世纪)(?P<tens>{_TENS})年代"),
    ("bare_decade", rf"(?P<ten>{_TENS})年代"),
    ("only_century", r"(?P<whole_century>\d{1,2}|[一二三四五六七八九十]+|上|本)世纪"),
    ("cohort", r"(?P<cohort>\d0(?:[、，和]\d0)*|[零〇一二三四五六七八九][零〇])[\s”’》]*后"),
    # 十二五 is no numeral.
    ("plan", rf"(?<![{_NUMERAL}十百千万亿])(?P<plan>十[一二三四五六])五(?![{_NUMERAL}十百千万亿])"),
    ("singles", r"双(?P<singles>十一|11)"),
    ("hundred_percent", r"(?P<hundred_percent>百分之?百)"),
    ("percent", rf"(?:百|千|万)分之(?P<percent>{_ANY}(?:点[{_NUMERAL}]+)?)"),
    ("fraction", rf"(?P<below>{_ANY})分之(?P<above>{_ANY})"),
    ("decimal", rf"(?P<decimal>[{_NUMERAL}十百千]+点[{_NUMERAL}]+)(?P<times>[万亿]+|(?=[%％米公千克吨元倍个平立度级]))(?P<of>{_COUNTED})?"),
    ("tenths", rf"(?P<tenths_from>[二三四五六七八](?=[三四五六七八九]成))?(?P<tenths>[{_NUMERAL}\d])成(?:(?P<more>[{_NUMERAL}])|(?P<half>半))?(?![立为员果就功长效本品都人绩型分份交])"),
    ("halves", rf"(?P<and_half>\d+|[{_NUMERAL}十]+)(?:年|天|个小时|小时|个月|倍)半|(?P<just_half>半(?=[年数天]|个[月小世]|小时|钟头)|一半|过半)"),
    ("doubled", rf"翻(?:(?P<doubled>[{_NUMERAL}\d])番|番)"),
    ("per_mille", r"(?P<per_mille>\d+(?:\.\d+)?)\s*‰"),
    ("clock", r"(?P<hour>\d{1,2})\s*[:：]\s*(?P<minute>\d{2})(?!\d)"),
    ("year", rf"(?P<year>\d{{4}}|[{_NUMERAL}]{{4}})(?=年)"),
    ("short_year", r"(?<!\d)(?<!近)(?P<short>\d{2})(?=年[以之前后初底末至来春夏秋冬,，]|年\d{1,2}月)|(?<=\d{4}[-–—至])(?P<last>\d{2})(?=年)"),
    # 25年一季度
    ("quarter_year", r"(?<![\d近前每用])(?P<quarter_year>\d{2})(?=年(?:第?[一二三四1-4]季度|[上下]半年|全年))"),
    ("month", rf"(?P<month>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})(?=月(?:份|底|初|末|中旬|上旬|下旬|\d|[{_NUMERAL}十]+[日号]|[至到，。、]|$))"),
    # 9秒98 is a time of 9.98 seconds.
    ("seconds", r"(?<!分)(?<!\d)(?P<seconds>\d{1,2})秒(?P<parts>\d{2,3})(?![\d.])"),
    ("hours", r"(?P<hours>\d{1,2})(?=[时点])"),
    ("digits", rf"(?<![\d.])(?P<spelt_digits>[{_NUMERAL}](?:[{_NUMERAL}]|O(?=[{_NUMERAL}])){{2,}})(?![{_NUMERAL}十百千万亿])"),
    ("amount", rf"(?P<amount>{_AMOUNT})(?P<after>[{_VAGUE}]?)(?P<counted>{_COUNTED}|倍)?"),
    ("spelled", rf"(?P<spelled>{_SPELLED}|[几数][十百千万亿]+)(?P<behind>[{_VAGUE}]?)(?P<unit>{_COUNTED}|倍)?"),
)  # fmt: skip
_NUMBER = re.compile("|".join(f"(?P<{name}_rule>{rule})" for name, rule in _RULES))
_RANGE = re.compile(r"^\s*(?:至|到|-|－|—|–|~|～)\s*$")
# Some papers set spaces around digits: 31 亿.
_SPACES = re.compile(
    r"(?<=[\d%])[ \xa0\u3000]+(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])[ \xa0\u3000]+(?=\d)"
)


# Hints, post-edits and checks parse the same text in turn.
@functools.lru_cache(maxsize=32)
def numbers(text: str) -> tuple[Number, ...]:
    """The numbers of a Chinese text, in order; the English must have those that are `must`."""
    text, places = _without_spaces(chinese_words.with_common_numerals(hanzi.normalise(text)))
    hidden = _IDIOMS.sub(lambda found: "\0" * len(found[0]), text)
    found: list[Number] = []
    for match in _NUMBER.finditer(hidden):
        rule = next(name for name, _ in _RULES if match[f"{name}_rule"] is not None)
        if len(match[0]) <= _LONGEST:
            found += (number for number in _READ[rule](match) if number.value < _LARGEST)
    return tuple(
        replace(number, span=(places[number.span[0]], places[number.span[1] - 1] + 1))
        for number in _ranged(found, text)
    )


def _without_spaces(text: str) -> tuple[str, Sequence[int]]:
    """The text without spaces around digits, and the original place of each character."""
    gaps = {i for gap in _SPACES.finditer(text) for i in range(*gap.span())}
    places = [i for i in range(len(text)) if i not in gaps] if gaps else range(len(text))
    return "".join(text[i] for i in places) if gaps else text, places


def value(text: str) -> Decimal:
    """The value of digits or numerals with 万, 亿 and the like: 7万8千 is 78000, 一万四 14000."""
    if short := _SHORT.fullmatch(text):
        unit = {**_SMALL, **_LARGE}[short[2]]
        return value(short[1] + short[2]) + Decimal(_digit(short[3]) * unit) / 10
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


def _digit(char: str) -> int:
    return _DIGITS[char] if char in _DIGITS else int(char)


def _decade(match: re.Match[str]) -> Iterator[Number]:
    century = {"上": Decimal(20), "本": Decimal(21)}.get(match["century"])
    first = ((century or value(match["century"])) - 1) * 100
    for tens in _each_ten(match["tens"]):
        yield Number(match.span(), (first + tens,))


def _bare_decade(match: re.Match[str]) -> Iterator[Number]:
    for tens in _each_ten(match["ten"]):
        yield Number(match.span(), (1900 + tens, 2000 + tens, tens))


def _each_ten(text: str) -> Iterator[Decimal]:
    """Yield 70 and 80 for 70、80, for 7、80 and for 七八十."""
    for part in re.findall(rf"\d|[{_NUMERAL}]", text.replace("0", "")):
        yield Decimal(10 * (int(part) if part.isdigit() else _DIGITS[part]))


def _century(match: re.Match[str]) -> Iterator[Number]:
    century = {"上": Decimal(20), "本": Decimal(21)}.get(match["whole_century"])
    number = century or value(match["whole_century"])
    # "In the early 1900s" is 20世纪初.
    yield Number(match.span(), (number, 100 * (number - 1)), must=not century and number > 10)


def _cohort(match: re.Match[str]) -> Iterator[Number]:
    for text in re.findall(r"\d0|.[零〇]", match["cohort"]):
        tens = value(text) if text.isdigit() else Decimal(_DIGITS[text[0]] * 10)
        yield Number(match.span(), (1900 + tens, 2000 + tens, tens), must=tens > 10)


def _plan(match: re.Match[str]) -> Iterator[Number]:
    yield Number(match.span(), (value(match["plan"]),))


def _singles(match: re.Match[str]) -> Iterator[Number]:
    # Singles' Day: 11.11, and a double 11.
    yield Number(match.span(), (Decimal(11), Decimal("11.11")))


def _hundred_percent(match: re.Match[str]) -> Iterator[Number]:
    yield Number(match.span(), (Decimal(100),))


def _percent(match: re.Match[str]) -> Iterator[Number]:
    parts = _with_decimals(match["percent"])
    if match[0][0] == "百":
        yield Number(match.span(), (parts,), must=True)
    else:
        # 万分之五 is 0.05 percent, or 5 where the English says of how many.
        whole = 1000 if match[0][0] == "千" else 10**4
        share = parts / whole
        yield Number(match.span(), (100 * share, share), must=True, converted=(parts,))


def _with_decimals(text: str) -> Decimal:
    """The value of numerals with decimals: 12.5 for 十二点五."""
    whole, _, decimals = text.partition("点")
    fraction = "".join(str(_DIGITS[c]) for c in decimals)
    return value(whole) + Decimal(f"0.{fraction or 0}")


def _decimal(match: re.Match[str]) -> Iterator[Number]:
    amount = _with_decimals(match["decimal"])
    for scale in match["times"]:
        amount *= _LARGE[scale]
    converted = tuple(amount * Decimal(per) for per in _CONVERTED.get(match["of"] or "", ()))
    yield Number(
        match.span(), (amount,), must=True, scaled=bool(match["times"]), converted=converted
    )


def _fraction(match: re.Match[str]) -> Iterator[Number]:
    below, above = value(match["below"]), value(match["above"])
    if below:
        yield Number(match.span(), (above / below, above, below), converted=(100 * above / below,))
    else:
        yield Number(match.span(), (above,))


def _halves(match: re.Match[str]) -> Iterator[Number]:
    if match["just_half"]:
        # Half a year is six months, half a month 15 days, half a century 50 years, half of all 50 %.
        yield Number(match.span(), tuple(map(Decimal, ("0.5", "6", "15", "30", "50"))))
        return
    amount = value(match["and_half"])
    yield Number(match.span("and_half"), (amount + Decimal("0.5"), 12 * amount + 6, amount))


def _doubled(match: re.Match[str]) -> Iterator[Number]:
    times = 2 ** int(value(match["doubled"] or "一"))
    yield Number(match.span(), (Decimal(times), Decimal(100 * (times - 1))))


def _tenths(match: re.Match[str]) -> Iterator[Number]:
    tens = value(match["tenths"])
    more = value(match["more"] or "") if not match["half"] else Decimal(5)
    if match["tenths_from"]:  # 七八成
        least = value(match["tenths_from"])
        yield Number(match.span(), (10 * least, least / 10), converted=(least,))
    # 两成 is 20 percent or one fifth, or 2 where the English says "in ten".
    yield Number(
        match.span(), (10 * tens + more, tens / 10 + more / 100), converted=(tens + more / 10,)
    )


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


def _seconds(match: re.Match[str]) -> Iterator[Number]:
    yield Number(match.span(), (Decimal(f"{match['seconds']}.{match['parts']}"),), must=True)


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


def _quarter_year(match: re.Match[str]) -> Iterator[Number]:
    year = Decimal(match["quarter_year"])
    yield Number(match.span("quarter_year"), (2000 + year, 1900 + year), must=True)


def _month(match: re.Match[str]) -> Iterator[Number]:
    month = value(match["month"])
    yield Number(match.span("month"), (month,), must=month > 10)


def _spelt_digits(match: re.Match[str]) -> Iterator[Number]:
    text = match["spelt_digits"]
    year = len(text) == 4 and text.startswith(("一九", "二零", "二〇", "二○"))
    yield Number(match.span("spelt_digits"), (_digit_by_digit(text), value(text)), must=year)


def _digit_by_digit(text: str) -> Decimal:
    return Decimal("".join(str(_DIGITS[c]) for c in text))


def _amount(match: re.Match[str]) -> Iterator[Number]:
    text, counted = match["amount"], match["counted"] or ""
    yield _counted(match, "amount", text, match["after"], counted, must=True)


def _spelled(match: re.Match[str]) -> Iterator[Number]:
    text, unit = match["spelled"], match["unit"] or ""
    # 十一 is a holiday, 十九大 a congress, and 三十 may be an age: what counts something is certain,
    # and larger ones.
    large = len(text) > 2 and any(c in _DIGITS for c in text) and any(c in "百千万亿" for c in text)
    counts = bool(_MEASURE.match(match.string, match.end("behind")))
    tens = len(text) > 1 and text != "十一" and any(c in _DIGITS for c in text)
    yield _counted(match, "spelled", text, match["behind"], unit, must=large or (tens and counts))


def _counted(
    match: re.Match[str], name: str, text: str, after: str, counted: str, *, must: bool
) -> Number:
    amount = value(text)
    known = [amount]
    # 增长3倍 is quadrupled, or up by 300 percent.
    known += [amount + 1, 100 * amount] if counted == "倍" else []
    # 四五千 is four or five thousand.
    if two := re.fullmatch(rf"([{_NUMERAL}])[{_NUMERAL}]([十百千万亿]+)", text):
        known.append(value(two[1] + two[2]))
    before = match.string[max(0, match.start() - 2) : match.start()]
    label = bool(re.search(r"[A-Za-z][-.]?$", before)) or bool(
        re.match(
            r"[-.]?[A-Za-z]{1,2}(?![A-Za-z])|\s?(?:GMT|UTC)",
            match.string[match.end() : match.end() + 4],
        )
    )
    vague = bool(after) or any(c in _VAGUE for c in text) or bool(_BEFORE_VAGUE.search(before))
    # 几十 and 数万 give a size, no number.
    sized = any(c in "几数" for c in text)
    return Number(
        match.span(name), tuple(known), vague=vague, must=must and amount > 10 and not label and not sized,
        scaled=any(c in "万亿" for c in text),
        converted=tuple(amount * Decimal(per) for per in _CONVERTED.get(counted, ())),
    )  # fmt: skip


_READ: dict[str, chinese_words.Reader] = {
    **{name: read for name, _, read in chinese_words.RULES},
    "decade": _decade, "bare_decade": _bare_decade, "only_century": _century, "cohort": _cohort,
    "plan": _plan, "singles": _singles, "hundred_percent": _hundred_percent, "percent": _percent,
    "fraction": _fraction, "decimal": _decimal, "tenths": _tenths, "halves": _halves,
    "doubled": _doubled, "per_mille": _per_mille, "clock": _clock, "seconds": _seconds, "hours": _hours, "year": _year,
    "short_year": _short_year, "quarter_year": _quarter_year, "month": _month, "digits": _spelt_digits, "amount": _amount,
    "spelled": _spelled,
}  # fmt: skip


def _ranged(found: list[Number], text: str) -> Iterator[Number]:
    """In 2至3万 the first number is twenty thousand; in 1至100万 it may be one."""
    for number, after in zip(found, [*found[1:], None][: len(found)], strict=True):
        if after and after.scaled and not number.scaled:
            between = text[number.span[1] : after.span[0]]
            own = text[slice(*after.span)]
            scale = max((s for c, s in _LARGE.items() if c in own), default=10**4)  # 10w
            if _RANGE.match(between):
                first = number.value * scale
                if first <= after.value <= 10 * first:
                    must = number.must or after.must
                    yield replace(number, values=(first,), must=must, scaled=True)
                else:
                    yield number.also(first)
                continue
        yield number
