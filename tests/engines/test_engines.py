"""Engines over tiny random models: the same answers whatever the batch, and those of transformers."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoModelForCausalLM

from digest import host
from digest.config.settings import ModelSettings
from digest.engines import factory
from digest.engines.api import Engine, Output, Request, Task, ask
from digest.engines.hf.causal import Causal
from digest.engines.hf.seq2seq import Seq2Seq
from digest.engines.model_families import Chat, family
from digest.engines.native import loader
from digest.engines.native.beam_search import Beam
from digest.engines.native.decoder import Shape, whole_keys
from digest.engines.native.english_tokens import english_tokens
from digest.engines.native.scheduler import Runner
from digest.engines.native.scoring import IMPOSSIBLE
from digest.engines.placement import Placement
from digest.engines.prompts import conversation
from digest.engines.weights import conversion
from digest.engines.weights.checkpoint import Checkpoint
from digest.errors import ConfigError, EngineError
from digest.text import hanzi
from tests.support import tiny

needs_int8 = pytest.mark.skipif(
    not loader.supported(), reason="needs VNNI or AMX: the causal engine runs elsewhere"
)
# Marian asks for a normaliser of European punctuation, which Chinese does without.
pytestmark = pytest.mark.filterwarnings("ignore:Recommended")
SETTINGS = ModelSettings(dtype="float32", batch_tokens=2048)
CPU = Placement("cpu", "float32")


def requests(task: Task = "translate", seed: int = 0, beams: int = 1) -> list[Request]:
    return [
        Request(task, text, 12 + 3 * i, seed=seed, beams=beams)
        for i, text in enumerate(tiny.SENTENCES)
    ]


@pytest.fixture(scope="module")
def qwen(tmp_path_factory: pytest.TempPathFactory) -> Checkpoint:
    return Checkpoint(tiny.qwen(tmp_path_factory.mktemp("qwen")))


@pytest.fixture(scope="module")
def causal(qwen: Checkpoint) -> Causal:
    return Causal(qwen, SETTINGS, CPU, fingerprint="tiny")


@pytest.fixture(scope="module")
def runner(qwen: Checkpoint) -> Engine:
    return loader.load_float(
        qwen, dtype=torch.float32, device="cpu", positions=4096, fingerprint="tiny"
    )


@pytest.fixture(scope="module")
def marian(tmp_path_factory: pytest.TempPathFactory) -> Seq2Seq:
    folder = tiny.marian(tmp_path_factory.mktemp("marian"))
    return Seq2Seq(Checkpoint(folder), SETTINGS, CPU, fingerprint="marian")


def alone(engine: Engine, some: Sequence[Request]) -> list[Output]:
    return [ask(engine, [request])[0] for request in some]


@pytest.mark.parametrize("name", ["causal", "runner", "marian"])
def test_an_answer_does_not_depend_on_what_else_is_asked(
    name: str, request: pytest.FixtureRequest
) -> None:
    engine: Engine = request.getfixturevalue(name)
    assert ask(engine, requests()) == alone(engine, requests())


@pytest.mark.parametrize("name", ["causal", "runner"])
def test_tasks_may_be_mixed(name: str, request: pytest.FixtureRequest) -> None:
    engine: Engine = request.getfixturevalue(name)
    mixed = requests()[:4] + requests("summarise")[4:]
    assert ask(engine, mixed) == alone(engine, mixed)


def test_the_quick_runner_in_float32_gives_the_tokens_of_transformers(
    causal: Causal, runner: Engine
) -> None:
    for some in (requests(), requests("summarise")):
        assert ask(runner, some) == ask(causal, some)


def test_a_given_answer_is_scored_as_transformers_does(qwen: Checkpoint, runner: Runner) -> None:
    """Log probabilities over the English tokens, whatever else is scored; nothing is generated."""
    answers = ["The union met.", ".", "A long answer, with 37 words of 2 kinds; and more of them."]
    some = [replace(r, given=a) for r, a in zip(requests(), answers, strict=False)]
    outputs = ask(runner, some)
    assert outputs == alone(runner, some)
    found = [output.scores for output in outputs]
    tokenizer, chat = qwen.tokenizer(), Chat(qwen.tokenizer(), family("qwen2"))
    model = AutoModelForCausalLM.from_pretrained(qwen.folder, dtype=torch.float32).eval()
    allowed = torch.unique(runner._decoder.token_ids(english=True))
    for i, (asked, answer) in enumerate(zip(some, answers, strict=True)):
        prompt = chat.tokens(asked)
        tokens = [*tokenizer(answer)["input_ids"], tokenizer.eos_token_id]
        with torch.inference_mode():
            logits = model(torch.tensor([[*prompt, *tokens[:-1]]])).logits[0, len(prompt) - 1 :]
        chances = torch.full_like(logits, -torch.inf)
        chances[:, allowed] = logits[:, allowed].log_softmax(-1)
        wanted = chances[range(len(tokens)), tokens].clamp(min=IMPOSSIBLE)
        assert torch.allclose(torch.tensor([t.chance for t in found[i]]), wanted, atol=1e-3), answer
        assert [t.best for t in found[i]] == pytest.approx(chances.amax(-1).tolist(), abs=1e-3)
        assert all(t.entropy >= 0 for t in found[i])
        assert [t.end for t in found[i]] == [
            *(end for _, end in tokenizer(answer, return_offsets_mapping=True)["offset_mapping"]), len(answer),
        ]  # fmt: skip


def quantised(source: Checkpoint, folder: Path) -> Checkpoint:
    """The int8 form of a model folder."""
    conversion._quantise(source, folder)
    return Checkpoint(folder)


@pytest.fixture(scope="module")
def int8(qwen: Checkpoint, tmp_path_factory: pytest.TempPathFactory) -> Checkpoint:
    return quantised(qwen, tmp_path_factory.mktemp("int8"))


@pytest.mark.parametrize(("gigabytes", "positions"), [(64, 32768), (4.3, 17_002), (2, 2048)])
def test_where_memory_is_short_fewer_tokens_are_kept_at_once(
    monkeypatch: pytest.MonkeyPatch, gigabytes: float, positions: int
) -> None:
    memory = host.Memory(int(gigabytes * 1e9), "ulimit -v")
    monkeypatch.setattr(host, "memory", lambda: memory)
    shape = Shape(layers=28, heads=12, kv_heads=2, head_size=128, theta=1e6, epsilon=1e-6)
    assert loader.cache_positions(32768, shape, 2_020_000_000) == positions


@needs_int8
def test_int8_stays_close_to_floating_point(int8: Checkpoint, runner: Any) -> None:
    """Hidden rows and logits of the same tokens; the sources of error are 8 bits each side."""
    quick = loader.load_int8(int8, positions=4096, fingerprint="tiny")
    tokens = [[5, 17, 301, 44, 9, 120, 77], [200, 3, 61]]
    found = []
    for engine in (quick, runner):
        decoder = engine._decoder
        with torch.inference_mode():
            decoder.reserve(2, 64)
            hidden = decoder.prefill([0, 1], tokens, 0)
            step = decoder.step(torch.tensor([8, 15]), torch.tensor([7, 3]))
            logits, scale = decoder.logits(torch.cat((hidden, step)), english=False)
            found.append((logits * scale).float())
    ours, reference = found
    close = torch.nn.functional.cosine_similarity(ours, reference, dim=-1)
    assert close.min() > 0.99
    error = (ours - reference).norm(dim=-1) / reference.norm(dim=-1)
    assert error.max() < 0.1


@needs_int8
def test_in_int8_too_an_answer_does_not_depend_on_what_else_is_asked(int8: Checkpoint) -> None:
    quick = loader.load_int8(int8, positions=4096, fingerprint="tiny")
    assert ask(quick, requests()) == alone(quick, requests())
    assert ask(quick, requests(beams=4)) == alone(quick, requests(beams=4))


@pytest.mark.parametrize("positions", [4096, 500])
def test_answers_followed_side_by_side_are_those_of_a_search_without_a_cache(
    qwen: Checkpoint, causal: Causal, positions: int
) -> None:
    """Where few rows fit, texts wait for one another, and answers move between slots more often."""
    engine = loader.load_float(
        qwen, dtype=torch.float32, device="cpu", positions=positions, fingerprint="tiny"
    )
    some = requests(beams=4)
    found = ask(engine, [*requests("summarise"), *some, *requests(seed=2)])[len(some) :]
    assert found[: len(some)] == [searched(causal, request) for request in some]
    assert found[: len(some)] != ask(engine, requests())
    assert found[len(some) :] == ask(engine, requests(seed=2))


def searched(causal: Causal, request: Request) -> Output:
    """The native engine's beam search, each token by a whole pass of transformers."""
    tokenizer: Any = causal._tokenizer
    prompt = causal._chat.tokens(request)
    text = Beam(request.beams, request.max_tokens, frozenset(causal._stops))
    while text.live:
        rows = torch.tensor([[*prompt, *answer.tokens] for answer in text.live])
        with torch.inference_mode():
            logits = causal._model(rows).logits[:, -1]
        chances = logits.masked_fill(causal._masked, -torch.inf).log_softmax(-1)
        top = chances.topk(2 * request.beams)
        text.extend(
            [
                list(zip(*pair, strict=True))
                for pair in zip(top.indices.tolist(), top.values.tolist(), strict=True)
            ]
        )
    answer, reason = text.result()
    ids = [token for token in answer.tokens if token not in causal._stops]
    words = tokenizer.decode(ids, skip_special_tokens=True).strip()
    return Output(words, reason, len(answer.tokens))


