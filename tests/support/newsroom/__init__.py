"""Invented Chinese news for tests and benchmarks; the same seed gives the same words.

`page` sets stories in one of twelve layouts and adds noise, `write_pages` writes simple page files,
`articles` gives scraper records, `bodies` and `retold` article texts and their near-duplicates.
"""

from tests.support.newsroom.editions import MONDAY, articles, bodies, page, retold, write_pages
from tests.support.newsroom.layouts import LAYOUTS, Sheet
from tests.support.newsroom.stories import Story, name, story

__all__ = [
    "LAYOUTS",
    "MONDAY",
    "Sheet",
    "Story",
    "articles",
    "bodies",
    "name",
    "page",
    "retold",
    "story",
    "write_pages",
]
