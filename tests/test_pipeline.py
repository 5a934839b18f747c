"""One bad article costs one article, whatever is wrong with it and wherever that shows."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from digest.config import load
from digest.curate import Window
from digest.engines.api import Output, Request
from digest.engines.factory import Lazy
from digest.engines.fake import Fake
from digest.errors import EngineError, InputError, describe_unexpected
from digest.pipeline import Guard, Toolkit, WeekResult, make_digest
from digest.progress import Estimate, EtaEstimator
from digest.records import (
    Article,
    Block,
    Byline,
    Credit,
    Discard,
    Failure,
    ModelInfo,
    Period,
    Provenance,
    Week,
)
from tests.support.newsroom import bodies

WEEK = Week(2026, 47)
COUNT, BAD = 50, 23
TEXTS = bodies(COUNT, seed=4)
# A word of the bad article alone, which the bad engine knows it by.
MARK = "蹩脚"


def article(number: int, **changes: Any) -> Article:
    text = f"{TEXTS[number]}{MARK if number == BAD else ''}"
    blank = Article(
        id=f"a{number}", kind="article", section=None, kicker=None, title=f"第{number}号消息",
        subtitle=None, dateline=None, bylines=(), credits=(), date=date(2026, 11, 18), source=None,
        url=None, blocks=(Block("p", text),), provenance=Provenance(f"{number}.txt", (1, 3)),
    )  # fmt: skip
    return replace(blank, **changes) if number == BAD else blank


class BadEngine:
    """The fake engine, which fails with an error on each text that has the mark."""

    fingerprint = Fake.fingerprint

    def __init__(self, error: BaseException | None) -> None:
        self._error = error

    def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
        if self._error and any(MARK in request.text for request in requests):
            raise self._error
        yield from Fake().generate(requests)


class Unwatched:
    """A progress listener that ignores every event."""

    def stage(self, name: str) -> None: ...

    def requested(self, texts: int, chars: int) -> None: ...

    def answered(self, chars: int, tokens: int) -> None: ...

    def estimate(self, estimate: Estimate) -> None: ...


def toolkit(engine: Any, log: Callable[[str], None], *, strict: bool = False) -> Toolkit:
    settings = load(profile="fake")
    return Toolkit(
        settings, engine, engine, ModelInfo("fake", "fake", "none", "fake"), {}, time.monotonic,
        lambda: 0.0, Unwatched(), EtaEstimator(time.monotonic), Guard(log, strict=strict), lambda _: None,
    )  # fmt: skip


def make(
    found: Sequence[Article | Discard | Failure],
    error: BaseException | None = None,
    *,
    strict: bool = False,
) -> tuple[WeekResult, str]:
    log: list[str] = []
    window = Window(WEEK, Period.of(WEEK))
    kit = toolkit(BadEngine(error), log.append, strict=strict)
    return make_digest(found, window=window, toolkit=kit), "\n".join(log)


ERRORS: list[Exception] = [
    KeyError("𝟐"),
    ValueError("not a number"),
    TypeError("unsupported operand"),
    AttributeError("no attribute"),
    IndexError("out of range"),
    ZeroDivisionError("division by zero"),
    RecursionError("maximum depth"),
    AssertionError("never"),
    UnicodeEncodeError("utf-8", "\ud83d", 0, 1, "surrogates not allowed"),
    OverflowError("date value out of range"),
    RuntimeError("an engine's own"),
    EOFError("at once"),
    NotImplementedError("this kind of text"),
    ArithmeticError("NaN"),
    LookupError("no codec"),
    InputError("its worker died"),
]
FIELDS: list[dict[str, Any]] = [
    {"title": None},
    {"title": 5},
    {"section": 5},
    {"kicker": ("list",)},
    {"subtitle": 1.5},
    {"dateline": 7},
    {"bylines": (None,)},
    {"bylines": (Byline("记者", (None,)),)},  # type: ignore[arg-type]
    {"credits": ("摄",)},
    {"credits": (Credit("记者", ("王立",), None),)},  # type: ignore[arg-type]
    {"date": "2026-11-18"},
    {"blocks": None},
    {"blocks": (Block("p", None),)},  # type: ignore[arg-type]
    {"blocks": ("text",)},
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_article_on_which_the_engine_fails_costs_only_itself(error: Exception) -> None:
    made, log = make([article(n) for n in range(COUNT)], error)
    check(made)
    (failure,) = made.digest.failures
    assert failure.where == f"{BAD}.txt: 第{BAD}号消息"
    if not isinstance(error, InputError):
        assert failure.reason.startswith(f"internal error: {type(error).__name__}")
        assert "Traceback" in log


@pytest.mark.parametrize("changes", FIELDS, ids=str)
def test_an_article_with_a_broken_field_costs_only_itself(changes: dict[str, Any]) -> None:
    made, _ = make([article(n, **changes) for n in range(COUNT)])
    check(made)
    (failure,) = made.digest.failures
    assert failure.where.startswith(f"{BAD}.txt")
    assert " at digest/" in failure.reason


def check(made: WeekResult) -> None:
    assert {e.id for e in made.digest.entries} == {f"a{n}" for n in range(COUNT) if n != BAD}


def test_the_kinds_of_poison_are_thirty() -> None:
    assert len(ERRORS) + len(FIELDS) == 30


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), EngineError("no GPU"), MemoryError()])
def test_what_concerns_the_whole_run_ends_it(stop: BaseException) -> None:
    with pytest.raises(type(stop)):
        make([article(n) for n in range(COUNT)], stop)


def test_in_strict_mode_an_unexpected_error_ends_the_run() -> None:
    with pytest.raises(KeyError):
        make([article(n) for n in range(COUNT)], KeyError("x"), strict=True)


def test_a_run_in_which_every_article_fails_is_an_error() -> None:
    with pytest.raises(InputError, match="none of the 1 articles could be translated"):
        make([article(BAD)], KeyError("x"))


def test_an_internal_error_names_its_place_in_digest() -> None:
    with pytest.raises(ValueError, match="not an ISO week") as raised:
        Week.parse("x")
    said = describe_unexpected(raised.value)
    assert said.startswith("internal error: ValueError: 'x' is not an ISO week")
    assert " at digest/records.py:" in said


def test_a_misread_number_of_the_source_is_pointed_out_to_the_editor() -> None:
    blurred = article(BAD, blocks=(Block("p", f"新岸桥l9日投用，{TEXTS[BAD]}"),))
    made, _ = make([blurred, article(0)])
    first, second = sorted(made.digest.entries, key=lambda entry: entry.id != f"a{BAD}")
    assert [f.subject for f in first.findings if f.check == "damaged_number"] == ["l9"]
    assert not [f for f in second.findings if f.check == "damaged_number"]


def test_a_failed_article_may_be_published_later() -> None:
    made, _ = make([article(n) for n in range(COUNT)], KeyError("x"))
    assert len(made.issue.considered) == COUNT - 1


def test_a_name_on_which_the_engine_fails_does_not_fail_the_week() -> None:
    """Names of foreigners are asked for by themselves, before any article is worked on."""

    class NoNames(BadEngine):
        def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
            if any("里特尔" in r.text and len(r.text) < 12 for r in requests):
                raise InputError("its worker died")
            yield from Fake().generate(requests)

    text = "外籍专家穆克吉·里特尔昨天来到江口县，和水厂的工人们一起检查了三座水泵，晚上还参加了座谈会。"
    foreign = article(1, blocks=(Block("p", text),))
    kit = toolkit(NoNames(None), lambda _: None)
    window = Window(WEEK, Period.of(WEEK))
    made = make_digest([replace(foreign, blocks=(Block("p", text),))], window=window, toolkit=kit)
    assert len(made.digest.entries) == 1
    assert not made.digest.failures


def test_loading_a_model_is_a_stage_of_its_own_wherever_it_falls() -> None:
    """A model is loaded at its first request, which may be for a name."""
    seconds = [0.0]

    def load_slowly() -> Fake:
        seconds[0] += 60
        return Fake()

    engine = Lazy("f", ModelInfo("f", "f", "none", "f"), load_slowly)
    kit = replace(
        toolkit(engine, lambda _: None),
        clock=lambda: seconds[0],
        loading=lambda: 60.0 if seconds[0] else 0.0,
    )
    made = make_digest([article(0)], window=Window(WEEK, Period.of(WEEK)), toolkit=kit)
    spent = dict(made.seconds)
    assert spent.pop("load") == 60
    assert set(spent.values()) == {0.0}


def test_an_article_that_no_renderer_takes_costs_only_itself(tmp_path: Path) -> None:
    """Half an emoji in a link is nothing that UTF-8 has."""
    from digest.app import digests
    from tests.support.runs import context

    found = [article(n, url="https://example.org/\ud83d") for n in range(20, 26)]
    (outcome,) = digests.make_weeks(found, context(tmp_path, strict=False), week=WEEK)
    assert not outcome.complete
    made = json.loads((tmp_path / str(WEEK) / "digest.json").read_text(encoding="utf-8"))
    assert len(made["articles"]) == 5
    assert [failure["stage"] for failure in made["failures"]] == ["write"]
