"""Train the adapter to prefer its best answers: python -m lab.train.preference DRAWS OUT ...

Among the answers that `lab.train.draws` wrote for each text, `worth` names the best and the worst. The
loss makes the best likely, and likelier than the worst: contrastive preference optimisation (Xu et al.
2024, arXiv:2401.08417). One greedy answer then reaches what choosing among several did, at no cost at
run time (Yang et al. 2023, arXiv:2311.08380). State is saved every 25 steps.
"""

import argparse
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional

from digest.engines.api import Task
from digest.engines.weights.registry import checkpoint, named
from lab.train.adapter import (
    KEEP_EVERY,
    RANK,
    SEED,
    Pack,
    descend,
    encoded,
    keep,
    packs_of,
    rate_at,
    resume,
)
from lab.train.frozen import Model
from lab.train.pairs import Asked
from lab.train.worth import preferences

# The paper's weight of the preference; the rate is a quarter of that for lines.
BETA, RATE = 0.1, 5e-5


def main() -> None:
    """Read, train, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("draws", type=Path, help="what lab.train.draws wrote")
    parser.add_argument("out", type=Path)
    parser.add_argument("--cache", type=Path, required=True, help="folder of converted models")
    parser.add_argument("--start", type=Path, required=True, help="the adapter to continue from")
    parser.add_argument("--steps", type=int, help="fewer than one pass over the draws")
    options = parser.parse_args()
    preferred = list(preferences(options.draws))
    found = checkpoint(named("qwen2.5-coder-1.5b-instruct"), options.cache, print)
    asked: list[Asked] = [(p.request, en) for p in preferred for en in (p.better, p.worse)]
    prefixes, examples = encoded(found.tokenizer(), asked)
    pairs = zip(examples[::2], examples[1::2], strict=True)
    packs = packs_of([(task, (a, b)) for (task, a), (_, b) in pairs], prefixes)
    print(f"{len(preferred)} preferences, {len(packs)} packs", flush=True)
    model = Model(found, RANK, SEED)
    model.start(load_file(options.start))
    _train(model, prefixes, packs[: options.steps], options)


def _train(
    model: Model, prefixes: Mapping[Task, list[int]], packs: Sequence[Pack], options: Any
) -> None:
    optimiser = torch.optim.AdamW(
        model.low_rank.parameters(), RATE, betas=(0.9, 0.99), weight_decay=0
    )
    state = options.out.with_suffix(".state")
    start, _ = resume(model, optimiser, state)
    began = time.monotonic()
    for step, (task, pack) in enumerate(packs[start:], start):
        losses, counts = model.losses(prefixes[task], pack, english=True)
        better, worse = losses[::2], losses[1::2]
        prefer = -functional.logsigmoid(BETA * (worse - better)).mean()
        likely = better.sum() / counts[::2].sum()
        norm = descend(optimiser, prefer + likely, rate_at(step, len(packs), RATE))
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
