"""Teach the adapter which of its own answers are best: python -m tests.training.preference DRAWS OUT --cache F.

Of the answers that `tests.training.draws` wrote for a text, one is better and one worse (`worth`). The loss is CPO's (Xu et al. 2024, arXiv:2401.08417): the
best shall be likelier than the worst, and likely. So one answer gives much of what the best of six would, at no
cost when it runs (Yang et al. 2023, arXiv:2311.08380). Every 25 steps the state is kept.
"""

import argparse
import random
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional

from digest.engines.base import Task
from digest.engines.weights import checkpoint, named
from tests.training.adapter import KEEP_EVERY, RANK, SEED, WARM_UP, encoded, keep, resume
from tests.training.frozen import ROWS, Example, Model
from tests.training.pairs import Asked
from tests.training.worth import preferences

# As in the paper; the rate is a quarter of that for lines.
BETA, RATE = 0.1, 5e-5

Pack = tuple[Task, list[Example]]


def main() -> None:
    """Read, train, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("draws", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--cache", type=Path, required=True, help="where converted models lie")
    parser.add_argument("--start", type=Path, required=True, help="the adapter to go on from")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--steps", type=int, help="fewer than one pass over the draws")
    options = parser.parse_args()
    preferred = list(preferences(options.draws))
    found = checkpoint(named("qwen2.5-coder-1.5b-instruct"), options.cache, print)
    asked: list[Asked] = [(p.request, en) for p in preferred for en in (p.better, p.worse)]
    prefixes, examples = encoded(found.tokenizer(), asked)
    packs = _packs(examples, prefixes)
    print(f"{len(preferred)} preferences, {len(packs)} packs", flush=True)
    model = Model(found, RANK, SEED)
    model.start(load_file(options.start))
    _train(model, prefixes, packs[: options.steps], options)


def _packs(
    examples: Sequence[tuple[Task, Example]], prefixes: Mapping[Task, list[int]]
) -> list[Pack]:
    """Packs of one task that fill ROWS, of pairs better and worse, in random order."""
    chance = random.Random(SEED)
    packs: list[Pack] = []
    for task, prefix in prefixes.items():
        some = [example for its, example in examples if its == task]
        pairs = list(zip(some[::2], some[1::2], strict=True))
        chance.shuffle(pairs)
        pack: list[Example] = []
        for pair in sorted(pairs, key=lambda pair: pair[0].size // 24):
            if pack and len(prefix) + sum(e.size for e in (*pack, *pair)) > ROWS:
                packs.append((task, pack))
                pack = []
            pack = [*pack, *pair]
        packs.append((task, pack))
    chance.shuffle(packs)
    return packs


def _train(
    model: Model, prefixes: Mapping[Task, list[int]], packs: Sequence[Pack], options: Any
) -> None:
    optimiser = torch.optim.AdamW(
        model.low_rank.parameters(), options.rate, betas=(0.9, 0.99), weight_decay=0
    )
    state = options.out.with_suffix(".state")
    start, _ = resume(model, optimiser, state)
    began = time.monotonic()
    for step, (task, pack) in enumerate(packs[start:], start):
        rate = options.rate * min(1, (step + 1) / WARM_UP) * (1 - step / len(packs))
        for group in optimiser.param_groups:
            group["lr"] = rate
        losses, counts = model.losses(prefixes[task], pack, english=True)
        better, worse = losses[::2], losses[1::2]
        prefer = -functional.logsigmoid(BETA * (worse - better)).mean()
        likely = better.sum() / counts[::2].sum()
        (prefer + likely).backward()  # type: ignore[no-untyped-call]
        norm = torch.nn.utils.clip_grad_norm_(model.low_rank.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad()
        print(
            f"{step} {task} prefer {prefer.item():.3f} likely {likely.item():.3f} "
            f"right {(worse > better).float().mean().item():.2f} of {len(better)} norm {norm:.2f} "
            f"{time.monotonic() - began:.0f} s", flush=True,
        )  # fmt: skip
        if step % KEEP_EVERY == KEEP_EVERY - 1 or step == len(packs) - 1:
            save_file(model.adapter(), options.out)
            keep(model, optimiser, state, (step + 1, 0.0))


if __name__ == "__main__":
    main()
