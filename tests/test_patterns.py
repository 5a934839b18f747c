"""No regular expression of the package takes long over a text that repeats a piece.

A group that may end in two places takes 2^n steps for n pieces: 几十几十..., ><><...
"""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

import digest
from digest.ingest.page.boilerplate import rules

PIECES = (
    "><", "<>", "一", "一二", "十", "几十", "20", "1 ", "1,", "1.", "a", "A ", "a b ", "the ", "  ", "\t", "\n",
    "《》", "【】", "“", "”", '"', "'", "：", ":", " | ", "-", "—", "、", "，", "。", "2026年", "1月", "第1版", "责编：",
    "编辑 王", "王丽、", ".a", "·", "（", "）", "()", "[]", "|a", "/ ", "…", "网", ">新闻", "首页>", "来源：", "http://a",
    "&a;", "%", "$1 ", "million ", "1 million ", "人", "亿元", "的",
)  # fmt: skip
ENDS = ("", "。", ">", "!", "1", "x\n")


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """The compiled patterns that the modules hold, with the name of one that holds it."""
    found: dict[re.Pattern[str], str] = {rule.pattern: rule.reason for rule in rules()}
    for module in pkgutil.walk_packages(digest.__path__, "digest."):
        if "__main__" not in module.name and ".ray" not in module.name:
            for name, value in vars(importlib.import_module(module.name)).items():
                for pattern in within(value):
                    found.setdefault(pattern, f"{module.name}.{name}")
    yield from ((name, pattern) for pattern, name in found.items())


def within(value: Any, depth: int = 3) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif depth and isinstance(value, (tuple, list, set, frozenset, Mapping)):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from within(item, depth - 1)
    elif depth and is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from within(getattr(value, field.name), depth - 1)


@pytest.mark.parametrize("piece", PIECES)
def test_no_pattern_takes_long_over_a_repeated_piece(piece: str) -> None:
    known = list(patterns())
    assert len(known) > 400
    for name, pattern in known:
        for end in ENDS:
            # A few pieces first, so that what doubles with each is found before it hangs.
            for count in (18, 40):
                began = time.process_time()
                pattern.search(piece * count + end)
                pattern.fullmatch(piece * count + end)
                assert time.process_time() - began < 0.1, (name, pattern.pattern[:100], end)