def test_transformers_follows_as_many_answers(causal: Causal) -> None:
    assert ask(causal, requests(beams=4)) != ask(causal, requests())
    assert ask(causal, requests(seed=2, beams=4)) == ask(causal, requests(seed=2))


@needs_int8
def test_nor_does_that_of_a_long_text(int8: Checkpoint) -> None:
    quick = loader.load_int8(int8, positions=8192, fingerprint="tiny")
    long = [
        Request("summarise", sentence * (3 * i + 1), 40 + 20 * i)
        for i, sentence in enumerate(tiny.SENTENCES)
    ]
    assert ask(quick, long) == alone(quick, long)


@pytest.mark.parametrize("needed", [40, 150, 192, 200, 300, 384, 450])
def test_attention_over_more_keys_than_needed_gives_the_same(needed: int) -> None:
    torch.manual_seed(needed)
    q, k, v = (torch.randn(16, 2, size, 128).bfloat16() for size in (6, 768, 768))
    found = [
        torch.nn.functional.scaled_dot_product_attention(
            q, k[:, :, :some], v[:, :, :some], attn_mask=(torch.arange(some) < needed)[None, None]
        )
        for some in sorted({whole_keys(count) for count in range(needed, 769)})
    ]
    assert all(one.equal(found[0]) for one in found)


