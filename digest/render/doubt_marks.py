"""A mark for readers on English that is likely wrong, for editors who want one."""

from dataclasses import replace

from digest.config.settings import PageStyle
from digest.records import Digest, Entry, Pair
from digest.render.presentation import Presentation


def with_doubt_marks(digest: Digest, style: PageStyle) -> Digest:
    """The digest with a mark behind each passage whose doubt is at least `style.mark_doubt_from`.

    Headlines are not marked; an editor's copy says more and is left as it is.
    """
    if style.mark_doubt_from is None or style.editor:
        return digest
    mark = Presentation(style).words["uncertain"].en
    limit = style.mark_doubt_from

    def marked(pair: Pair) -> Pair:
        doubtful = pair.doubt is not None and pair.doubt >= limit
        return replace(pair, en=f"{pair.en} [{mark}]") if doubtful else pair

    def article(entry: Entry) -> Entry:
        blocks = tuple(replace(block, pair=marked(block.pair)) for block in entry.blocks)
        return replace(entry, summary=tuple(map(marked, entry.summary)), blocks=blocks)

    return replace(digest, entries=tuple(map(article, digest.entries)))
