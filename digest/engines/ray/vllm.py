"""vLLM's stage of Ray Data in place of our worker, on clusters with GPUs (extra `vllm`).

The same line as in `cluster.py`, but for the model: each text is a row, its prompt is made of the
same words by the same template, and vLLM puts rows together as it likes. It cannot be told which
tokens no English text holds; the checks find what Chinese is left, and ask again.
"""

import functools
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from digest import host
from digest.config.settings import ClusterSettings
from digest.engines.api import NEAR_TEMPERATURE, Output, Request
from digest.engines.model_families import family, prompt
from digest.engines.ray.worker import Answer, Packet, Recipe
from digest.engines.weights import registry
from digest.engines.weights.checkpoint import Checkpoint
from digest.errors import ConfigError

# Rows that one engine has in its hands: what vLLM runs at once on a GPU of 40 GB, and some to wait.
ROWS = 256
# Room for a prompt and its answer: the longest is 2,400 characters, with notes, and a summary.
_POSITIONS = 8192


def stage(recipe: Recipe, settings: ClusterSettings, workers: int) -> Callable[[Any], Any]:
    """What makes a dataset of answers of one of packets; ConfigError where vllm is missing."""
    try:
        if find_spec("vllm") is None:
            raise ImportError("No module named 'vllm'")  # noqa: TRY301 - as below
        # Only here: ray's own module asks for what the extra brings.
        from ray.data.llm import build_processor, vLLMEngineProcessorConfig  # noqa: PLC0415
    except ImportError as error:
        raise ConfigError(
            f"engine: vllm: {error}; on every machine of the cluster run: "
            f"{host.install_command('vllm')} && pip install 'vllm==0.32.*'; "
            f"--profile ray needs neither"
        ) from error
    folder = _folder(recipe)
    config = vLLMEngineProcessorConfig(
        model_source=folder,
        engine_kwargs={
            "dtype": recipe.model.dtype,
            "max_model_len": _POSITIONS,
            "tensor_parallel_size": max(1, int(settings.gpus)),
            "enable_prefix_caching": True,  # texts of one task begin alike
        },
        concurrency=(workers, workers),
        # Rows come for as long as the run lasts: a batch of more would wait for its last.
        batch_size=1,
        max_concurrent_batches=ROWS,
        should_continue_on_error=True,
        chat_template_stage=False,
        tokenize_stage=False,
        detokenize_stage=False,
    )
    made: Callable[[Any], Any] = build_processor(
        config,
        preprocess=functools.partial(asked, folder),
        postprocess=functools.partial(answered, folder),
    )
    return made


def _folder(recipe: Recipe) -> str:
    """The model's folder, which is at the same place on every machine."""
    if recipe.model.path:
        return str(recipe.model.path)
    place = Path(recipe.weights).expanduser()
    return str(registry.checkpoint(registry.named(recipe.model.name), place, print).folder)


@functools.cache
def _tokenizer(folder: str) -> tuple[Any, frozenset[int], str]:
    """The model's tokenizer, the tokens that end an answer, and its architecture."""
    found = Checkpoint(Path(folder))
    return found.tokenizer(), found.stops(), found.config.model_type


def asked(folder: str, row: dict[str, Any]) -> dict[str, Any]:
    """The columns that vLLM reads of a packet of one text: the prompt's tokens, how to decode."""
    (request,) = Packet.load(row["packet"]).requests
    tokenizer, stops, architecture = _tokenizer(folder)
    wanted = family(architecture)
    words = prompt(tokenizer, request, wanted)
    return {
        "packet": row["packet"],
        "prompt": words,
        "tokenized_prompt": tokenizer(words, add_special_tokens=False)["input_ids"],
        "sampling_params": {
            "max_tokens": request.max_tokens,
            "stop_token_ids": sorted(stops),
            **dict(wanted.always),
            **_decoding(request, dict(wanted.sampling)),
        },
    }


# vLLM follows several answers by another call only, in which a batch cannot be packed: one it is here.
def _decoding(request: Request, sampling: dict[str, Any]) -> dict[str, Any]:
    near = {"temperature": NEAR_TEMPERATURE} if request.near else {}
    return sampling | near | {"seed": request.seed} if request.seed else {"temperature": 0.0}


def answered(folder: str, row: dict[str, Any]) -> dict[str, Any]:
    """The answer of a row that vLLM is done with."""
    _, stops, _ = _tokenizer(folder)
    tokens = list(row["generated_tokens"])
    ended = bool(tokens) and int(tokens[-1]) in stops
    output = Output(row["generated_text"].strip(), "stop" if ended else "length", len(tokens))
    return {"answer": Answer(Packet.load(row["packet"]).number, (output,)).dump()}


def answers(rows: list[dict[str, Any]]) -> Iterator[str]:
    """The answers of a table's rows; a text that vLLM could not do is told as its failure."""
    for row in rows:
        if row.get("answer"):
            yield row["answer"]
        else:
            number = Packet.load(row["packet"]).number
            yield Answer(number, (f"vLLM: {row['__inference_error__']}",)).dump()