def test_where_int8_does_not_serve_the_runner_in_floating_point_does(qwen: Checkpoint) -> None:
    settings = ModelSettings(engine="causal", path=qwen.folder, dtype="float32")
    engine = factory.load(settings, device="cpu", cache_dir=qwen.folder, progress=print)
    assert isinstance(engine.load(), Runner)
    assert factory.describe(engine).engine == "causal"


def test_greedy_answers_are_those_of_plain_transformers(causal: Causal) -> None:
    request = requests("summarise")[0]
    tokenizer: Any = causal._tokenizer
    prompt = tokenizer.apply_chat_template(
        conversation(request), tokenize=False, add_generation_prompt=True
    )
    encoded = tokenizer(prompt, return_tensors="pt", add_special_tokens=False)
    ids = causal._model.generate(**encoded, max_new_tokens=request.max_tokens, do_sample=False)
    answer = ids[0, encoded["input_ids"].shape[1] :]
    (output,) = ask(causal, [request])
    assert output.text == tokenizer.decode(answer, skip_special_tokens=True).strip()


@pytest.mark.parametrize("name", ["causal", "runner"])
def test_english_holds_no_chinese(name: str, request: pytest.FixtureRequest) -> None:
    engine: Engine = request.getfixturevalue(name)
    assert not any(hanzi.has_han(output.text) for output in ask(engine, requests()))


def test_an_english_text_holds_letters_of_english_and_signs_alone() -> None:
    kept = ["The", " café", "’s", " —", "£5", "°C", "½", "🚲", "ĠâĢĶ", "Â", "âĢ"]
    refused = ["水", "，", "São", "quê", "Привет", "ệ", "수", "ã", "Ã£", "ä¸", "â", "Ġä"]
    assert english_tokens([*kept, None, *refused]) == list(range(len(kept)))


