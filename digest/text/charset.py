"""Detects the encoding of Chinese bytes by scoring how plausible the decoded text is as Chinese news."""

import codecs
import re
from collections import Counter

# The commonest characters of Chinese news in both scripts: text decoded with the wrong
# double-byte table is made of rare characters, so their share tells the tables apart.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产"
    "种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业"
    "本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利"
    "比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文"
    "总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干"
    "做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共"
    "權這爲為個國時來們發動過學會說產種經電裡現實體機當從業點開還應樣與關新聞報導記者員訊攝黨長總員區對"
    "，。、；：？！“”（）《》「」『』　"
)
# Declared names by encoding; each larger table contains the smaller ones. Other charsets are not
# considered, since they tell nothing about Chinese text (latin-1 decodes anything).
_NAMES = {
    "utf-8": ("utf-8", "utf8"),
    "gb18030": ("gb2312", "gb-2312-80", "csgb2312", "gbk", "x-gbk", "gb18030", "cp936", "ms936", "euc-cn"),
    "big5hkscs": ("big5", "big5-hkscs", "big5hkscs", "x-x-big5", "csbig5", "cp950", "ms950"),
    "hz": ("hz", "hz-gb-2312"),
}  # fmt: skip
_DECLARED = {name: encoding for encoding, names in _NAMES.items() for name in names}
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
SAMPLE_BYTES = 16_384
_LONGEST_CHARACTER = 4  # bytes, in UTF-8 and GB18030 alike
# Only UTF-8 decodes as UTF-8, except for a few words; declarations are often wrong.
_UTF8_BONUS, _DECLARED_BONUS = 0.5, 0.1
# Real news scores 0.45 to 0.75 in its own encoding and below 0.1 in the wrong one.
_PLAUSIBLE = 0.2
# Numbers of continuation bytes (two per Chinese character), per file and per line, that are in an order
# which no other encoding would produce.
_SURE_BYTES, _SURE_LINE_BYTES = 100, 20
_DAMAGED_SHARE = 1 / 20
# If skipping the first byte makes two more characters of _OPENING_BYTES plausible, it belongs to a cut one.
_OPENING_BYTES, _OFF_BYTES = 40, 4
_UNPRINTED = bytes({*range(32), 127} - set(b"\t\r\n"))
# Replacement characters, and private-use characters, which only a wrong table produces.
_BAD = re.compile("[\ufffd\ue000-\uf8ff]")
_PATCHES, _LINE_BYTES = 8, 300  # of one line; more damage than that is not worth the time
_PATCHED_LINES = 2000  # of one file


def likeliest(data: bytes, declared: str | None) -> list[tuple[float, str]]:
    """(plausibility from 0 to 1, encoding) of `data` as Chinese news, the likeliest first.

    Bytes with many zeros are UTF-16 or UTF-32, or no text: then the list is empty.
    """
    sample = _sample(data)
    named = _DECLARED.get((declared or "").strip("\"' \t").lower().replace("_", "-"))
    if sample.count(0) * 100 > len(sample):
        found = [(_score(_aligned(sample, name), name, plain=1), name) for name in _WIDE]
        return sorted((pair for pair in found if pair[0] >= _PLAUSIBLE), reverse=True)
    if _is_utf8(_aligned(sample, "utf-8"), _SURE_BYTES):
        return [(1.0, "utf-8")]
    found = []
    for name in dict.fromkeys(filter(None, (named, "utf-8", "gb18030", "big5hkscs", *_WIDE[:2]))):
        bonus = _UTF8_BONUS * (name == "utf-8") + _DECLARED_BONUS * (name == named)
        found.append((_score(_aligned(sample, name), name, plain=0) + bonus, name))
    return sorted(found, key=lambda pair: -pair[0])


def valid_utf8(data: bytes) -> str | None:
    """The text of data that are valid UTF-8 with Chinese characters in it; None for anything else.

    Bytes of another encoding are valid UTF-8 by chance in a few words only, and then as two-byte
    sequences, which encode no Chinese (联通 in GBK is the best known).
    """
    try:
        text = codecs.utf_8_decode(data, "strict", False)[0]
    except UnicodeDecodeError:
        return None
    return text if "\0" not in text and _CJK.search(text) else None


_CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


def _is_utf8(data: bytes, least: int) -> bool:
    """Whether `data` is plausible UTF-8 with at least `least` continuation bytes: nothing else looks so."""
    try:
        text = codecs.utf_8_decode(data, "strict", False)[0]
    except UnicodeDecodeError:
        return False
    return len(data) - len(text) >= least and _score_of(text) >= _PLAUSIBLE


