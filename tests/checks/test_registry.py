"""The registry: every check with its examples, what may be an error, and the page made of it."""

import re
from pathlib import Path

import pytest

from digest import checks
from digest.checks import Example, TextPair
from digest.checks.check import AnyCheck, Check
from digest.records import Finding
from lab.quality import reference
from tests.conftest import ROOT

PAIRS = [(check, example) for check in checks.CHECKS for example in check.examples]
SUMMARIES = [(check, example) for check in checks.SUMMARY_CHECKS for example in check.examples]


def found(example: Example, en: str) -> tuple[Finding, ...]:
    return checks.check_translation(
        example.source, en, names=example.names, given=example.terms, date=example.date
    )


def label(value: object) -> str:
    return value.id if isinstance(value, Check) else ""


@pytest.mark.parametrize(("check", "example"), PAIRS, ids=label)
def test_a_check_finds_the_fault_of_its_example_and_nothing_in_the_right_text(
    check: AnyCheck, example: Example
) -> None:
    assert check.id in {finding.check for finding in found(example, example.wrong)}
    assert not found(example, example.right)


@pytest.mark.parametrize(
    ("check", "example"), [pair for pair in PAIRS if pair[1].repaired], ids=label
)
def test_a_fault_that_can_be_corrected_is(check: AnyCheck, example: Example) -> None:
    pair = TextPair.of(example.source, example.wrong, example.date)
    assert checks.apply_fixes(pair).en == example.right
    assert check.corrects


@pytest.mark.parametrize(("check", "example"), SUMMARIES, ids=label)
def test_a_summary_check_finds_the_fault_of_its_example(check: AnyCheck, example: Example) -> None:
    def names(text: str) -> set[str]:
        used = [name for name in example.names if name[0] in text]
        return {f.check for f in checks.check_summary(text, example.source, names=used)}

    assert check.id in names(example.wrong)
    assert not names(example.right)


def test_every_check_has_an_id_of_its_own_and_an_example() -> None:
    both: tuple[AnyCheck, ...] = (*checks.CHECKS, *checks.SUMMARY_CHECKS)
    assert len({check.id for check in both}) == len(both)
    assert all(check.examples for check in both)


def test_only_a_fact_or_a_check_right_in_95_of_100_says_error() -> None:
    for check in checks.REGISTRY.values():
        assert check.severity != "error" or check.fact or (check.precision or 0) > 0.95, check.id


def test_only_checks_with_a_corrected_example_propose_corrections() -> None:
    for check, example in PAIRS:
        pair = TextPair.of(example.source, example.wrong, example.date)
        assert check.find
        assert check.corrects or not any(fault.edits for fault in check.find(pair)), check.id


def test_findings_are_made_by_the_registry_and_their_messages_parsed_by_nobody() -> None:
    for path in (ROOT / "digest").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        if path.name not in {"check.py", "digest_json.py"}:
            assert not re.search(r"\bFinding\(", source), path
        assert not re.search(
            r"message\.(?:split|startswith|endswith)\(| in (?:f|finding)\.message", source
        ), path


def test_the_reference_page_is_that_of_the_registry() -> None:
    page = Path(ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    assert page == reference.page(page), "run `python -m lab.quality.reference`"
