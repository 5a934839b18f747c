"""Take the README's pictures from a week's folder: `python -m lab.pictures outputs/2026-W39`.

Each picture gets a text file beside it with the lines that it shows; a test compares those with what
the demo prints today (tests/cli/test_demo.py). Needs Chromium, its Chinese fonts, and playwright.
"""

import argparse
import email
import email.policy
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[1] / "docs"
# The text of each block whose middle lies inside the viewport, in reading order.
_VISIBLE = """() => [...document.querySelectorAll('h1,h2,h3,h4,p,li,td,summary,figcaption,footer,header')]
  .filter(e => !e.querySelector('h1,h2,h3,h4,p,li,td'))
  .filter(e => { const r = e.getBoundingClientRect(); const y = (r.top + r.bottom) / 2;
                 return r.height > 0 && y > 0 && y < innerHeight; })
  .flatMap(e => e.innerText.split('\\n')).map(t => t.trim()).filter(Boolean)"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A file in docs/: which page, how large a window, and the selector to scroll to."""

    name: str
    page: str
    width: int
    height: int
    scroll_to: str | None = None


PICTURES = (
    Picture("front-phone", "digest.html", 390, 780),
    Picture("digest", "digest.html", 760, 800, "article:has-text('维权卡')"),
    Picture("mail", "mail.html", 640, 620),
)


def visible_lines(page: Any) -> list[str]:
    """What a reader sees in the window, one block or line each."""
    lines: list[str] = page.evaluate(_VISIBLE)
    return lines


def take(browser: Any, folder: Path, picture: Picture) -> None:
    """Write the picture and its text."""
    page = browser.new_page(
        viewport={"width": picture.width, "height": picture.height}, device_scale_factor=1.5
    )
    page.goto((folder / picture.page).as_uri())
    if picture.scroll_to:
        page.locator(picture.scroll_to).first.evaluate("e => e.scrollIntoView()")
    page.screenshot(path=DOCS / f"{picture.name}.png")
    text = "\n".join(visible_lines(page)) + "\n"
    (DOCS / f"{picture.name}.txt").write_text(text, encoding="utf-8")
    page.close()


def mail_page(message: Path) -> str:
    """The HTML part of a mail."""
    parsed = email.message_from_bytes(message.read_bytes(), policy=email.policy.default)
    body = parsed.get_body(("html",))
    if body is None:
        raise SystemExit(f"{message} has no HTML part")
    return str(body.get_content())


def main() -> None:
    from playwright.sync_api import sync_playwright

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path, help="a week with digest.html and digest.eml")
    week = options.parse_args().folder
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        folder = Path(name)
        shutil.copy(week / "digest.html", folder)
        message = next(iter(sorted(week.glob("*.eml"))), None)
        if message is None:
            raise SystemExit(
                f"{week} has no mail: digest send {week} --dry-run --to you@example.org"
            )
        (folder / "mail.html").write_text(mail_page(message), encoding="utf-8")
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for picture in PICTURES:
            take(browser, folder, picture)
        browser.close()


if __name__ == "__main__":
    main()
