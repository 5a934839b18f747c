"""Pure functions on Chinese text."""

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any


def fold(text: str) -> str:
    """`text` in simplified script character by character, so that positions stay; for matching only."""
    return _folded(text) if len(text) <= _REMEMBERED_CHARS else text.translate(_fold_table())


# The lines of a page are folded by several readers; longer texts are not worth the memory.
_REMEMBERED_CHARS = 400


@functools.lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    return text.translate(_fold_table())


@functools.cache
def _fold_table() -> dict[int, int]:
    table = files("digest.text").joinpath("traditional.txt").read_text(encoding="utf-8")
    traditional, simplified = table.split()
    return str.maketrans(traditional, simplified)


def simplify(text: str) -> str:
    """`text` in simplified characters, wording unchanged; simplified text comes back as it is."""
    return str(_converter().convert(text))


@functools.cache
def _converter() -> Any:
    # opencc takes long to load; most runs see simplified text only.
    import opencc  # noqa: PLC0415

    return opencc.OpenCC("t2s")


_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_HAN_RUN = re.compile(f"{_HAN.pattern}+")
# A sentence ends with its punctuation and the closing quotes and brackets behind it.
_SENTENCE = re.compile(r"[^。！？!?…\n]*(?:[。！？!?…\n]+[”’」』）)》〉\"]*|$)")
# Sentences of the news are shorter. Lists of thousands of names are not, nor is all that follows a
# quotation mark without its partner, and a model's memory grows with what it is asked at once.
MAX_SENTENCE_CHARS = 400
_FULL_STOP = re.compile('[。！？!?…]+[”’」』）)》〉"]*')
_COMMA = re.compile(r"[，；、：]|[,;](?!\d)")
# Full-width forms, and digits of any script but ASCII: 𝟐𝟎𝟐𝟔, ٢٠٢٦.
_FULL_WIDTH = re.compile("[\uff21-\uff3a\uff41-\uff5a\uff05\uff0e\uff0b]|(?![0-9])\\d")


def has_han(text: str) -> bool:
    """Whether any character is Chinese."""
    return _HAN.search(text) is not None


def han_count(text: str) -> int:
    """The number of Chinese characters."""
    return sum(map(len, _HAN_RUN.findall(text)))


def normalise(text: str) -> str:
    """The text with narrow Latin letters and ASCII digits, each character in its place."""
    return _FULL_WIDTH.sub(_plain, text)


def _plain(match: re.Match[str]) -> str:
    char = match[0]
    return str(unicodedata.decimal(char, "")) or unicodedata.normalize("NFKC", char)


def split_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, each with the closing quotes behind it; joined they are the text.

    A quotation that is still open does not end a sentence: “甲。乙。” is one. What would be longer
    than MAX_SENTENCE_CHARS is cut at its last full stop before that, else at a comma, else anywhere.
    """
    sentences: list[str] = []
    held, open_quotes = "", 0
    for piece in _SENTENCE.findall(text):
        held += piece
        open_quotes += piece.count("“") - piece.count("”")
        if held and (open_quotes <= 0 or held.endswith("\n")):
            sentences.append(held)
            held, open_quotes = "", 0
    return tuple(part for sentence in (*sentences, held) for part in _bounded(sentence) if part)


def _bounded(sentence: str) -> Iterator[str]:
    """The sentence in parts of at most MAX_SENTENCE_CHARS."""
    while len(sentence) > MAX_SENTENCE_CHARS:
        head = sentence[:MAX_SENTENCE_CHARS]
        ends = (list(pattern.finditer(head)) for pattern in (_FULL_STOP, _COMMA))
        end = next((found[-1].end() for found in ends if found), MAX_SENTENCE_CHARS)
        yield sentence[:end]
        sentence = sentence[end:]
    yield sentence


def split_clauses(text: str) -> tuple[str, ...]:
    """The clauses of a sentence, each with its comma or semicolon; joined they are the sentence.

    No cut within quotation marks or brackets, nor at the comma of 1,000.
    """
    clauses: list[str] = []
    held = ""
    for piece in re.split(r"(?<=[，；])|(?<=[,;])(?!\d)", text):
        held += piece
        if all(held.count(a) <= held.count(b) for a, b in ("“”", "（）", "()", "《》")):
            clauses.append(held)
            held = ""
    return tuple(c for c in (*clauses, held) if c)


def pack(pieces: Iterable[str], limit: int) -> tuple[str, ...]:
    """Adjacent pieces joined up to `limit` characters; a longer piece is left alone."""
    packed: list[str] = []
    for piece in pieces:
        if packed and len(packed[-1]) + len(piece) <= limit:
            packed[-1] += piece
        else:
            packed.append(piece)
    return tuple(packed)
