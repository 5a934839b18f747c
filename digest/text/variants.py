"""Characters that look like others: radicals, private-use codes, blanks, full-width digits."""

import re
import unicodedata

from digest.text.hanzi import normalise

# CJK radicals that have a character of their own, after Unicode's EquivalentUnifiedIdeograph.txt;
# PDF readers and OCR print them for the character. NFKC knows only two of them.
_SUPPLEMENT = {
    "⺟": "母", "⺠": "民", "⻁": "虎", "⻄": "西", "⻅": "见", "⻆": "角", "⻉": "贝", "⻋": "车", "⻑": "長",
    "⻓": "长", "⻔": "门", "⻘": "青", "⻙": "韦", "⻚": "页", "⻛": "风", "⻜": "飞", "⻝": "食", "⻢": "马",
    "⻣": "骨", "⻤": "鬼", "⻥": "鱼", "⻦": "鸟", "⻧": "卤", "⻨": "麦", "⻩": "黄", "⻬": "齐", "⻮": "齿",
    "⻰": "龙", "⻳": "龟",
}  # fmt: skip
# Where GBK has no character of its own for these codes, GB 18030-2022 (annex D) has one.
_GB18030 = {
    0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6,
    0xE82C: 0x9FB7, 0xE831: 0x215D7, 0xE832: 0x9FB8, 0xE83B: 0x2298F, 0xE843: 0x9FB9, 0xE854: 0x9FBA,
    0xE855: 0x241FE, 0xE864: 0x9FBB,
}  # fmt: skip


def _private_use() -> dict[str, str]:
    """GBK sets its 80 rarest characters, 0xFE50 to 0xFEA0, at U+E815 to U+E864: 䶮 is U+E863."""
    codes = [code for code in range(0xFE50, 0xFEA1) if code != 0xFE7F]
    found = {}
    for private, code in enumerate(codes, 0xE815):
        character = chr(_GB18030.get(private, 0)) if private in _GB18030 else None
        found[chr(private)] = character or code.to_bytes(2, "big").decode("gb18030")
    return found


_STANDARD = {
    **_SUPPLEMENT,
    **_private_use(),
    **{chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},
    "\ue5e5": "\u3000",
    "\u2003": "\u3000",  # as wide as a character: papers indent with it
    **{chr(code): " " for code in (0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F) if code != 0x2003},
}  # fmt: skip
_ANY = re.compile(f"[{''.join(_STANDARD)}]")


def standard(text: str) -> str:
    """`text` with look-alikes as the characters that they look like; length and lines stay the same.

    Radicals and GBK's private-use codes become Chinese characters, Unicode's blanks a space (an em
    space an ideographic one), full-width digits and Latin letters narrow ones.
    """
    return normalise(_ANY.sub(lambda found: _STANDARD[found[0]], text))
