"""Train the packaged adapter: python -m lab.train.adapter TUNE_FOLDER OUT --cache F [--steps N] [--summaries F].

Rank 16, alpha 32, beside the four fused matrices of each layer; AdamW at 2e-4 (beta2 0.99) with warm-up
and linear decay; 1,536 rows per step; loss on the answers' tokens. Prompts are the product's. State is
saved every 25 steps; run the same command to resume. Every 33rd line of newstest2018 is held out; of the
saved states, the best on it is written. With --corpus, every hundredth article of it is held out instead, and
the lines of TUNE_FOLDER only keep what the adapter of --start has learned.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from digest.engines.api import Task
from digest.engines.prompts import conversation
from digest.engines.weights.registry import checkpoint, named
from lab.train import newsroom
from lab.train.frozen import ROWS, Example, Model
from lab.train.pairs import Asked, examples

RANK, SEED, RATE, WARM_UP = 16, 1, 2e-4, 15
KEEP_EVERY = 25
# Packs of older examples for each pack of a corpus: they teach only what the model of the start
# expected there, so that what it had learned stays.
KEPT = 0.6
# The weight of their loss. Its gradient is smaller than that of new examples, which is clipped: unweighted
# it would count several times as much, and little would be learned.
KEPT_WEIGHT = 0.35

Pack = tuple[Task, list[Example]]
# Examples that one step must hold together.
Group = tuple[Task, tuple[Example, ...]]


def main() -> None:
    """Read, train, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tune", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--cache", type=Path, required=True, help="folder of converted models")
    parser.add_argument("--steps", type=int, default=450)
    parser.add_argument("--summaries", type=Path, help="what lab.train.summaries wrote")
    parser.add_argument("--start", type=Path, help="an adapter to continue from")
    parser.add_argument("--pages", type=Path, help="Chinese pages: learn only from lines like them")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--corpus", type=Path, help="bilingual articles, to learn from instead")
    options = parser.parse_args()
    found = checkpoint(named("qwen2.5-coder-1.5b-instruct"), options.cache, print)
    asked, held = examples(options.tune, options.summaries, options.pages)
    older: list[Asked] = []
    if options.corpus:
        older = [(request, answer) for request, answer in asked if request.task == "translate"]
        asked, held = newsroom.examples(options.corpus)
    tokenizer = found.tokenizer()
    prefixes, rows = encoded(tokenizer, [*asked, *held, *older])
    model = Model(found, RANK, SEED)
    if options.start:
        model.start(load_file(options.start))
    groups: list[Group] = [(task, (example,)) for task, example in rows]
    packs = packs_of(groups[: len(asked)], prefixes)
    checked = packs_of(groups[len(asked) : len(asked) + len(held)], prefixes)
    kept = packs_of(groups[len(asked) + len(held) :], prefixes)
    print(f"{Counter(task for task, _ in packs)}, {len(kept)} kept", flush=True)
    print(f"{len(packs)} packs, {options.steps} steps, {len(checked)} held out", flush=True)
    _train(model, prefixes, (packs, kept, checked), options)


def encoded(
    tokenizer: Any, asked: Sequence[Asked]
) -> tuple[dict[Task, list[int]], list[tuple[Task, Example]]]:
    """Per task the tokens that all its prompts begin with, and the examples after them."""
    prompts = [
        tokenizer.apply_chat_template(
            conversation(request), tokenize=False, add_generation_prompt=True
        )
        for request, _ in asked
    ]
    ids = [tokenizer(text, add_special_tokens=False)["input_ids"] for text in prompts]
    prefixes: dict[Task, list[int]] = {}
    for (request, _), prompt in zip(asked, ids, strict=True):
        pairs = zip(prefixes.get(request.task, prompt), prompt, strict=False)
        prefixes[request.task] = [a for a, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)]
    answers = [
        tokenizer(f"{answer}<|im_end|>", add_special_tokens=False)["input_ids"]
        for _, answer in asked
    ]
    return prefixes, [
        (request.task, Example(prompt[len(prefixes[request.task]) :], answer))
        for (request, _), prompt, answer in zip(asked, ids, answers, strict=True)
    ]


