"""What both transformers engines share: batches under a token budget, halved if memory runs out."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch

from digest.engines.api import NEAR_TEMPERATURE, UNSCORED, Output, Request
from digest.engines.model_families import Family
from digest.errors import EngineError

Batch = Sequence[tuple[int, Request]]


def packed(requests: Sequence[Request], sizes: Sequence[int], budget: int) -> Iterator[Batch]:
    """Batches of (index, request) of similar length and equal decoding options, longest first.

    `sizes` are tokens per request, prompt and answer. A batch's rows times its longest size stay
    within `budget`; a request over the budget gets a batch of its own. Those with given English,
    which `unscored` answers, are left out.
    """
    asked = (i for i, request in enumerate(requests) if not request.given)
    order = sorted(asked, key=lambda i: (_options(requests[i]), -sizes[i], i))
    batch: list[tuple[int, Request]] = []
    for i in order:
        longest = sizes[batch[0][0]] if batch else 0
        same = bool(batch) and _options(batch[0][1]) == _options(requests[i])
        if batch and (not same or longest * (len(batch) + 1) > budget):
            yield batch
            batch = []
        batch.append((i, requests[i]))
    if batch:
        yield batch


def unscored(requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
    """The answers to requests with given English, which these engines cannot score."""
    yield from ((i, UNSCORED) for i, request in enumerate(requests) if request.given)


def run(batch: Batch, answer: Callable[[Batch], list[Output]]) -> Iterator[tuple[int, Output]]:
    """(index, output) of each request; a batch that does not fit in memory is halved and retried.

    EngineError if a single request does not fit.
    """
    try:
        outputs = answer(batch)
    except (torch.OutOfMemoryError, RuntimeError) as error:
        if not _is_memory(error):
            raise
        if len(batch) == 1:
            raise EngineError(
                "a single text does not fit in memory: free some, or use a smaller model"
            ) from error
        outputs = []
    if outputs:
        yield from ((index, output) for (index, _), output in zip(batch, outputs, strict=True))
        return
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    middle = len(batch) // 2
    yield from run(batch[:middle], answer)
    yield from run(batch[middle:], answer)


def decoding(request: Request, its_family: Family) -> dict[str, Any]:
    """Options of transformers' generate() for a request; seeds torch's generator for a sample."""
    if not request.seed:
        return {"do_sample": False, **its_family.always}
    torch.manual_seed(request.seed)
    near = {"temperature": NEAR_TEMPERATURE} if request.near else {}
    # One beam: the best of several samples would be the same each time.
    return {"do_sample": True, **its_family.always, **its_family.sampling, **near, "num_beams": 1}


def _options(request: Request) -> tuple[bool, int, bool, int]:
    return not request.english, request.seed, request.near, request.width


def _is_memory(error: RuntimeError) -> bool:
    return isinstance(error, torch.OutOfMemoryError) or "memory" in str(error).lower()
