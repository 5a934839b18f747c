"""Train the packaged adapter: python -m tests.training.adapter TUNE_FOLDER OUT [--steps N].

Recipe: rank 16 beside the four fused matrices of each layer, AdamW 2e-4 (beta2 0.99) with warm-up
and linear decay, about 1,500 tokens a step, loss on the answers' tokens over the English vocabulary,
prompts as the product writes them; where the ledger's or the numbers' hints agree with the reference,
most prompts carry them, so that the model learns to obey. Every 25 steps the state is kept: the same
command goes on where it stopped. The last 120 pairs of newstest2018 are held out for early stopping.
"""

import argparse
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from digest import zh as zh_text
from digest.engines.base import Request
from digest.engines.checkpoint import Checkpoint
from digest.engines.prompts import conversation
from digest.engines.weights import checkpoint, named
from digest.jobs import _loose
from digest.terms import Ledger, build_ledger
from digest.verify import numbers
from tests.training.frozen import Example, Model

RANK, SEED, RATE, WARM_UP, TOKENS, HELD = 16, 1, 2e-4, 20, 1500, 120
KEEP_EVERY, CHECK_EVERY = 25, 100
# Of prompts whose hints the reference obeys, so many carry them.
HINTED = 0.7


def main() -> None:
    """Read, train, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tune", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--cache", type=Path, required=True, help="where converted models lie")
    parser.add_argument("--steps", type=int, default=400)
    options = parser.parse_args()
    random.seed(SEED)
    found = checkpoint(named("qwen2.5-coder-1.5b-instruct"), options.cache, print)
    pairs, held = _pairs(options.tune)
    prefix, examples = _encoded(found, pairs + held)
    model = Model(found, RANK, SEED)
    _train(model, prefix, (examples[: len(pairs)], examples[len(pairs) :]), options)


def _pairs(folder: Path) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    pairs: list[tuple[str, str]] = []
    held: list[tuple[str, str]] = []
    for source in sorted(folder.glob("*.zh")):
        lines = source.read_text(encoding="utf-8").splitlines()
        english = source.with_suffix(".en").read_text(encoding="utf-8").splitlines()
        some = [(a.strip(), b.strip()) for a, b in zip(lines, english, strict=True)]
        if source.stem == "newstest2018":
            held = some[-HELD:]
            some = some[:-HELD]
        pairs += [pair for pair in some if _good(*pair)]
    random.shuffle(pairs)
    return pairs, held


def _good(zh: str, en: str) -> bool:
    """Whether a pair is worth learning from: both there, no Han in the English, of like length."""
    if not zh or not en or zh_text.has_han(en):
        return False
    return 0.25 < len(en.split()) / max(1, len(zh)) < 1.2 and len(zh) < 200


def _encoded(found: Checkpoint, pairs: list[tuple[str, str]]) -> tuple[list[int], list[Example]]:
    tokenizer = found.tokenizer()
    examples = [_example(tokenizer, zh, en) for zh, en in pairs]
    shortest = min(len(e.prompt) for e in examples)
    first = examples[0].prompt
    same = next(
        (n for n in range(shortest) if any(e.prompt[n] != first[n] for e in examples)), shortest
    )
    return first[:same], [Example(e.prompt[same:], e.answer) for e in examples]


def _example(tokenizer: Any, zh: str, en: str) -> Example:
    ledger: Ledger = build_ledger([_loose([zh])])
    offered = (*ledger.hints(zh), *numbers.hints(zh))
    obeyed = tuple((a, b) for a, b in offered if b.casefold() in en.casefold())
    hints = obeyed if random.random() < HINTED else ()
    request = Request("translate", zh, 400, hints=hints)
    prompt = tokenizer.apply_chat_template(
        conversation(request), tokenize=False, add_generation_prompt=True
    )
    prompt_ids, answer_ids = (
        tokenizer(text, add_special_tokens=False)["input_ids"]
        for text in (prompt, f"{en}<|im_end|>")
    )
    return Example(prompt_ids, answer_ids)


def _batches(examples: list[Example], epoch: int) -> list[list[Example]]:
    """Packs of about TOKENS tokens of examples of like length, in random order."""
    order = sorted(
        random.Random(SEED + epoch).sample(examples, len(examples)), key=lambda e: e.size // 16
    )
    packs: list[list[Example]] = [[]]
    for example in order:
        if sum(e.size for e in packs[-1]) + example.size > TOKENS:
            packs.append([])
        packs[-1].append(example)
    random.Random(SEED + epoch).shuffle(packs)
    return packs


def _endless(examples: list[Example], start: int) -> Iterator[list[Example]]:
    step = 0
    for epoch in range(1000):
        for pack in _batches(examples, epoch):
            if step >= start:
                yield pack
            step += 1


def _train(
    model: Model, prefix: list[int], data: tuple[list[Example], list[Example]], options: Any
) -> None:
    examples, held = data
    optimiser = torch.optim.AdamW(
        model.low_rank.parameters(), RATE, betas=(0.9, 0.99), weight_decay=0
    )
    state = options.out.with_suffix(".state")
    start = _resume(model, optimiser, state)
    began, seen = time.monotonic(), 0
    for step, pack in enumerate(_endless(examples, start), start):
        if step >= options.steps:
            break
        rate = RATE * min(1, (step + 1) / WARM_UP) * (1 - step / options.steps)
        for group in optimiser.param_groups:
            group["lr"] = rate
        loss, count = model.loss(prefix, pack)
        (loss / count).backward()  # type: ignore[no-untyped-call]
        norm = torch.nn.utils.clip_grad_norm_(model.low_rank.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad()
        seen += sum(e.size for e in pack)
        print(
            f"{step} loss {loss.item() / count:.3f} norm {norm:.2f} "
            f"{seen / (time.monotonic() - began):.0f} tokens/s", flush=True,
        )  # fmt: skip
        if step % CHECK_EVERY == 0:
            print(f"held out {_held_out(model, prefix, held):.4f}", flush=True)
        if step % KEEP_EVERY == KEEP_EVERY - 1:
            _keep(model, optimiser, state, step + 1)
    print(f"held out {_held_out(model, prefix, held):.4f}")
    save_file(
        {name.replace("_", ".", 1): p.detach().bfloat16() for name, p in model.low_rank.items()},
        options.out,
    )


@torch.no_grad()
def _held_out(model: Model, prefix: list[int], held: list[Example]) -> float:
    sums = [model.loss(prefix, held[i : i + 20]) for i in range(0, len(held), 20)]
    return float(sum(loss for loss, _ in sums)) / sum(count for _, count in sums)


def _keep(model: Model, optimiser: torch.optim.Optimizer, state: Path, step: int) -> None:
    kept = {name: p.detach() for name, p in model.low_rank.items()}
    for name, p in model.low_rank.items():
        moments = optimiser.state[p]
        kept |= {f"m.{name}": moments["exp_avg"], f"v.{name}": moments["exp_avg_sq"]}
    unfinished = state.with_suffix(".new")
    save_file({**kept, "step": torch.tensor([step])}, unfinished)
    unfinished.replace(state)


def _resume(model: Model, optimiser: torch.optim.Optimizer, state: Path) -> int:
    """The step to go on from; 0 where nothing was kept."""
    if not state.exists():
        return 0
    kept = load_file(state)
    step = int(kept["step"])
    for name, p in model.low_rank.items():
        p.data.copy_(kept[name])
        optimiser.state[p] = {
            "step": torch.tensor(float(step)), "exp_avg": kept[f"m.{name}"],
            "exp_avg_sq": kept[f"v.{name}"],
        }  # fmt: skip
    return step


if __name__ == "__main__":
    main()
