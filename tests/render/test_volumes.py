"""A book that is too large for readers' limits is cut into volumes, each a valid book."""

import re
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from digest import storage
from digest.config.settings import Settings
from digest.records import Digest, Pair, PairBlock
from digest.render import epub
from tests.render.test_render import epubcheck, pages
from tests.support.examples import a_digest, an_entry

# The cover and the style sheet of an empty book are about 12 kB.
EMPTY = len(epub.render(replace(a_digest(), entries=())))


def a_large_digest(lengths: list[int], *, failures: bool = True) -> Digest:
    """An article a length, of sentences that hardly pack."""
    entries = tuple(
        replace(
            an_entry(f"n{at}", None),
            title=Pair(f"第{at}条", f"Item {at}"),
            blocks=tuple(
                replace(block, pair=Pair(_noise(length, at), _noise(length, at + 10**6)))
                for block in an_entry().blocks[:1]
            ),
        )
        for at, length in enumerate(lengths)
    )
    made = replace(a_digest(), entries=entries)
    return made if failures else replace(made, failures=())


def _noise(length: int, seed: int) -> str:
    return "".join(chr(0x4E00 + (seed * 7919 + i * i * 104_729) % 20_000) for i in range(length))


def metadata(book: bytes, name: str) -> str:
    found = re.search(rf"<dc:{name}[^>]*>([^<]*)<", pages(book)["EPUB/content.opf"])
    assert found
    return found[1]


def items(book: bytes) -> list[str]:
    ordered = sorted(name for name in pages(book) if "article-" in name)
    return [re.findall(r'lang="zh-Hans">第(\d+)条<', pages(book)[name])[0] for name in ordered]


def test_a_book_within_the_limit_is_as_it_always_was() -> None:
    digest = a_digest()
    assert epub.volumes(digest, max_bytes=10**7) == [epub.render(digest)]


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=30), st.data())
def test_the_parts_are_all_articles_in_order_and_alike_in_size(
    lengths: list[int], data: st.DataObject
) -> None:
    entries = tuple(
        replace(an_entry(), blocks=(PairBlock("p", Pair("中" * length, "e" * length)),))
        for length in lengths
    )
    count = data.draw(st.integers(1, len(entries)))
    parts = list(epub._parts(a_digest(), entries, count))
    assert len(parts) == count
    assert all(part.entries for part in parts)
    assert tuple(entry for part in parts for entry in part.entries) == entries
    assert [bool(part.failures) for part in parts] == [False] * (count - 1) + [True]
    fair = sum(lengths) / count
    for part in parts[:-1]:
        chars = sum(len(entry.blocks[0].pair.zh) for entry in part.entries)
        assert chars <= fair + max(lengths) + count


def test_no_volume_is_larger_than_asked_but_for_a_single_article() -> None:
    digest = a_large_digest([40, 9000, 40, 2000, 2000, 40, 40])
    books = epub.volumes(digest, max_bytes=EMPTY + 9_000)
    assert [item for book in books for item in items(book)] == [str(n) for n in range(7)]
    large = [items(book) for book in books if len(book) > EMPTY + 9_000]
    assert large == [["1"]]


def test_each_volume_is_a_valid_book_that_says_which_it_is(tmp_path: Path) -> None:
    books = epub.volumes(a_large_digest([900] * 6), max_bytes=EMPTY + 9_000)
    assert len(books) == 3
    for number, book in enumerate(books, 1):
        said = epubcheck(book, tmp_path)
        assert "0 fatals / 0 errors / 0 warnings" in said, said
        assert metadata(book, "title").endswith(f"第{number}卷（共3卷）")
        assert f"volume {number} of 3" in pages(book)["EPUB/front.xhtml"]
        assert f'group-position">{number}<' in pages(book)["EPUB/content.opf"]


def test_a_volume_keeps_its_identifier_when_there_are_more_of_them() -> None:
    three = epub.volumes(a_large_digest([900] * 6), max_bytes=EMPTY + 9_000)
    more = epub.volumes(a_large_digest([900] * 9), max_bytes=EMPTY + 9_000)
    known = [metadata(book, "identifier") for book in three]
    assert len(set(known)) == 3
    assert [metadata(book, "identifier") for book in more][:3] == known
    assert metadata(epub.render(a_digest()), "identifier") not in known


def test_volumes_that_are_no_more_are_taken_away(tmp_path: Path) -> None:
    large = Settings(epub_max_mb=0.1, formats=("epub",))
    digest = a_large_digest([9000] * 9)
    kept = tmp_path / "digest-2026-W39.epub"
    kept.write_bytes(b"of someone's own")
    storage.write_week(digest, tmp_path, large)
    made = storage.render_week(tmp_path, large, formats=("epub",))
    names = [path.name for path in made if path.suffix == ".epub"]
    assert names[:2] == ["digest.epub", "digest-2.epub"]
    assert len(names) > 2
    storage.render_week(tmp_path, Settings(), formats=("epub",))
    assert sorted(p.name for p in tmp_path.glob("*.epub")) == [kept.name, "digest.epub"]