def read(data: bytes, encoding: str) -> str:
    """The decoded text; a character cut off at either end is dropped. Raises UnicodeDecodeError."""
    data = _aligned(data, encoding)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if len(data) - error.start < _LONGEST_CHARACTER and error.start > 0:
            return data[: error.start].decode(encoding)
        raise


def read_damaged(data: bytes, encoding: str) -> str | None:
    """Text with damaged bytes or changing encodings, decoded line by line.

    Bytes that no encoding explains become U+FFFD; None if these are more than a twentieth.
    """
    if encoding in _WIDE:
        text = _aligned(data, encoding).decode(encoding, errors="replace")
        if is_readable(text):
            return text
    names = tuple(dict.fromkeys((encoding, "utf-8", "gb18030", "big5hkscs")))
    names = tuple(name for name in names if name not in _WIDE)
    # Stop early on noise.
    if len(data) > 2 * SAMPLE_BYTES and not is_readable(_by_line(_sample(data), names)):
        return None
    text = _by_line(data, names)
    return text if is_readable(text) else None


def _by_line(data: bytes, names: tuple[str, ...]) -> str:
    read: list[str] = []
    patched = 0
    for line in data.split(b"\n"):
        if line.isascii() or _is_utf8(line, _SURE_LINE_BYTES):
            read.append(line.decode("utf-8", errors="replace"))
        elif patched < _PATCHED_LINES:
            patched += 1
            read.append(max((_patched(line, name) for name in names), key=_score_of))
        else:
            read.append(line.decode(names[0], errors="replace"))
    return "\n".join(read)


def is_readable(text: str) -> bool:
    """Whether a text is plausible Chinese news of which at most a twentieth is damaged."""
    return text.count("\ufffd") <= len(text) * _DAMAGED_SHARE and _common(text) >= _PLAUSIBLE


def share_of_common(text: str) -> float:
    """The share of non-ASCII characters that are common in Chinese news: 0.45 to 0.75 for news."""
    return _common(text)


def is_suspect(text: str) -> bool:
    """Whether a strictly decoded text has characters that only a wrong encoding produces."""
    return len(_BAD.findall(text)) * 100 > len(text)


def _patched(line: bytes, encoding: str) -> str:
    """A line with U+FFFD for each damaged byte; decoding resumes where the text is most plausible."""
    text = ""
    for _ in range(_PATCHES):
        try:
            return text + line.decode(encoding)
        except UnicodeDecodeError as error:
            text += line[: error.start].decode(encoding) + "\ufffd"
            rests = [line[error.start + skip :] for skip in (1, 2)]
            line = max(rests, key=lambda rest: _score(rest[:_LINE_BYTES], encoding, plain=0))
    return text + line.decode(encoding, errors="replace")


def _sample(data: bytes) -> bytes:
    """A sample that is not all ASCII; its offset is a multiple of every character width."""
    starts = range(0, len(data), SAMPLE_BYTES)
    start = next((s for s in starts if not data[s : s + SAMPLE_BYTES].isascii()), 0)
    return data[start : start + SAMPLE_BYTES]


def _aligned(data: bytes, encoding: str) -> bytes:
    """The bytes without the rest of a first character that was cut off."""
    if encoding == "utf-8":
        start = next((i for i, byte in enumerate(data[:4]) if byte & 0xC0 != 0x80), 0)
        return data[start:]
    if encoding == "hz" or encoding.startswith("utf-32"):
        return data
    if encoding not in _WIDE and data[:1].isascii():
        return data
    # UTF-16 off by one byte is nonsense, and so is the start of a double-byte encoding.
    opening = data[:SAMPLE_BYTES] if encoding in _WIDE else data[:_OPENING_BYTES]
    plain = int(encoding in _WIDE)
    aligned, cut = (_score(opening[skip:], encoding, plain=plain) for skip in (0, 1))
    return data[1:] if (cut - aligned) * len(opening) > _OFF_BYTES else data


def _score(sample: bytes, encoding: str, *, plain: float) -> float:
    return _score_of(sample.decode(encoding, errors="replace"), plain=plain)


def _score_of(text: str, *, plain: float = 0) -> float:
    """The share of common characters minus five times that of damage; ASCII has weight `plain`."""
    return _common(text, plain=plain) - 5 * len(_BAD.findall(text)) / max(len(text), 1)


def _common(text: str, *, plain: float = 0) -> float:
    text = text[:SAMPLE_BYTES]
    narrow = text.encode("ascii", "ignore")
    counts = Counter(text)
    common = sum(counts[char] for char in counts.keys() & _COMMON)
    weight = len(text) - len(narrow) + plain * len(narrow)
    good = common + plain * len(narrow.translate(None, _UNPRINTED))
    return good / weight if weight else 0.0
