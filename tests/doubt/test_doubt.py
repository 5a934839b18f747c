"""The doubt of a passage: from the model's scores to the findings that an editor reads first."""

import json
from dataclasses import replace
from pathlib import Path

from digest.desk.memory import Memory
from digest.desk.review import issue
from digest.doubt import FEATURES, Doubt, Passage, estimate, features
from digest.doubt.estimate import MOST_CHARS
from digest.doubt.features import least_sure
from digest.engines import Output, Request
from digest.engines.api import TokenScore
from digest.pipeline.doubts import with_doubt
from digest.records import Finding, Pair, PairBlock
from digest.storage import dump_digest, load_digest
from digest.telemetry.run_report import read_first
from digest.translation import ladder
from tests.support.examples import a_digest, an_entry
from tests.translation.test_ladder import NoTerms, Scripted

SURE = (TokenScore(-0.1, -0.1, 0.3, 14),) * 12
UNSURE = (
    *(TokenScore(-6.0, -0.5, 2.5, end) for end in (4, 7, 13, 14)),
    TokenScore(-6.0, -0.5, 2.5, 14),
)


def scorer(request: Request) -> Output:
    """Scores English that has the word "wrong" as unlikely; translates everything into it."""
    if not request.given:
        return Output("This is wrong." if "错" in request.text else "This is right.", "stop", 4)
    return Output("", "stop", 0, UNSURE if "wrong" in request.given else SURE)


def test_the_features_are_means_and_worst_stretches_of_the_scores() -> None:
    scores = [TokenScore(-1.0, -1.0, 1.0, 0)] * 5 + [TokenScore(-5.0, -1.0, 2.0, 0)] * 5
    found = features("六个汉字的文", scores, [Finding("a", "error", ""), Finding("b", "info", "")])
    assert tuple(found) == FEATURES
    assert (found["chance"], found["worst_chance"]) == (-3.0, -5.0)
    assert (found["regret"], found["worst_regret"], found["entropy"]) == (2.0, 4.0, 1.5)
    assert (found["end"], found["errors"], found["warnings"]) == (-5.0, 1.0, 0.0)


def test_the_words_least_sure_of_are_whole_words_round_the_worst_stretch() -> None:
    en = "The town chose its officials by sea selection last year."
    words = en.split(" ")
    ends = [len(" ".join(words[: i + 1])) for i in range(len(words))]
    chances = [-9.0 if word in ("sea", "selection") else -0.1 for word in words]
    scores = [TokenScore(c, -0.1, 0.5, end) for c, end in zip(chances, ends, strict=True)]
    end = TokenScore(-0.1, -0.1, 0.1, len(en))
    assert least_sure(en, [*scores, end]) == "sea selection"
    # A token may end inside a word: the word is shown whole.
    scores[7] = replace(scores[7], end=ends[7] - 4)
    assert least_sure(en, [*scores, end]) == "sea selection"
    assert least_sure("", [end]) == ""


def test_unlikely_english_is_doubted_and_likely_english_is_not() -> None:
    passages = [Passage("工会开会。", "This is right."), Passage("工会开会。", "This is wrong.")]
    right, wrong = estimate(passages, Scripted(scorer))
    assert right is not None
    assert wrong is not None
    assert 0 <= right.probability < 0.5 < wrong.probability <= 1
    assert wrong.words == "This is wrong."


def test_what_cannot_be_scored_has_no_doubt_and_missing_english_is_certainly_wrong() -> None:
    engine = Scripted(lambda _: Output("", "stop", 0))
    passages = [
        Passage("工会", "Union"),
        Passage("长" * (MOST_CHARS + 1), "Long"),
        Passage("工会", " "),
    ]
    assert estimate(passages, engine) == [None, None, Doubt(1.0)]
    assert [request.text for request in engine.asked] == ["工会"]


def test_a_doubtful_translation_carries_a_finding_and_a_sure_one_its_doubt_alone() -> None:
    engine = Scripted(scorer)
    texts = [ladder.Text("错的。"), ladder.Text("对的。")]
    translate = with_doubt(
        lambda some: ladder.translate(some, engine, terms=NoTerms()), NoTerms(), engine
    )
    wrong, right = translate(texts).pairs
    assert [finding.check for finding in wrong.findings if finding.severity == "info"] == [
        "doubtful"
    ]
    assert "likely wrong" in wrong.findings[-1].message
    assert (wrong.least_sure, right.findings) == ("This is wrong.", ())
    assert (wrong.doubt or 0) > (right.doubt or 0)


def a_pair(en: str, doubt: float | None, *severities: str) -> Pair:
    findings = tuple(Finding("x", severity, "why") for severity in severities)  # type: ignore[arg-type]
    return Pair("某某", en, findings, doubt)


def test_errors_are_read_first_then_warnings_then_the_most_doubtful_quarter() -> None:
    one = replace(
        an_entry(),
        summary=(a_pair("odd", 0.2, "warning"), a_pair("bad", None, "error"), a_pair("mild", 0.3)),
        blocks=tuple(PairBlock("p", a_pair(f"sure {n}", n / 100)) for n in range(8)),
    )
    first = [pair.en for _, pair in read_first(a_digest(one))]
    # 15 passages, four of them headings without a doubt: the three most doubtful are 0.3, 0.2, 0.07.
    assert first == ["bad", "odd", "mild", "sure 7"]


def test_a_doubt_is_kept_in_the_digest_and_orders_the_review(tmp_path: Path) -> None:
    mild = replace(a_pair("mild", 0.625), least_sure="mild")
    one = replace(an_entry(), summary=(mild, a_pair("plain", None)))
    digest = a_digest(one)
    text = dump_digest(digest)
    assert load_digest(text) == digest
    assert [row.get("doubt") for row in json.loads(text)["articles"][0]["summary"]] == [0.625, None]
    assert text.count('"doubt"') == text.count('"least_sure"') == 1
    with Memory(tmp_path / "memory.sqlite") as memory:
        passages = issue(digest, memory)["articles"][0]["passages"]
    doubts = {passage["en"]: passage["doubt"] for passage in passages}
    assert doubts["mild"] == 0.625
