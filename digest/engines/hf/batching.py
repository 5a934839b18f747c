"""What the transformers engines share: batches under a token budget, halved where memory ends."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch

from digest.engines.api import NEAR_TEMPERATURE, Output, Request
from digest.engines.model_families import Family
from digest.errors import EngineError

Batch = Sequence[tuple[int, Request]]


def place(device: str) -> torch.device:
    """The device that "auto", "cpu" or "cuda" means here; EngineError where there is no GPU."""
    if device == "cuda" and not torch.cuda.is_available():
        raise EngineError("no GPU that torch can use: check the driver, or give --device cpu")
    return torch.device("cuda" if device != "cpu" and torch.cuda.is_available() else "cpu")


def number_type(wanted: str, device: torch.device) -> torch.dtype:
    """The dtype of a name; "auto" is bfloat16 where the device multiplies it, else float32."""
    if wanted != "auto":
        found: torch.dtype = getattr(torch, wanted)
        return found
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    quick = torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()  # noqa: SLF001 - no other way to ask
    return torch.bfloat16 if quick else torch.float32


def packed(requests: Sequence[Request], sizes: Sequence[int], budget: int) -> Iterator[Batch]:
    """Batches of like length and like decoding, longest first.

    `sizes` are tokens a request, prompt and answer; a batch's rows times its longest fit `budget`.
    """
    order = sorted(range(len(requests)), key=lambda i: (_kind(requests[i]), -sizes[i], i))
    batch: list[tuple[int, Request]] = []
    for i in order:
        longest = sizes[batch[0][0]] if batch else 0
        same = bool(batch) and _kind(batch[0][1]) == _kind(requests[i])
        if batch and (not same or longest * (len(batch) + 1) > budget):
            yield batch
            batch = []
        batch.append((i, requests[i]))
    if batch:
        yield batch


def run(batch: Batch, answer: Callable[[Batch], list[Output]]) -> Iterator[tuple[int, Output]]:
    """The batch's outputs; one that does not fit in memory is halved and tried again.

    EngineError where a single text does not fit.
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


def decoding(request: Request, wanted: Family) -> dict[str, Any]:
    """generate()'s options for a request: deterministic, or a reproducible sample for a seed."""
    if not request.seed:
        return {"do_sample": False, **wanted.always}
    torch.manual_seed(request.seed)
    # A sample is one of many; the best of several beams would be the same each time.
    near = {"temperature": NEAR_TEMPERATURE} if request.near else {}
    return {"do_sample": True, **wanted.always, **wanted.sampling, **near, "num_beams": 1}


def _kind(request: Request) -> tuple[bool, int, bool, int]:
    return not request.english, request.seed, request.near, request.width


def _is_memory(error: RuntimeError) -> bool:
    return isinstance(error, torch.OutOfMemoryError) or "memory" in str(error).lower()
