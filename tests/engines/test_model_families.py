"""Profiles: each named model is asked, decoded and bounded as its makers say; tiny ones of each load."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoModelForSeq2SeqLM

from digest.config import loader
from digest.config.settings import ModelSettings
from digest.engines import factory
from digest.engines.api import Engine, Request, Task, ask
from digest.engines.hf import batching
from digest.engines.hf.causal import Causal
from digest.engines.hf.seq2seq import Seq2Seq
from digest.engines.model_families import Chat, family
from digest.engines.native import loader as int8
from digest.engines.placement import Placement
from digest.engines.weights import conversion, models
from digest.engines.weights.checkpoint import Checkpoint
from tests.support import tiny

pytestmark = pytest.mark.filterwarnings("ignore:Recommended")
SETTINGS = ModelSettings(dtype="float32", batch_tokens=2048)
CPU = Placement("cpu", "float32")
HINTED = Request("translate", "安吉县有三座水厂。", 20, hints=(("安吉县", "Anji County"),))


def requests(task: Task = "translate", seed: int = 0) -> list[Request]:
    return [Request(task, text, 12, seed=seed) for text in tiny.SENTENCES[:4]]


def load(folder: Path, kind: str) -> Any:
    if kind == "seq2seq":
        codes = {"source_language": "zho_Hans", "target_language": "eng_Latn"}
        settings = SETTINGS.model_copy(update=codes if folder.name == "nllb" else {})
        return Seq2Seq(Checkpoint(folder), settings, CPU, fingerprint="tiny")
    return Causal(Checkpoint(folder), SETTINGS, CPU, fingerprint="tiny")


@pytest.mark.parametrize(
    ("name", "kind", "task"),
    [
        ("qwen", "causal", "translate"), ("qwen3", "causal", "translate"),
        ("hunyuan", "causal", "translate"), ("marian", "seq2seq", "translate"),
        ("nllb", "seq2seq", "translate"), ("mt5", "seq2seq", "summarise"),
    ],
)  # fmt: skip
def test_a_model_of_each_named_family_loads_and_answers_alike_in_any_batch(
    name: str, kind: str, task: Task, tmp_path: Path
) -> None:
    engine = load(getattr(tiny, name)(tmp_path / name), kind)
    answers = ask(engine, requests(task))
    assert answers == [ask(engine, [request])[0] for request in requests(task)]
    assert len(answers) == 4
    assert all(0 < answer.tokens <= 12 for answer in answers)
    other = ask(engine, requests(task, seed=3))
    assert other == ask(engine, requests(task, seed=3))


@pytest.mark.parametrize("quick", [True, False])
def test_only_the_measured_family_follows_several_answers(tmp_path: Path, quick: bool) -> None:
    several = [replace(request, beams=4) for request in requests()]
    for name, follows in (("qwen", True), ("qwen3", False)):
        checkpoint = Checkpoint(getattr(tiny, name)(tmp_path / name))
        engine: Engine = Causal(checkpoint, SETTINGS, CPU, fingerprint="tiny")
        if quick:
            engine = int8.load_float(
                checkpoint, dtype=torch.float32, device="cpu", positions=4096, fingerprint="tiny"
            )
        assert (ask(engine, several) != ask(engine, requests())) is follows


def test_qwen3_is_told_not_to_think(tmp_path: Path) -> None:
    folder = tiny.qwen3(tmp_path / "qwen3")
    tokenizer = Checkpoint(folder).tokenizer()
    chat = Chat(tokenizer, family("qwen3"))
    assert chat.prompt(HINTED).endswith("assistant\n<think></think>")
    settings = ModelSettings(path=folder, engine="causal", dtype="float32")
    engine: Any = factory.load(settings, device="cpu", cache_dir=tmp_path, progress=print).load()
    assert tokenizer.decode(engine._chat.tokens(HINTED)).endswith("<think></think>")


def test_hunyuan_is_asked_in_its_own_words_with_terms_and_no_system_prompt() -> None:
    (message,) = family("hunyuan_v1_dense").messages(HINTED)
    assert message["role"] == "user"
    assert message["content"].startswith(
        "参考下面的翻译：\n安吉县 翻译成 Anji County\n\n将以下文本"
    )
    assert message["content"].endswith(f"不要额外解释：\n{HINTED.text}")
    (plain,) = family("hunyuan_v1_dense").messages(Request("translate", "水厂。", 9))
    assert plain["content"].startswith("将以下文本翻译为英语")
    assert plain["content"].endswith("不要额外解释：\n\n水厂。")


@pytest.mark.parametrize(
    ("architecture", "always", "sampled"),
    [
        ("qwen2", {}, {"temperature": 0.7, "top_k": 20}),
        ("qwen3", {}, {"temperature": 0.7, "top_p": 0.8, "top_k": 20}),
        ("hunyuan_v1_dense", {"repetition_penalty": 1.05}, {"top_p": 0.6}),
        ("marian", {}, {}),
        ("m2m_100", {"num_beams": 4}, {"num_beams": 1}),
        ("mt5", {"num_beams": 4, "no_repeat_ngram_size": 2}, {"num_beams": 1}),
    ],
)
def test_decoding_is_that_of_the_family(
    architecture: str, always: dict[str, Any], sampled: dict[str, Any]
) -> None:
    greedy = batching.decoding(requests()[0], family(architecture))
    assert greedy == greedy | always | {"do_sample": False}
    other = batching.decoding(requests(seed=2)[0], family(architecture))
    assert other == other | sampled | {"do_sample": True}


def test_a_family_reads_and_writes_no_more_than_it_was_trained_on(tmp_path: Path) -> None:
    nllb = load(tiny.nllb(tmp_path / "nllb"), "seq2seq")
    assert nllb._positions == 128  # the tiny one's own is less than NLLB's 512
    engine = load(tiny.mt5(tmp_path / "mt5"), "seq2seq")
    (answer,) = ask(engine, [Request("summarise", "水厂供水。" * 20, 240)])
    assert answer.tokens <= 84


def test_weights_that_come_as_pickles_are_kept_as_safetensors(tmp_path: Path) -> None:
    folder = tiny.marian(tmp_path / "marian")
    before = AutoModelForSeq2SeqLM.from_pretrained(folder)
    torch.save(before.state_dict(), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    conversion.unpickle(folder, "seq2seq")
    assert not list(folder.glob("*.bin"))
    after = AutoModelForSeq2SeqLM.from_pretrained(folder, use_safetensors=True)
    for name, tensor in before.state_dict().items():
        assert torch.equal(tensor, after.state_dict()[name]), name


@pytest.mark.parametrize("profile", [p for p in loader.profiles() if p != "fake"])
def test_every_profile_names_a_model_that_there_is(profile: str) -> None:
    settings = loader.load(profile=profile)
    for wanted in filter(None, (settings.translator, settings.summariser)):
        if wanted.engine not in {"extractive", "fake"}:
            model = models.named(wanted.name)
            assert wanted.engine in {"auto", "causal", "int8", model.kind}
