"""Encoder-decoder models through transformers: Marian, NLLB, mT5, Pegasus."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import torch

from digest.config.settings import ModelSettings
from digest.engines.api import Output, Request
from digest.engines.control_tokens import ControlTokens
from digest.engines.hf import batching
from digest.engines.model_families import family
from digest.engines.placement import Placement
from digest.engines.weights.checkpoint import Checkpoint
from digest.errors import ConfigError
from digest.text import hanzi

# Maximum input length if neither model nor tokenizer states one: what Marian was trained with.
_POSITIONS = 512
# A Chinese character is seldom more than two tokens.
_CHARS_PER_POSITION = 0.45


class Seq2Seq:
    """AutoModelForSeq2SeqLM; hints, context and notes are ignored, since such models take none.

    A text longer than the model's maximum input is split at sentence ends, and its parts' outputs
    are joined. ConfigError if the model does not know the target language, EngineError if the
    placement is a GPU and there is none.
    """

    def __init__(
        self, checkpoint: Checkpoint, settings: ModelSettings, place: Placement, *, fingerprint: str
    ) -> None:
        from transformers import AutoModelForSeq2SeqLM, AutoTokenizer  # noqa: PLC0415 - two seconds

        self.fingerprint = fingerprint
        self._device = place.torch_device
        self._budget = settings.batch_tokens
        folder = checkpoint.folder
        languages = {"src_lang": settings.source_language} if settings.source_language else {}
        self._tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, **languages)
        self._control = ControlTokens(self._tokenizer)
        self._model = AutoModelForSeq2SeqLM.from_pretrained(
            folder, dtype=place.torch_dtype, local_files_only=True, use_safetensors=True
        ).to(self._device)
        self._model.eval()
        self._family = family(self._model.config.model_type)
        self._most = self._family.most_tokens or 4096
        self._start = self._first_token(settings.target_language)
        stated = getattr(self._model.config, "max_position_embeddings", None) or _POSITIONS
        stated = min(int(stated), self._family.positions or int(stated))
        self._positions = min(stated, int(self._tokenizer.model_max_length), 4096)

    def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
        """See Engine; a text in parts is yielded when its last part is done."""
        yield from batching.unscored(requests)
        parts = [
            (index, replace(request, text=part))
            for index, request in enumerate(requests)
            for part in self._parts(self._control.defuse(request.text))
        ]
        asked = [request for _, request in parts]
        sizes = [self._length(r.text) + min(r.max_tokens, self._positions) for r in asked]
        open_ = {index: sum(owner == index for owner, _ in parts) for index in range(len(requests))}
        done: dict[int, Output] = {}
        for batch in batching.packed(asked, sizes, self._budget):
            for place, output in batching.run(batch, self._answer):
                done[place] = output
                owner = parts[place][0]
                open_[owner] -= 1
                if not open_[owner]:
                    mine = [done[i] for i, (index, _) in enumerate(parts) if index == owner]
                    yield owner, _joined(mine, requests[owner].task)

    @torch.inference_mode()
    def _answer(self, batch: batching.Batch) -> list[Output]:
        encoded = self._tokenizer(
            [request.text for _, request in batch], return_tensors="pt", padding=True
        ).to(self._device)
        encoded.pop("token_type_ids", None)
        forced = {} if self._start is None else {"forced_bos_token_id": self._start}
        ids = self._model.generate(
            **encoded,
            max_new_tokens=min(
                max(r.max_tokens for _, r in batch), self._positions - 1, self._most
            ),
            **forced,
            **batching.decoding(batch[0][1], self._family),
        )
        # The first token only starts the decoder.
        return [
            self._output(row[1 : request.max_tokens + 1].tolist())
            for row, (_, request) in zip(ids, batch, strict=True)
        ]

    def _output(self, ids: list[int]) -> Output:
        ended = self._model.generation_config.eos_token_id in ids
        text = self._tokenizer.decode(ids, skip_special_tokens=True).strip()
        used = sum(token != self._tokenizer.pad_token_id for token in ids)
        return Output(text, "stop" if ended else "length", used)

    def _length(self, text: str) -> int:
        return len(self._tokenizer(text)["input_ids"])

    def _parts(self, text: str) -> tuple[str, ...]:
        if self._length(text) <= self._positions:
            return (text,)
        chars = max(1, int(self._positions * _CHARS_PER_POSITION))
        pieces = (
            sentence[start : start + chars]
            for sentence in hanzi.split_sentences(text)
            for start in range(0, len(sentence), chars)
        )
        return hanzi.pack(tuple(pieces), chars)

    def _first_token(self, language: str) -> int | None:
        if not language:
            return None
        token: Any = self._tokenizer.convert_tokens_to_ids(language)
        if token is None or token == self._tokenizer.unk_token_id:
            raise ConfigError(
                f"target_language: this model knows no {language!r}, such as eng_Latn"
            )
        return int(token)


def _joined(outputs: Sequence[Output], task: str) -> Output:
    between = " " if task in ("translate", "headline") else ""
    cut = any(output.finish_reason == "length" for output in outputs)
    return Output(
        between.join(output.text for output in outputs),
        "length" if cut else "stop",
        sum(output.tokens for output in outputs),
    )
