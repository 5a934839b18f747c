"""Chat models through transformers, for devices and architectures that the native engine lacks."""

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor

from digest.config.settings import ModelSettings
from digest.engines.api import Output, Request
from digest.engines.hf import batching
from digest.engines.model_families import Chat, family
from digest.engines.native.english_tokens import english_tokens
from digest.engines.placement import Placement
from digest.engines.weights.checkpoint import Checkpoint


class Causal:
    """AutoModelForCausalLM with its chat template; where English is asked for, only English tokens.

    EngineError if the placement is a GPU and there is none.
    """

    def __init__(
        self, checkpoint: Checkpoint, settings: ModelSettings, place: Placement, *, fingerprint: str
    ) -> None:
        from transformers import AutoModelForCausalLM  # noqa: PLC0415 - takes two seconds

        self.fingerprint = fingerprint
        self._device = place.torch_device
        self._budget = settings.batch_tokens
        self._family = family(checkpoint.config.model_type)
        self._tokenizer = checkpoint.tokenizer()
        self._tokenizer.padding_side = "left"
        if self._tokenizer.pad_token_id is None:
            self._tokenizer.pad_token = self._tokenizer.eos_token
        self._chat = Chat(self._tokenizer, self._family)
        self._stops = checkpoint.stops()
        self._model = AutoModelForCausalLM.from_pretrained(
            checkpoint.folder,
            dtype=place.torch_dtype,
            local_files_only=True,
            use_safetensors=True,
        ).to(self._device)
        self._model.eval()
        # With greedy decoding, transformers would warn about the model's own sampling defaults.
        for name in ("temperature", "top_p", "top_k", "repetition_penalty"):
            setattr(self._model.generation_config, name, None)
        self._masked = self._masked_tokens()

    def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
        """See Engine; outputs come batch by batch."""
        yield from batching.unscored(requests)
        prompts = [self._chat.tokens(request) for request in requests]
        sizes = [
            (len(prompt) + request.max_tokens) * self._width(request)
            for prompt, request in zip(prompts, requests, strict=True)
        ]
        for batch in batching.packed(requests, sizes, self._budget):
            yield from batching.run(batch, lambda some: self._answer(some, prompts))

    @torch.inference_mode()
    def _answer(self, batch: batching.Batch, prompts: Sequence[list[int]]) -> list[Output]:
        encoded = self._tokenizer.pad(
            {"input_ids": [prompts[index] for index, _ in batch]}, return_tensors="pt"
        ).to(self._device)
        first = batch[0][1]
        ids = self._model.generate(
            **encoded,
            max_new_tokens=max(request.max_tokens for _, request in batch),
            eos_token_id=sorted(self._stops),
            pad_token_id=self._tokenizer.pad_token_id,
            logits_processor=[_Mask(self._masked)] if first.english else [],
            **{"num_beams": self._width(first), **batching.decoding(first, self._family)},
        )
        start = encoded["input_ids"].shape[1]
        return [
            self._output(row[start:].tolist(), request)
            for row, (_, request) in zip(ids, batch, strict=True)
        ]

    def _width(self, request: Request) -> int:
        return request.width if self._family.beams else 1

    def _output(self, ids: list[int], request: Request) -> Output:
        ids = ids[: request.max_tokens]
        ends = [place for place, token in enumerate(ids) if token in self._stops]
        kept = ids[: ends[0]] if ends else ids
        text = self._tokenizer.decode(kept, skip_special_tokens=True).strip()
        return Output(text, "stop" if ends else "length", len(kept) + bool(ends))

    def _masked_tokens(self) -> Tensor:
        """A boolean per token: True if no English text may contain it."""
        spelled = self._tokenizer.convert_ids_to_tokens(list(range(len(self._tokenizer))))
        masked = torch.ones(self._model.config.vocab_size, dtype=torch.bool)
        masked[list(set(english_tokens(spelled)) | self._stops)] = False
        return masked.to(self._device)


class _Mask:
    """A logits processor that rules tokens out."""

    def __init__(self, masked: Tensor) -> None:
        self._masked = masked

    def __call__(self, _: Any, scores: Tensor) -> Tensor:
        return scores.masked_fill(self._masked, -torch.inf)
