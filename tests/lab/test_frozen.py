"""The losses that the adapter is trained by."""

from pathlib import Path

import pytest
import torch

from digest.engines.native import loader
from digest.engines.weights.checkpoint import Checkpoint
from tests.support import tiny


# torch.compile imports a part of torch that uses a deprecated one.
@pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning")
@pytest.mark.skipif(not loader.supported(), reason="needs VNNI or AMX, as training does")
def test_the_loss_that_keeps_what_was_learned_is_least_where_nothing_changed(
    tmp_path: Path,
) -> None:
    from lab.train.frozen import Example, Model

    prefix = [5, 17, 301]
    examples = [Example([44, 9, 120], [77, 200, 3]), Example([61, 8], [90, 2])]
    torch.compiler.set_stance("force_eager")  # no C++ compiler is needed here
    try:
        model = Model(Checkpoint(tiny.qwen(tmp_path)), rank=2, seed=1)
        model.start(model.adapter())
        first, count = model.change(prefix, examples, english=False)
        assert count == 5
        noise = torch.Generator().manual_seed(2)
        with torch.no_grad():
            for pair in model.low_rank.values():
                pair.add_(0.05 * torch.randn(pair.shape, generator=noise))
        changed, _ = model.change(prefix, examples, english=False)
        assert changed > first + 0.01
        # Following its gradient leads back.
        optimiser = torch.optim.SGD(model.low_rank.parameters(), lr=0.02)
        for _ in range(5):
            loss, _ = model.change(prefix, examples, english=False)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
        assert loss < changed
    finally:
        torch.compiler.set_stance("default")
