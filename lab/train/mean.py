"""The mean of adapters from one training run: python -m lab.train.mean OUT A B [...].

States of one run lie in one basin of the loss, where the mean of their weights is at least as good as
each (Izmailov et al. 2018). Here it also kept the English from becoming too short, as the later state did.
"""

import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file


def main() -> None:
    """Read the adapters and write their mean in their own precision."""
    out, *files = map(Path, sys.argv[1:])
    adapters = [load_file(file) for file in files]
    means = {
        name: torch.stack([one[name].float() for one in adapters]).mean(0).to(pair.dtype)
        for name, pair in adapters[0].items()
    }
    save_file(means, out)


if __name__ == "__main__":
    main()
