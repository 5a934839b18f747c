"""Names and terms: what counts as having them, in a translation and in a summary."""

import pytest

from digest import checks, terminology
from digest.app.lines import term_base_of
from digest.checks.naming.names import is_missing


def test_a_term_of_the_glossary_may_be_inflected_but_not_replaced() -> None:
    base = terminology.build_term_base([], glossary={"水厂": "water treatment works"})
    ((zh, en),) = base.names("水厂开工")
    assert is_missing(zh, en, "The waterworks opened.")
    assert not is_missing(zh, en, "The water treatment works' gates opened.")


@pytest.mark.parametrize(
    ("en", "flagged"),
    [("Pan said so.", False), ("Pan's union", False), ("Pan Xianda said so.", True),
     ("Xiande Pan said so.", False), ("He said so.", True)],
)  # fmt: skip
def test_a_second_mention_may_be_the_surname(en: str, flagged: bool) -> None:
    assert is_missing("潘仙德", "Pan Xiande", en) == flagged


@pytest.mark.parametrize(
    ("name", "en", "flagged"),
    [("European Council", "The EC met.", True),
     ("European Council", "The European Council met.", False),
     ("European Commission", "The EC met.", False),
     ("European Central Bank", "The ECB met.", False),
     ("European Central Bank", "The EC met.", True),
     ("African Union", "The AU met.", False), ("African Bank", "The AU met.", True),
     ("China National Petroleum Corporation", "CNPC met.", False),
     ("Group of 77", "The G77 met.", False), ("Rural Development Group", "The G77 met.", True),
     ("Xizang Museum", "The museum of Tibet opened.", False)],
)  # fmt: skip
def test_a_short_form_is_that_of_its_own_name_only(name: str, en: str, flagged: bool) -> None:
    """EC was once accepted for every name with the word European."""
    assert is_missing("某机构", name, en) == flagged


def summary_names(summary: str, article: str, *also: tuple[str, str]) -> list[str]:
    base = term_base_of([article, summary])
    found = checks.check_summary(
        summary, article,
        names=(*base.names(summary), *also), article_names=base.names(article),
    )  # fmt: skip
    return [finding.subject for finding in found if finding.check == "summary_name"]


def test_a_summary_names_only_what_its_article_names() -> None:
    names = (("安吉县", "Anji County"), ("潘仙德", "Pan Xiande"))
    assert summary_names("潘仙德走访安吉县。", "安吉的工会", *names) == ["潘仙德"]


def test_a_name_that_the_article_has_shorter_or_longer_is_in_it() -> None:
    article, summary = "中国科学院发布报告，张莉出席。", "中科院发布报告，张丽出席"
    assert summary_names(summary, article, ("张丽", "Zhang Li")) == ["张丽"]
