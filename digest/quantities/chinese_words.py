"""Numbers that Chinese expresses in words of their own: ages, reigns, lunar days, 10w."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from digest.quantities.number import Number
from digest.text.numerals import DIGITS, small_number

Reader = Callable[[re.Match[str]], Iterator[Number]]

_NUMERAL = "零〇○一二两三四五六七八九"
_DIGITS = {**DIGITS, "幺": 1}
# Ages that have a name, after the Analects and the Book of Rites; 七旬 is 70.
_AGES = {
    "弱冠": 20, "而立": 30, "不惑": 40, "天命之年": 50, "知天命": 50, "半百": 50, "花甲": 60,
    "耳顺": 60, "古稀": 70, "耄耋": 80, "期颐": 100,
}  # fmt: skip
# The year before the first of a reign or calendar.
_REIGNS = {
    "民国": 1911, "洪武": 1367, "永乐": 1402, "嘉靖": 1521, "万历": 1572, "崇祯": 1627, "顺治": 1643,
    "康熙": 1661, "雍正": 1722, "乾隆": 1735, "嘉庆": 1795, "道光": 1820, "咸丰": 1850,
    "同治": 1861, "光绪": 1874, "宣统": 1908, "明治": 1867, "大正": 1911, "昭和": 1925,
    "平成": 1988, "令和": 2018,
}  # fmt: skip
# Numerals of cheques and receipts; some are surnames or mean land, so only with a unit among them.
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億", "一二三四五六七八九十百千万亿")
_FORMAL_RUN = re.compile("(?<![大登])[壹贰叁肆伍陆柒捌玖零拾佰仟萬億万亿]{2,24}(?P<money>[元圆])?")


def with_common_numerals(text: str) -> str:
    """The text with cheque numerals replaced, each character in its place: 伍仟 becomes 五千."""
    return _FORMAL_RUN.sub(_in_common_numerals, text)


def _in_common_numerals(found: re.Match[str]) -> str:
    has_unit = re.search("[拾佰仟]", found[0]) or found["money"]
    return found[0].translate(_FORMAL) if has_unit else found[0]


def _read_age(match: re.Match[str]) -> Iterator[Number]:
    word = match["age"]
    age = _AGES[word] if word in _AGES else 10 * _DIGITS[word[0]]
    yield Number(match.span("age"), (Decimal(age),))


def _read_reign(match: re.Match[str]) -> Iterator[Number]:
    year = Decimal(small_number(match["reign_year"]))
    # "The 30th year of Guangxu" is accepted where the English names a reign.
    yield Number(
        match.span(), (Decimal(_REIGNS[match["reign"]]) + year,), must=True, converted=(year,)
    )


def _read_lunar_day(match: re.Match[str]) -> Iterator[Number]:
    yield Number(match.span("lunar_day"), (Decimal(small_number(match["lunar_day"])),))


def _read_quarter(match: re.Match[str]) -> Iterator[Number]:
    count = Decimal(small_number(match["quarters"]))
    yield Number(match.span(), (15 * count, count))


def _read_dialled(match: re.Match[str]) -> Iterator[Number]:
    digits = "".join(str(_DIGITS[c]) for c in match["dialled"])
    yield Number(match.span(), (Decimal(digits),))


def _read_w(match: re.Match[str]) -> Iterator[Number]:
    amount = Decimal(match["w"]) * 10**4
    yield Number(match.span(), (amount,), vague=bool(match["plus"]), must=True, scaled=True)


# Name, pattern and reader of each rule; the pattern's groups have names of their own.
RULES: tuple[tuple[str, str, Reader], ...] = (
    ("age", rf"(?P<age>[三四五六七八九]旬(?!节)|{'|'.join(_AGES)})", _read_age),
    ("reign", rf"(?P<reign>{'|'.join(_REIGNS)})(?P<reign_year>元|\d{{1,3}}|[{_NUMERAL}十]{{1,3}})年", _read_reign),
    ("lunar_day", r"(?:(?<=[正冬腊]月)|(?<=[一二三四五六七八九十]月))(?P<lunar_day>初[一二三四五六七八九十]|廿[一二三四五六七八九]?|卅)", _read_lunar_day),
    ("quarter", r"(?P<quarters>[一三])刻钟", _read_quarter),
    ("dialled", rf"(?=[{_NUMERAL}]{{0,10}}幺)(?P<dialled>[{_NUMERAL}幺]{{3,12}})", _read_dialled),
    # 10w+, 1.2w人; 60W is a power.
    ("w", r"(?<![A-Za-z\d.])(?P<w>\d+(?:\.\d+)?)(?:w(?![A-Za-z\d])|W(?=\+))(?P<plus>\+?)", _read_w),
)  # fmt: skip
