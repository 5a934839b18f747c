"""Chat models through transformers: every device, every architecture; the quick path is int8.py."""

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor

from digest.config.settings import ModelSettings
from digest.engines.api import Output, Request
from digest.engines.hf import batching
from digest.engines.model_families import family, prompt
from digest.engines.native.english_tokens import english_tokens
from digest.engines.weights.checkpoint import Checkpoint


class Causal:
    """AutoModelForCausalLM with its chat template; English only where English is asked for."""

    def __init__(
        self, checkpoint: Checkpoint, settings: ModelSettings, *, device: str, fingerprint: str
    ) -> None:
        from transformers import AutoModelForCausalLM  # noqa: PLC0415 - two seconds

        self.fingerprint = fingerprint
        self._device = batching.place(device)
        self._budget = settings.batch_tokens
        self._family = family(checkpoint.config.model_type)
        self._tokenizer = checkpoint.tokenizer()
        self._tokenizer.padding_side = "left"
        if self._tokenizer.pad_token_id is None:
            self._tokenizer.pad_token = self._tokenizer.eos_token
        self._stops = checkpoint.stops()
        self._model = AutoModelForCausalLM.from_pretrained(
            checkpoint.folder,
            dtype=batching.number_type(settings.dtype, self._device),
            local_files_only=True,
            use_safetensors=True,
        ).to(self._device)
        self._model.eval()
        # Its own sampling defaults would warn beside greedy decoding.
        for name in ("temperature", "top_p", "top_k", "repetition_penalty"):
            setattr(self._model.generation_config, name, None)
        self._masked = self._foreign_tokens()

    def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
        """See Engine; outputs come batch by batch."""
        prompts = [self._prompt(request) for request in requests]
        sizes = [
            (len(self._tokenizer(prompt, add_special_tokens=False)["input_ids"]) + r.max_tokens)
            * self._width(r)
            for prompt, r in zip(prompts, requests, strict=True)
        ]
        for batch in batching.packed(requests, sizes, self._budget):
            yield from batching.run(batch, lambda some: self._answer(some, prompts))

    @torch.inference_mode()
    def _answer(self, batch: batching.Batch, prompts: Sequence[str]) -> list[Output]:
        encoded = self._tokenizer(
            [prompts[index] for index, _ in batch],
            return_tensors="pt",
            padding=True,
            add_special_tokens=False,
        ).to(self._device)
        english = batch[0][1].english
        ids = self._model.generate(
            **encoded,
            max_new_tokens=max(request.max_tokens for _, request in batch),
            eos_token_id=sorted(self._stops),
            pad_token_id=self._tokenizer.pad_token_id,
            logits_processor=[_Masked(self._masked)] if english else [],
            **{
                "num_beams": self._width(batch[0][1]),
                **batching.decoding(batch[0][1], self._family),
            },
        )
        start = encoded["input_ids"].shape[1]
        return [
            self._output(row[start:].tolist(), request)
            for row, (_, request) in zip(ids, batch, strict=True)
        ]

    def _width(self, request: Request) -> int:
        return request.width if self._family.beams else 1

    def _prompt(self, request: Request) -> str:
        return prompt(self._tokenizer, request, self._family)

    def _output(self, ids: list[int], request: Request) -> Output:
        ids = ids[: request.max_tokens]
        ends = [place for place, token in enumerate(ids) if token in self._stops]
        kept = ids[: ends[0]] if ends else ids
        text = self._tokenizer.decode(kept, skip_special_tokens=True).strip()
        return Output(text, "stop" if ends else "length", len(kept) + bool(ends))

    def _foreign_tokens(self) -> Tensor:
        """True for the tokens that no English text may hold."""
        spelled = self._tokenizer.convert_ids_to_tokens(list(range(len(self._tokenizer))))
        masked = torch.ones(self._model.config.vocab_size, dtype=torch.bool)
        masked[list(set(english_tokens(spelled)) | self._stops)] = False
        return masked.to(self._device)


class _Masked:
    """A logits processor that rules tokens out."""

    def __init__(self, masked: Tensor) -> None:
        self._masked = masked

    def __call__(self, _: Any, scores: Tensor) -> Tensor:
        return scores.masked_fill(self._masked, -torch.inf)