@pytest.mark.parametrize("name", ["causal", "runner"])
def test_a_seed_gives_the_same_other_answer_again(
    name: str, request: pytest.FixtureRequest
) -> None:
    engine: Engine = request.getfixturevalue(name)
    seeded = requests(seed=3)[:3]
    first = ask(engine, seeded)
    assert first == ask(engine, seeded)
    assert first != ask(engine, requests()[:3])


@pytest.mark.parametrize("positions", [4096, 1024])
def test_tries_of_one_text_share_its_prefill(
    qwen: Checkpoint, runner: Any, positions: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, other = tiny.SENTENCES[:2]
    # Where few fit at once, the next try comes while one before it is still on its way.
    tokens = (12, 13, 15, 18, 22, 27, 33, 40)
    tries = [Request("translate", text, most, seed=i) for i, most in enumerate(tokens)]
    tries += [Request("translate", other, 12)]
    wanted = alone(runner, tries)
    runner = loader.load_float(
        qwen, dtype=torch.float32, device="cpu", positions=positions, fingerprint="tiny"
    )
    prefilled: list[int] = []
    prefill = runner._decoder.prefill

    def counted(slots: Sequence[int], texts: Sequence[Sequence[int]], start: int) -> torch.Tensor:
        prefilled.append(len(texts))
        return prefill(slots, texts, start)  # type: ignore[no-any-return]

    monkeypatch.setattr(runner._decoder, "prefill", counted)
    assert ask(runner, tries) == wanted
    # The words that all prompts share, and the two texts.
    assert sum(prefilled) == 3


@pytest.mark.parametrize("name", ["causal", "runner", "marian"])
def test_an_answer_cut_off_says_so(name: str, request: pytest.FixtureRequest) -> None:
    engine: Engine = request.getfixturevalue(name)
    (output,) = ask(engine, [Request("translate", tiny.SENTENCES[0], 3)])
    assert output.finish_reason == "length"
    assert output.tokens <= 3


def test_a_batch_that_does_not_fit_in_memory_is_halved(
    causal: Causal, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, rows = causal._model.generate, []

    def small(input_ids: torch.Tensor, **options: Any) -> Any:
        rows.append(len(input_ids))
        if len(input_ids) > 2:
            raise torch.OutOfMemoryError("out of memory")
        return real(input_ids=input_ids, **options)

    expected = ask(causal, requests())
    monkeypatch.setattr(causal._model, "generate", small)
    assert ask(causal, requests()) == expected
    assert max(rows) > 2


def test_a_single_text_that_does_not_fit_is_an_engine_error(
    causal: Causal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(**_: Any) -> Any:
        raise torch.OutOfMemoryError("out of memory")

    monkeypatch.setattr(causal._model, "generate", never)
    with pytest.raises(EngineError, match="does not fit in memory"):
        ask(causal, requests()[:1])


def test_a_long_text_goes_in_parts_and_comes_back_whole(marian: Seq2Seq) -> None:
    text = "".join(s for s in tiny.SENTENCES if hanzi.has_han(s)) * 3
    parts = marian._parts(text)
    assert len(parts) > 1
    assert "".join(parts) == text
    (whole,) = ask(marian, [Request("translate", text, 20)])
    answers = alone(marian, [Request("translate", part, 20) for part in parts])
    assert whole.text == " ".join(answer.text for answer in answers)


def test_nllb_answers_in_the_language_asked_for(tmp_path: Path) -> None:
    folder = tiny.nllb(tmp_path / "nllb")
    settings = SETTINGS.model_copy(
        update={"source_language": "zho_Hans", "target_language": "eng_Latn"}
    )
    engine = Seq2Seq(Checkpoint(folder), settings, CPU, fingerprint="nllb")
    assert engine._start == engine._tokenizer.convert_tokens_to_ids("eng_Latn")
    assert len(ask(engine, requests()[:2])) == 2
    wrong = settings.model_copy(update={"target_language": "klingon"})
    with pytest.raises(ConfigError, match="klingon"):
        Seq2Seq(Checkpoint(folder), wrong, CPU, fingerprint="nllb")


def test_a_summariser_of_the_t5_family_answers_whatever_the_batch(tmp_path: Path) -> None:
    engine = Seq2Seq(Checkpoint(tiny.t5(tmp_path / "t5")), SETTINGS, CPU, fingerprint="t5")
    assert ask(engine, requests("summarise")) == alone(engine, requests("summarise"))
