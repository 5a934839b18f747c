"""Invented files in the shapes that scrapers, feeds, saved pages and newspaper pages have, each with its right reading.

`tests/data/invented_files.json` holds the contents, the right reading of each article, and the encoding of the file.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from digest import ingest
from digest.records import Article, Byline, Credit
from tests.conftest import ROOT

SHAPES: list[dict[str, Any]] = json.loads(
    (ROOT / "tests/data/invented_files.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("shape", SHAPES, ids=[shape["name"] for shape in SHAPES])
def test_a_shape_is_read_as_a_native_reader_would(tmp_path: Path, shape: dict[str, Any]) -> None:
    path = tmp_path / shape["name"]
    path.write_bytes(shape["content"].encode(shape["encoding"]))
    options = ingest.ReadOptions(strict=True)
    found = [a for a in ingest.read([str(path)], options=options) if isinstance(a, Article)]
    assert len(found) == len(shape["right"])
    for article, right in zip(found, shape["right"], strict=True):
        people: tuple[Byline | Credit, ...] = (*article.bylines, *article.credits)
        assert article.title == right["title"]
        assert (str(article.date) if article.date else None) == right["date"]
        assert [name for who in people for name in who.names] == right["names"]
        assert [block.text for block in article.blocks] == right["blocks"]
        for name in ("kicker", "subtitle", "source", "page", "dateline"):
            assert getattr(article, name) == right.get(name), name
