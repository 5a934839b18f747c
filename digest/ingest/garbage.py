"""Text that is no news: loops of a broken extractor, and characters read in the wrong encoding."""

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from digest.ingest.assemble import Found
from digest.records import Article, Block, Discard

# UTF-8 read as GBK and back, memory that was never written, Chinese read as Latin: always in runs.
_MOJIBAKE = re.compile("(?:锟斤拷|锟斤|烫烫|屯屯|锘|\ufffd|[\u0080-\u00ff]{2,})+")
_MOJIBAKE_SHARE = 1 / 8
# News packs to 0.4 to 0.7 of its bytes, lists of names to 0.3; from so many characters on, a text
# that packs to less than this says the same over and over.
_LOOP_CHARS, _LOOP_RATIO = 120, 0.16


def fault(text: str) -> str | None:
    """Why a text is no news, or None."""
    dense = re.sub(r"\s", "", text)
    if sum(map(len, _MOJIBAKE.findall(dense))) > len(dense) * _MOJIBAKE_SHARE:
        return "characters read in a wrong encoding"
    data = dense.encode()
    if len(dense) >= _LOOP_CHARS and len(zlib.compress(data, 9)) < len(data) * _LOOP_RATIO:
        return "the same words over and over"
    return None


def without_garbage(found: Iterable[Found]) -> Iterator[Found]:
    """The articles without their garbage, which is reported; an article that is all garbage goes."""
    for item in found:
        if isinstance(item, Article):
            yield from _cleaned(item)
        else:
            yield item


def _cleaned(article: Article) -> Iterator[Found]:
    kept: list[Block] = []
    for block in article.blocks:
        reason = fault(block.text)
        if reason is None:
            kept.append(block)
        else:
            yield _discard(article, block.text, reason)
    reason = fault(f"{article.title}\n" + "\n".join(block.text for block in kept))
    if reason is None and any(block.type == "p" for block in kept):
        whole = len(kept) == len(article.blocks)
        yield article if whole else replace(article, blocks=tuple(kept))
    elif kept or not article.blocks:
        yield _discard(article, article.title, reason or "no text but what was left out")


def _discard(article: Article, text: str, reason: str) -> Discard:
    where = article.provenance
    return Discard(where.path, where.lines, text[:200], reason)
