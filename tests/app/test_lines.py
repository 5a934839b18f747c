"""Lines are translated and summarised as a digest's texts are; one bad line costs one line."""

import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest import mock

import pytest

from digest.app import digests, lines
from digest.engines import factory
from digest.engines.api import Output, Request
from digest.engines.fake import Fake
from digest.translation.ladder import MARKER
from tests.support.runs import context

BAD = "蹩脚"


class Picky(Fake):
    """The fake engine, which fails on a word."""

    def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
        if any(BAD in request.text for request in requests):
            raise KeyError("𝟐")
        yield from super().generate(requests)


@pytest.fixture
def picky() -> Iterator[None]:
    with mock.patch.object(factory, "Fake", return_value=Picky()):
        yield


@pytest.mark.usefixtures("picky")
def test_a_line_on_which_the_engine_fails_costs_only_itself(tmp_path: Path) -> None:
    data = f"江口县的水厂昨天开工。\n{BAD}的一句话。\n工人们很高兴。\n".encode()
    rows = list(lines.translate_lines(data, context(tmp_path, strict=False)))
    assert [row["en"] == MARKER for row in rows] == [False, True, False]
    (finding,) = rows[1]["findings"]
    assert finding.keys() == {"check", "severity", "message"}
    assert finding["check"] == "untranslated"
    assert finding["message"].startswith("internal error: KeyError")


@pytest.mark.usefixtures("picky")
def test_an_article_on_which_the_engine_fails_costs_only_itself(tmp_path: Path) -> None:
    body = "江口县的第三座水厂昨天开始供水，两万户居民用上了山泉水。" * 8
    texts = (body, f"{BAD}{body}", body)
    data = [json.dumps({"title": "水厂供水", "text": text}).encode() for text in texts]
    rows = list(lines.summarise_lines(data, context(tmp_path, strict=False)))
    assert [bool(row["summary_zh"]) for row in rows] == [True, False, True]
    assert rows[1]["findings"][0]["severity"] == "error"


def test_a_foreign_name_is_the_same_in_a_line_as_in_a_digest(tmp_path: Path) -> None:
    """The model is asked for the name by itself first, as `digest run` does."""
    asked: list[str] = []

    class Listening(Fake):
        def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
            asked.extend(request.text for request in requests)
            yield from super().generate(requests)

    line = "外籍专家穆克吉·里特尔昨天来到江口县，和水厂的工人们一起检查了三座水泵。"
    with mock.patch.object(factory, "Fake", return_value=Listening()):
        list(lines.translate_lines(line.encode(), context(tmp_path)))
    assert "穆克吉·里特尔" in asked
    assert asked.index("穆克吉·里特尔") < asked.index(line)


def test_json_nested_too_deep_is_an_error_with_its_line(tmp_path: Path) -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    with pytest.raises(Exception, match="line 1: not JSON"):
        list(lines.summarise_lines([deep], context(tmp_path)))


def test_what_a_plan_or_a_glossary_leaves_unread_is_said(tmp_path: Path) -> None:
    page = tmp_path / "a.json"
    page.write_text(
        '[{"title": "水厂开工", "text": "江口县第三座水厂昨天开工。"}]', encoding="utf-8"
    )
    inputs = [str(page), str(tmp_path / "gone.txt")]
    said: list[str] = []
    found = digests.read(inputs, context(tmp_path).settings, io.BytesIO())
    assert [article.title for article in digests.only_articles(found, said.append)] == ["水厂开工"]
    assert said == [f"{tmp_path / 'gone.txt'}: read: no such file or folder"]