def packs_of(groups: Sequence[Group], prefixes: Mapping[Task, list[int]]) -> list[Pack]:
    """Batches of one task that fill ROWS, made of whole groups of similar length, in random order."""
    chance = random.Random(SEED)
    packs: list[Pack] = []
    for task, prefix in prefixes.items():
        some = [group for its, group in groups if its == task]
        chance.shuffle(some)
        pack: list[Example] = []
        for group in sorted(some, key=lambda group: group[0].size // 24):
            if pack and len(prefix) + sum(e.size for e in (*pack, *group)) > ROWS:
                packs.append((task, pack))
                pack = []
            pack = [*pack, *group]
        if pack:
            packs.append((task, pack))
    chance.shuffle(packs)
    return packs


def _step(packs: Sequence[Pack], kept: Sequence[Pack], step: int) -> tuple[bool, Pack]:
    """Whether a step learns its answers or keeps what was expected, and its pack."""
    if not kept:
        return True, packs[step % len(packs)]
    before = int(step * KEPT / (1 + KEPT))
    if int((step + 1) * KEPT / (1 + KEPT)) > before:
        return False, kept[before % len(kept)]
    return True, packs[(step - before) % len(packs)]


def _train(
    model: Model,
    prefixes: Mapping[Task, list[int]],
    data: tuple[Sequence[Pack], Sequence[Pack], Sequence[Pack]],
    options: Any,
) -> None:
    packs, kept, held = data
    optimiser = torch.optim.AdamW(
        model.low_rank.parameters(), options.rate, betas=(0.9, 0.99), weight_decay=0
    )
    state = options.out.with_suffix(".state")
    start, best = resume(model, optimiser, state)
    began, seen = time.monotonic(), 0
    for step in range(start, options.steps):
        learned, (task, pack) = _step(packs, kept, step)
        of = model.loss if learned else model.change
        loss, count = of(prefixes[task], pack, english=task in ("translate", "headline"))
        weight = 1.0 if learned else KEPT_WEIGHT
        norm = descend(optimiser, weight * loss / count, rate_at(step, options.steps, options.rate))
        seen += sum(e.size for e in pack)
        print(
            f"{step} {task if learned else 'kept'} loss {loss.item() / count:.3f} norm {norm:.2f} "
            f"{seen / (time.monotonic() - began):.0f} tokens/s", flush=True,
        )  # fmt: skip
        if step % KEEP_EVERY == KEEP_EVERY - 1 or step == options.steps - 1:
            score = _held_out(model, prefixes, held)
            print(f"held out {score:.4f}", flush=True)
            if score < best:
                best = score
                save_file(model.adapter(), options.out)
            keep(model, optimiser, state, (step + 1, best))


def rate_at(step: int, steps: int, highest: float) -> float:
    """The learning rate of a step: linear warm-up, then linear decay to zero."""
    return highest * min(1, (step + 1) / WARM_UP) * (1 - step / steps)


def descend(optimiser: torch.optim.Optimizer, loss: Tensor, rate: float) -> float:
    """One optimiser step; returns the gradient's norm before clipping to 1."""
    loss.backward()  # type: ignore[no-untyped-call]
    [group] = optimiser.param_groups
    group["lr"] = rate
    norm = torch.nn.utils.clip_grad_norm_(group["params"], 1.0)
    optimiser.step()
    optimiser.zero_grad()
    return float(norm)


@torch.no_grad()
def _held_out(model: Model, prefixes: Mapping[Task, list[int]], held: Sequence[Pack]) -> float:
    sums = [model.loss(prefixes[task], pack, english=True) for task, pack in held]
    return float(sum(loss for loss, _ in sums)) / sum(count for _, count in sums)


def keep(
    model: Model, optimiser: torch.optim.Optimizer, state: Path, progress: tuple[int, float]
) -> None:
    """Write what `resume` reads: the pairs, their moments, the next step and the best score."""
    kept = {name: p.detach() for name, p in model.low_rank.items()}
    for name, p in model.low_rank.items():
        moments = optimiser.state[p]
        kept |= {f"m.{name}": moments["exp_avg"], f"v.{name}": moments["exp_avg_sq"]}
    unfinished = state.with_suffix(".new")
    save_file({**kept, "progress": torch.tensor(progress, dtype=torch.float64)}, unfinished)
    unfinished.replace(state)


def resume(model: Model, optimiser: torch.optim.Optimizer, state: Path) -> tuple[int, float]:
    """The step to resume from and the best score so far; the beginning if nothing was saved."""
    if not state.exists():
        return 0, float("inf")
    kept = load_file(state)
    step, best = kept["progress"].tolist()
    for name, p in model.low_rank.items():
        p.data.copy_(kept[name])
        optimiser.state[p] = {
            "step": torch.tensor(step, dtype=torch.float32), "exp_avg": kept[f"m.{name}"],
            "exp_avg_sq": kept[f"v.{name}"],
        }  # fmt: skip
    return int(step), best


if __name__ == "__main__":
    main()
