"""Continuous batching: a queue of requests through the slots of a decoder, longest first."""

import hashlib
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

import torch
from torch import Tensor

from digest.engines import families
from digest.engines.base import NEAR_TEMPERATURE, FinishReason, Output, Request
from digest.engines.decoder import Decoder, whole_keys

# Decode steps run at these numbers of rows only, so that oneDNN builds few kernels.
STEP_ROWS = (1, 2, 4, 8, 16, 24, 32, 48, 64, 80, 96)
# New texts are prefilled in packs of about this many tokens: from 256 rows on, matrix products
# run at full speed.
PREFILL_TOKENS = 512
# Sampling for other tries: Qwen2.5's own generation_config.json has 0.7 and 20.
TEMPERATURE, TOP_K = 0.7, 20
_CHUNK = 64


@dataclass(slots=True, eq=False)
class _Row:
    """One text on its way: its prompt after the shared prefix, and what was generated.

    `hidden` is the hidden row of the prompt's last token, for another try of the same text.
    """

    index: int
    request: Request
    prompt: tuple[int, ...]
    prefix: int
    hidden: Tensor = field(default_factory=lambda: torch.empty(0))
    generated: list[int] = field(default_factory=list)
    noise: torch.Generator | None = None

    @property
    def positions(self) -> int:
        return self.prefix + len(self.prompt) + self.request.max_tokens + 1


