"""The parts of GPU training, run on the CPU: one layer with the decoder's own widths."""

from typing import Any

import numpy as np
import pytest
import torch
from gguf import GGMLQuantizationType, quants

from lab.train import gpu, reinforce
from lab.train.gpu import Answering, Model, dequantised
from lab.train.reinforce import DRAWS, Worth, gains, learn, worth
from lab.train.reward import bleu, chrf, counts, rarity, rouge

WORDS, WIDTH, FEED, RANK, END = 40, gpu.HEADS * gpu.SIZE, 64, 4, 39
SHAPES = {
    "attn_q": (WIDTH, WIDTH),
    "attn_k": (gpu.KV_HEADS * gpu.SIZE, WIDTH),
    "attn_v": (gpu.KV_HEADS * gpu.SIZE, WIDTH),
    "attn_output": (WIDTH, WIDTH),
    "ffn_gate": (FEED, WIDTH),
    "ffn_up": (FEED, WIDTH),
    "ffn_down": (WIDTH, FEED),
}


@pytest.fixture(scope="module")
def model() -> Model:
    noise = torch.Generator().manual_seed(1)

    def some(*shape: int) -> torch.Tensor:
        return (torch.randn(shape, generator=noise) * 0.1).bfloat16()

    weights = {f"blk.0.{name}.weight": some(*shape) for name, shape in SHAPES.items()}
    weights |= {f"blk.0.{name}.bias": some(SHAPES[name][0]) for name in SHAPES if name[-1] in "qkv"}
    weights |= {f"blk.0.{norm}.weight": torch.ones(WIDTH) for norm in ("attn_norm", "ffn_norm")}
    weights |= {"token_embd": some(WORDS, WIDTH), "output": some(WORDS, WIDTH)}
    fused = {"qkv": ("attn_q", "attn_k", "attn_v"), "output": ("attn_output",),
             "gate_up": ("ffn_gate", "ffn_up"), "down": ("ffn_down",)}  # fmt: skip
    pairs = {}
    for name, parts in fused.items():
        pairs[f"0.{name}.a"] = some(RANK, SHAPES[parts[0]][1])
        pairs[f"0.{name}.b"] = some(sum(SHAPES[part][0] for part in parts), RANK)
    weights["output_norm.weight"] = torch.ones(WIDTH)
    return Model(weights, pairs, "cpu", [1] * WORDS, END)


def text(*prompt: int) -> dict[str, Any]:
    return {"task": "translate", "prompt": list(prompt), "hints": [], "text": "", "reference": "a"}


def likely(model: Model, prompt: list[int], answer: list[int]) -> torch.Tensor:
    tokens = torch.tensor([prompt + answer])
    hidden = model.hidden(tokens, torch.arange(tokens.shape[1])[None])[0, len(prompt) - 1 : -1]
    logits = model.logits(hidden, torch.ones(len(answer))) / reinforce.SHARPNESS
    return logits.log_softmax(-1).gather(1, torch.tensor(answer)[:, None]).sum()


@pytest.mark.parametrize("kind", [GGMLQuantizationType.Q4_K, GGMLQuantizationType.Q6_K])
def test_quantised_rows_are_read_as_ggml_reads_them(kind: GGMLQuantizationType) -> None:
    size = {GGMLQuantizationType.Q4_K: 144, GGMLQuantizationType.Q6_K: 210}[kind]
    raw = np.random.default_rng(1).integers(0, 256, (3, 6 * size), dtype=np.uint8)
    # The scales of a block are half floats, whose highest exponent is no number.
    halves = raw.reshape(-1, size)
    halves[:, [1, 3] if size == 144 else [-1]] &= 0x3B
    ours = dequantised(torch.from_numpy(raw))
    theirs = torch.from_numpy(quants.dequantize(raw, kind)).bfloat16()
    assert torch.equal(ours, theirs)


def test_an_answer_out_of_the_cache_is_what_the_whole_text_foretells(model: Model) -> None:
    texts = [text(1, 2, 3), text(4, 5, 6, 7, 8)]
    for asked, answer in zip(texts, Answering(model, 3).answers(texts, 1, 0.0), strict=True):
        tokens = torch.tensor([asked["prompt"] + answer])
        hidden = model.hidden(tokens, torch.arange(tokens.shape[1])[None])
        foretold = model.logits(hidden[0], torch.ones(tokens.shape[1])).argmax(-1).tolist()
        # Later, two words may be as likely in bfloat16.
        start = len(asked["prompt"]) - 1
        assert foretold[start : start + 12] == answer[:12]


def test_answers_that_share_a_prompt_teach_as_each_alone_would(model: Model) -> None:
    texts, answers = [text(1, 2, 3), text(4, 5)], [[7, 8, 9, END], [10, END], [END], [11, 12]]
    weights = [1.0, -1.0, 0.5, 2.0]
    for p in model.pairs.values():
        p.grad = None
    learn(model, texts, answers, weights)
    shared = [p.grad.clone() for p in model.pairs.values() if p.grad is not None]
    for p in model.pairs.values():
        p.grad = None
    for i, answer in enumerate(answers):
        prompt = texts[i // 2]["prompt"]
        (-weights[i] * likely(model, prompt, answer) / 9).backward()  # type: ignore[no-untyped-call]
    alone = [p.grad for p in model.pairs.values() if p.grad is not None]
    assert len(alone) == len(shared) == 8
    for a, b in zip(alone, shared, strict=True):
        assert torch.nn.functional.cosine_similarity(a.flatten(), b.flatten(), 0) > 0.999


def test_of_answers_to_a_text_the_better_is_gained_by() -> None:
    said = ["The union visited 300 workers.", *["A union went."] * (DRAWS - 1)]
    asked = {**text(1), "reference": "The union visited 300 workers.", "hints": ["300"]}
    found = gains([worth((one, asked, True)) for one in said])
    assert found[0] > 0 > found[1]
    assert abs(sum(found)) < 1e-3


def test_a_missing_hint_chinese_and_an_endless_answer_are_faults() -> None:
    asked = {**text(1), "hints": ["Beijing"]}
    faults = [worth((one, asked, one != "Beijing" * 9)).faults for one in (
        "Beijing", "Peking", "Beijing 北京", "Beijing" * 9, ""
    )]  # fmt: skip
    assert faults == [0, 0.25, 0.3, 1.0, 1.25]
    line = worth(
        ("职工100人", {**asked, "task": "line", "text": "10人", "reference": "职工"}, True)
    )
    assert line == Worth(None, rouge("职工100人", "职工"), 0.3)


def test_the_gain_in_bleu_orders_answers_as_the_corpus_does() -> None:
    reference = "the union gave tea to the riders in the square"
    answers = [reference, "the union gave tea to riders", "tea was given", "the the the the"]
    each = [counts(one, reference) for one in answers]
    worths = [bleu(one, rarity(each)) for one in each]
    assert worths[0] > worths[1] > max(worths[2:])
    assert chrf(reference, reference) == rouge(reference, reference) == 1
    assert rouge("工会慰问职工", "慰问职工") == pytest.approx(0.8)
