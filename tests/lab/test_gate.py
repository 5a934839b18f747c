"""The quality gate: it passes what was pinned, and a planted regression makes it fail."""

import json
from collections.abc import Callable, Iterable
from html import unescape
from pathlib import Path

import pytest

from digest.app.lines import term_base_of
from digest.config.settings import ModelSettings
from digest.engines import factory, prompts
from digest.engines.api import Engine, Request, ask
from digest.evaluate.translations import Texts
from digest.translation.ladder import MARKER
from lab.quality import gate
from tests.conftest import Command

# Invented pairs (Chinese, English); each is used twelve times with different numbers.
PAIRS = [
    ("安吉县总工会昨天给{}名骑手送去了凉茶。",
     "Yesterday the Anji County Federation of Trade Unions gave {} riders herbal tea."),
    ("江口县的水厂去年供水{}吨。", "Last year the waterworks of Jiangkou County supplied {} tonnes."),
    ("浙江省今年要新建{}公里管网。", "This year Zhejiang Province will lay {} kilometres of pipes."),
    ("“药箱里有{}种药。”骑手笑着说。", "There are {} drugs in the box, a rider in Ningbo said."),
    ("黄岩区的果农卖出了{}箱橘子。", "Fruit growers in Huangyan District sold {} crates of oranges."),
]  # fmt: skip
TEXTS = Texts(
    [zh.format(1201 + 37 * i) for i in range(12) for zh, _ in PAIRS],
    [en.format(f"{1201 + 37 * i:,}") for i in range(12) for _, en in PAIRS],
    [""] * 60,
)
# A mediocre system, on which a floor is pinned.
MADE = [
    en.replace("Yesterday the", "The").replace("will lay", "is laying") for en in TEXTS.references
]
REGRESSIONS: dict[str, tuple[Callable[[int, str], str], str]] = {
    "a worse prompt": (lambda _, en: " ".join(en.split()[: len(en.split()) // 2]), "chrf"),
    "a broken mask": (lambda i, en: en.replace("the ", "总工会 ") if i < 20 else en, "residue"),
    "a swapped term": (lambda _, en: en.replace("Zhejiang", "Jiangxi"), "reference_names"),
    "numbers by ten": (lambda i, en: en.replace("1,", "11,") if i < 10 else en, "numbers"),
    "a loop": (lambda i, en: en + " and so on, they said, " * 6 if i < 5 else en, "loops"),
    "nothing": (lambda i, en: MARKER if i < 4 else en, "untranslated"),
}


@pytest.fixture(scope="module")
def floors() -> gate.Floors:
    return gate.pinned(gate.sealed({"floors": {}, "lowered": []}), "quick", run(MADE), "")


def run(english: Iterable[str]) -> gate.Run:
    return gate.measure(TEXTS, list(english))


def names(found: Iterable[gate.Fall]) -> set[str]:
    return {fall.measure for fall in found}


def test_the_gate_holds_for_what_was_pinned_and_for_better(floors: gate.Floors) -> None:
    assert gate.falls(floors, "quick", run(MADE)) == []
    assert gate.falls(floors, "quick", run(TEXTS.references)) == []


def test_other_words_of_like_quality_are_noise(floors: gate.Floors) -> None:
    other = [
        en.replace("herbal tea", "cold tea") if i % 2 else TEXTS.references[i]
        for i, en in enumerate(MADE)
    ]
    assert gate.falls(floors, "quick", run(other)) == []


@pytest.mark.parametrize("planted", REGRESSIONS)
def test_a_planted_regression_makes_it_fail(planted: str, floors: gate.Floors) -> None:
    damage, measure = REGRESSIONS[planted]
    found = gate.falls(floors, "quick", run(damage(i, en) for i, en in enumerate(MADE)))
    assert measure in names(found)


def test_a_floor_is_of_one_corpus(floors: gate.Floors) -> None:
    other = Texts(TEXTS.chinese[:30], TEXTS.references[:30], [""] * 30)
    with pytest.raises(gate.GateError, match="another corpus"):
        gate.falls(floors, "quick", gate.measure(other, MADE[:30]))
    with pytest.raises(gate.GateError, match="pin full"):
        gate.falls(floors, "full", run(MADE))


def test_a_floor_is_raised_freely_and_lowered_with_a_reason_only(floors: gate.Floors) -> None:
    better, worse = run(TEXTS.references), run(en[:40] for en in MADE)
    raised = gate.pinned(floors, "quick", better, "")
    assert raised["lowered"] == []
    with pytest.raises(gate.GateError, match=r"chrf.*--lower"):
        gate.pinned(raised, "quick", worse, " ")
    lowered = gate.pinned(raised, "quick", worse, "shorter headlines are wanted")
    first = lowered["lowered"][0]
    assert first["measure"] == "chrf"
    assert first["from"] > first["to"]
    assert first["reason"] == "shorter headlines are wanted"
    assert gate.falls(lowered, "quick", worse) == []


def test_floors_come_back_from_disk_and_show_a_hand_in_them(
    tmp_path: Path, floors: gate.Floors
) -> None:
    file = tmp_path / "floors.json"
    gate.save(floors, file)
    assert gate.falls(gate.load(file), "quick", run(MADE)) == []
    text = json.loads(file.read_text(encoding="utf-8"))
    text["floors"]["quick"]["by_line"]["chrf"] = " ".join(["1"] * 60)
    gate.save(text, file)
    with pytest.raises(gate.GateError, match="by hand"):
        gate.load(file)


def test_the_floors_of_this_project_were_pinned_by_the_gate() -> None:
    """Without this test a deleted file or tier would lower the floors silently."""
    floors = gate.load()
    assert "quick" in floors["floors"]
    assert all(change["reason"].strip() for change in floors["lowered"])


def test_it_tells_published_systems_apart(shared: Path) -> None:
    """With Firefox's output pinned, opus-mt's falls below it, and so does Firefox's with a term swapped."""
    texts = gate.read("quick", shared / "eval" / "mt")

    def outputs(system: str) -> list[str]:
        found = []
        for name in gate.SETS:
            file = shared / "eval" / "mt" / f"{name}.{system}.en"
            found += unescape(file.read_text(encoding="utf-8")).splitlines()[:: gate.TIERS["quick"]]
        return found

    firefox = outputs("firefox-bergamot-base")
    empty = gate.sealed({"floors": {}, "lowered": []})
    floors = gate.pinned(empty, "quick", gate.measure(texts, firefox), "")
    other = gate.falls(floors, "quick", gate.measure(texts, outputs("opus-mt-zh-en")))
    assert {"chrf", "reference_names"} <= names(other)
    swapped = [en.replace("China", "Japan").replace("Chinese", "Japanese") for en in firefox]
    assert "reference_names" in names(gate.falls(floors, "quick", gate.measure(texts, swapped)))
    chosen = outputs("google")
    assert gate.falls(floors, "quick", gate.measure(texts, chosen)) == []


@pytest.mark.real
@pytest.mark.usefixtures("weights")
def test_the_embedded_model_holds_the_quick_floor(shared: Path, command: Command) -> None:
    del command  # its home has the converted model
    if "quick" not in gate.load()["floors"]:
        pytest.skip("no floor is pinned yet: python -m lab.quality.gate pin quick")
    texts = gate.read("quick", shared / "eval" / "mt")
    found = gate.measure(texts, gate.translated(texts, "default"))
    assert [str(fall) for fall in gate.falls(gate.load(), "quick", found)] == []


SMALL = Texts(TEXTS.chinese[:15], TEXTS.references[:15], [""] * 15)


@pytest.mark.real
@pytest.mark.usefixtures("weights")
def test_with_the_real_model_too_a_planted_regression_fails(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Raw answers without retries: 15 lines, once as they should be and three times damaged."""
    place = home / "digest" / "models"
    engine = factory.load(ModelSettings(), device="cpu", cache_dir=place, progress=print)
    terms = term_base_of(SMALL.chinese)

    def asked(engine: Engine, swapped: bool = False) -> gate.Run:
        hints = [terms.match(zh).hints for zh in SMALL.chinese]
        if swapped:
            hints = [tuple((zh, "Lhasa, Xizang") for zh, _ in some) for some in hints]
        requests = [
            Request("translate", zh, 80, hints=some)
            for zh, some in zip(SMALL.chinese, hints, strict=True)
        ]
        return gate.measure(SMALL, [output.text for output in ask(engine, requests)])

    empty = gate.sealed({"floors": {}, "lowered": []})
    floors = gate.pinned(empty, "quick", asked(engine), "")
    assert gate.falls(floors, "quick", asked(engine)) == []
    assert "reference_names" in names(gate.falls(floors, "quick", asked(engine, swapped=True)))
    with monkeypatch.context() as planted:
        # A reworded prompt changes little: the adapter translates whatever it is asked.
        planted.setattr(prompts, "_parts", lambda request: (request.text[:4],))
        assert "chrf" in names(gate.falls(floors, "quick", asked(engine)))
    with monkeypatch.context() as planted:
        planted.setattr(Request, "english", False)  # no token is ruled out
        planted.setitem(prompts._INSTRUCTIONS, "translate", "请把下面的新闻改写成一句话。")
        assert "residue" in names(gate.falls(floors, "quick", asked(engine)))