class Runner:
    """An engine over a decoder and its tokenizer; `positions` is how many tokens the cache holds.

    Every product is exact a row, and attention adds a text's terms in one order whatever lies beside
    it: a request's output does not depend on the others in the batch.
    """

    def __init__(
        self,
        decoder: Decoder,
        tokenizer: Any,
        *,
        fingerprint: str,
        stops: frozenset[int],
        positions: int,
    ) -> None:
        self._decoder = decoder
        self._tokenizer = tokenizer
        self._fingerprint = fingerprint
        self._stops = stops
        self._positions = positions

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    @torch.inference_mode()
    def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
        """See Engine. Finished rows are refilled from the queue, in packs."""
        prompts = [self._encode(request) for request in requests]
        prefixes = self._prefixes(requests, prompts)
        rows = [
            _Row(i, request, tuple(prompt[len(prefix) :]), len(prefix))
            for i, (request, prompt) in enumerate(zip(requests, prompts, strict=True))
            for prefix in [prefixes[request.task]]
        ]
        queue = deque(sorted(rows, key=lambda row: -row.positions))
        if not queue:
            return
        slots, prefix_slots = self._reserve(queue[0].positions, len(queue), prefixes)
        active: list[_Row] = []
        refill_at = slots - max(1, slots // 12)
        while queue or active:
            while queue and (len(active) <= refill_at or not active):
                pack = _take(queue, slots - len(active))
                self._admit(pack, active, prefix_slots)
                active += pack
                yield from self._finished(active)
            if active:
                self._advance(active, slots)
                yield from self._finished(active)

    def _encode(self, request: Request) -> list[int]:
        # Of the families that run here only Qwen3 has wishes, which the others' templates pass over.
        text = families.prompt(self._tokenizer, request, families.family("qwen3"))
        ids: list[int] = self._tokenizer(text, add_special_tokens=False)["input_ids"]
        return ids

    def _prefixes(
        self, requests: Sequence[Request], prompts: Sequence[list[int]]
    ) -> dict[str, list[int]]:
        """For each task the tokens that all its prompts begin with, short of any prompt's last.

        They are those of two made-up prompts, so that what is prefilled apart is the same whatever
        else is asked.
        """
        found: dict[str, list[int]] = {}
        for request, prompt in zip(requests, prompts, strict=True):
            if request.task not in found:
                made_up = (self._encode(Request(request.task, text, 0)) for text in "一A")
                found[request.task] = _common(*made_up)
            found[request.task] = _common(found[request.task], prompt[:-1])
        return found

    def _reserve(
        self, positions: int, texts: int, prefixes: dict[str, list[int]]
    ) -> tuple[int, dict[str, int]]:
        """Slots for as many texts as the memory allows, and one each for the prefixes."""
        positions = whole_keys(positions)
        room = max(1, self._positions // positions)
        fitting = [rows for rows in STEP_ROWS if rows <= room]
        slots = next((rows for rows in fitting if rows >= texts), fitting[-1])
        self._decoder.reserve(slots + len(prefixes), positions)
        prefix_slots = {task: slots + i for i, task in enumerate(prefixes)}
        for task, prefix in prefixes.items():
            if prefix:
                self._decoder.prefill([prefix_slots[task]], [prefix], 0)
        return slots, prefix_slots

    def _admit(
        self, pack: Sequence[_Row], active: Sequence[_Row], prefix_slots: dict[str, int]
    ) -> None:
        """Prefill a pack into the slots behind the active rows, and choose each text's first token.

        Tries of one text, which differ in their seeds only, are prefilled once and copied.
        """
        slotted = list(enumerate((*active, *pack)))
        for task in dict.fromkeys(row.request.task for row in pack):
            its = [(slot, row) for slot, row in slotted if row.request.task == task]
            first: dict[tuple[int, ...], tuple[int, _Row]] = {}
            for slot, row in its:
                first.setdefault(row.prompt, (slot, row))
            new = [(slot, row) for slot, row in its if slot >= len(active)]
            self._prefill(
                [pair for pair in new if first[pair[1].prompt] == pair], prefix_slots[task]
            )
            for slot, row in new:
                source, tried = first[row.prompt]
                if tried is not row:
                    row.hidden = tried.hidden
                    self._decoder.copy(source, slot, row.prefix + len(row.prompt))
            self._choose([row for _, row in new], torch.stack([row.hidden for _, row in new]))

    def _prefill(self, rows: Sequence[tuple[int, _Row]], prefix_slot: int) -> None:
        """Run the prompts of rows in their slots."""
        if not rows:
            return
        prefix = rows[0][1].prefix
        for slot, _ in rows:
            self._decoder.copy(prefix_slot, slot, prefix)
        hidden = self._decoder.prefill(
            [slot for slot, _ in rows], [row.prompt for _, row in rows], prefix
        )
        for (_, row), its in zip(rows, hidden, strict=True):
            row.hidden = its

    def _advance(self, active: Sequence[_Row], slots: int) -> None:
        count = next(rows for rows in (*STEP_ROWS, slots) if rows >= len(active))
        count = min(count, slots)
        tokens = torch.zeros(count, dtype=torch.long)
        lengths = torch.zeros(count, dtype=torch.long)
        for i, row in enumerate(active):
            tokens[i] = row.generated[-1]
            lengths[i] = row.prefix + len(row.prompt) + len(row.generated) - 1
        device = self._decoder.device
        hidden = self._decoder.step(tokens.to(device), lengths.to(device))
        self._choose(active, hidden)

    def _choose(self, rows: Sequence[_Row], hidden: Tensor) -> None:
        """Append the next token to each row; hidden has at least a row for each."""
        english = all(row.request.english for row in rows)
        ids = self._decoder.token_ids(english=english)
        logits, scale = self._decoder.logits(hidden, english=english)
        if not english and any(row.request.english for row in rows):
            masked = torch.tensor([row.request.english for row in rows], device=logits.device)
            latin = len(self._decoder.token_ids(english=True))
            logits[: len(rows), latin:].masked_fill_(masked[:, None], -torch.inf)
        chosen = ids[_argmax(logits)].tolist()
        for i, row in enumerate(rows):
            if row.request.seed:
                chosen[i] = int(ids[_sampled(logits[i] * scale[i], row)])
            row.generated.append(chosen[i])

    def _finished(self, active: list[_Row]) -> Iterator[tuple[int, Output]]:
        """Yield and remove the rows that are done; the last row moves into each gap."""
        for slot in reversed(range(len(active))):
            row = active[slot]
            reason = self._reason(row)
            if reason is None:
                continue
            last = active.pop()
            if last is not row:
                active[slot] = last
                length = last.prefix + len(last.prompt) + len(last.generated)
                self._decoder.copy(len(active), slot, length)
            ids = list(takewhile(lambda token: token not in self._stops, row.generated))
            text = self._tokenizer.decode(ids, skip_special_tokens=True).strip()
            yield row.index, Output(text, reason, len(row.generated))

    def _reason(self, row: _Row) -> FinishReason | None:
        if row.generated[-1] in self._stops:
            return "stop"
        if len(row.generated) >= row.request.max_tokens or _loops(row.generated):
            return "length"
        return None


def _take(queue: deque[_Row], most: int) -> list[_Row]:
    pack = [queue.popleft()]
    tokens = len(pack[0].prompt)
    while queue and len(pack) < most:
        more = 0 if queue[0].prompt == pack[-1].prompt else len(queue[0].prompt)
        if tokens + more > PREFILL_TOKENS:
            break
        pack.append(queue.popleft())
        tokens += more
    return pack


def _common(a: Sequence[int], b: Sequence[int]) -> list[int]:
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False))
    return [token for token, _ in pairs]


def _argmax(logits: Tensor) -> Tensor:
    """Argmax of each row; by chunks, since only torch's amax is vectorised (27 ms against 4)."""
    chunks = logits.view(len(logits), -1, _CHUNK)
    best = chunks.amax(-1).argmax(-1)
    rows = torch.arange(len(logits), device=logits.device)
    return best * _CHUNK + chunks[rows, best].argmax(-1)


def _sampled(logits: Tensor, row: _Row) -> int:
    """A token drawn from the row's own noise: the same request draws the same text again."""
    if row.noise is None:
        digest = hashlib.sha256(f"{row.request.seed}\n{row.request.text}".encode()).digest()
        row.noise = torch.Generator().manual_seed(int.from_bytes(digest[:7]))
    top = logits.float().cpu().topk(TOP_K)
    temperature = NEAR_TEMPERATURE if row.request.near else TEMPERATURE
    chances = torch.softmax(top.values / temperature, -1)
    return int(top.indices[torch.multinomial(chances, 1, generator=row.noise)])


def _loops(generated: Sequence[int]) -> bool:
    """Whether the text ends in the same 1 to 24 tokens again and again, for 48 tokens at least."""
    if len(generated) < 48 or len(generated) % 8:
        return False
    tail = generated[-48:]
    return any(tail[period:] == tail[:-period] for period in range(1, 25))
