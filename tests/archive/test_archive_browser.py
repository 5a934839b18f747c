"""The archive's front page in a real browser, opened from a disk."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from digest import storage
from digest.archive import write_archive
from digest.config.settings import Settings
from digest.records import Pair, Week
from tests.archive.test_archive import week

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def sixty_weeks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    outputs = tmp_path_factory.mktemp("outputs")
    for number in range(60):
        of = Week(2025 + number // 50, number % 50 + 1)
        digest = replace(week(9, *(f"Story {number} {n}" for n in range(8))), week=of)
        storage.write_week(digest, outputs / str(of), Settings(formats=("md",)))
    list(write_archive(outputs, Pair("一周新闻", "Weekly Digest"), ""))
    return outputs


@pytest.mark.parametrize("word", ["Story 59", "第9周的正文3"])
def test_a_word_in_either_language_is_found_in_a_second(
    chromium: Any, sixty_weeks: Path, word: str
) -> None:
    page = chromium.new_page()
    page.goto((sixty_weeks / "index.html").as_uri())
    began = time.monotonic()
    page.locator("#words").fill(word)
    page.locator("#found li").first.wait_for()
    assert time.monotonic() - began < 1 + 2  # a second, and what a busy machine adds
    assert word.rsplit(maxsplit=1)[-1] in page.locator("#found li mark, #found li a").first.inner_text() + page.locator("#found").inner_text()  # fmt: skip
    assert page.locator("#weeks").is_hidden()
    page.locator("#words").fill("nothing like this")
    page.get_by_text("0 articles", exact=True).wait_for()
    page.close()


def test_the_front_page_is_accessible_and_fits_a_phone(chromium: Any, sixty_weeks: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for scheme in ("light", "dark"):
        context = chromium.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto((sixty_weeks / "index.html").as_uri())
        page.locator("#words").fill("Story")
        page.locator("#found li").first.wait_for()
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            page.screenshot(path=str(sixty_weeks / f"{scheme}-{width}.png"))
        found = axe.run(page)
        assert found.violations_count == 0, found.generate_report()
        context.close()
