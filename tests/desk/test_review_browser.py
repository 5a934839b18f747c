"""The review page in a real browser: read, correct and save with the keyboard alone."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from digest.desk import Edits, Memory, PassageEdit, ReviewServer, passage_key, review_page
from digest.records import Digest, Entry, Finding, Pair, PairBlock
from tests.support.examples import a_digest, an_entry

pytestmark = pytest.mark.browser
FLAG = Finding("number_missing", "warning", "12 is missing from the English")


def article(number: int) -> Entry:
    body = (
        PairBlock("p", Pair(f"第{number}篇的第一段。", f"First paragraph of {number}.")),
        PairBlock("p", Pair(f"第{number}篇来了12人。", f"People came to {number}.", (FLAG,) * (number % 2))),
    )  # fmt: skip
    title = Pair(f"第{number}篇", f"Article {number}")
    summary = (Pair(f"摘要{number}。", f"Summary {number}."),)
    return replace(an_entry(f"a-{number}"), title=title, kicker=None, subtitle=None, summary=summary, blocks=body)  # fmt: skip


ISSUE = replace(a_digest(), entries=tuple(article(n) for n in range(1, 41)))


class Desk:
    """A review that is being served, and what was saved last."""

    def __init__(self, digest: Digest, folder: Path) -> None:
        self.edits = Edits()
        self._memory = Memory(folder / "m.sqlite")
        self.server = ReviewServer(
            lambda token: review_page(digest, self.edits, self._memory, token=token), self._save
        )
        self.thread = threading.Thread(target=self.server.serve)

    def _save(self, edits: Edits) -> None:
        self.edits = edits


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(ISSUE, tmp_path)
    desk.thread.start()
    yield desk
    if desk.thread.is_alive():
        desk.server.stop()
    desk.thread.join(10)


def test_a_week_is_read_and_corrected_with_the_keyboard_alone(chromium: Any, desk: Desk) -> None:
    page = chromium.new_page()
    page.goto(desk.server.address)
    press = page.keyboard.press
    page.locator("#filter").focus()
    page.locator("#filter").select_option("order")
    page.evaluate("document.activeElement.blur()")
    seen = []
    for _ in range(sum(3 for _ in ISSUE.entries)):
        press("j")
        seen.append(page.evaluate("document.activeElement.review.passage.zh"))
    assert seen == [p.zh for e in ISSUE.entries for p in (*e.summary, *(b.pair for b in e.blocks))]
    page.evaluate("document.activeElement.blur()")
    press("n")  # the first flagged passage
    press("e")
    press("Control+A")
    page.keyboard.type("Twelve people came.")
    press("Escape")
    press("n")
    press("a")  # the second one is no fault
    press("h")
    press("Control+A")
    page.keyboard.type("A better headline")
    press("Escape")
    press("m")
    page.keyboard.type("Article")
    press("Tab")
    page.keyboard.type("Item")
    press("Tab")
    press("Enter")
    press("Control+s")
    page.get_by_text("Saved.", exact=True).wait_for()
    first, second = passage_key("第1篇来了12人。"), passage_key("第3篇来了12人。")
    assert desk.edits.articles["a-1"].passages == {first: PassageEdit("第1篇来了12人。", "Twelve people came.")}  # fmt: skip
    assert desk.edits.articles["a-3"].passages[second].accepted == ("number_missing",)
    assert desk.edits.articles["a-3"].headline == "A better headline"
    assert desk.edits.names == {"Article": "Item"}
    page.reload()
    assert page.get_by_text("18 with open flags").count() == 1
    page.locator("#done").click()
    desk.thread.join(10)
    assert not desk.thread.is_alive()
    page.close()


def test_what_is_undone_leaves_no_trace(chromium: Any, desk: Desk) -> None:
    page = chromium.new_page()
    page.goto(desk.server.address)
    field = page.locator(".passage textarea").first
    before = field.input_value()
    field.fill("Other")
    field.fill(before)
    drop = page.locator("section input[type=checkbox]").first
    drop.check()
    drop.uncheck()
    page.locator("#save").click()
    page.get_by_text("Saved.", exact=True).wait_for()
    assert desk.edits == Edits()
    page.close()


def test_a_page_from_a_file_offers_the_corrections_for_download(
    chromium: Any, tmp_path: Path
) -> None:
    file = tmp_path / "review.html"
    file.write_text(review_page(ISSUE, Edits(), Memory(tmp_path / "m.sqlite")), encoding="utf-8")
    page = chromium.new_page()
    page.goto(file.as_uri())
    page.locator(".headline").first.fill("From a file")
    with page.expect_download() as waiting:
        page.locator("#save").click()
    assert waiting.value.suggested_filename == "edits.yaml"
    waiting.value.save_as(tmp_path / "edits.yaml")
    from digest.desk import load_edits

    assert load_edits(tmp_path).articles["a-1"].headline == "From a file"
    page.close()


def test_the_page_is_accessible_and_fits_a_phone(chromium: Any, tmp_path: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    file = tmp_path / "review.html"
    memory = Memory(tmp_path / "m.sqlite")
    some = replace(ISSUE, entries=ISSUE.entries[:3])
    file.write_text(review_page(some, Edits(names={"A": "B"}), memory), encoding="utf-8")
    for scheme in ("light", "dark"):
        context = chromium.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(file.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            page.screenshot(path=str(tmp_path / f"{scheme}-{width}.png"))
        found = axe.run(page)
        assert found.violations_count == 0, found.generate_report()
        context.close()
