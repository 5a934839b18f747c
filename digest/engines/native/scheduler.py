"""Continuous batching: a queue of requests through the slots of a decoder, longest first."""

import hashlib
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

import torch
from torch import Tensor

from digest.engines import model_families
from digest.engines.api import NEAR_TEMPERATURE, Output, Request
from digest.engines.native.beam_search import Answer, Beam
from digest.engines.native.decoder import Decoder, whole_keys

# Decode steps run at these numbers of rows only, so that oneDNN builds few kernels.
STEP_ROWS = (1, 2, 4, *range(8, 161, 8))
# More at once gain nothing: from 64 on a row costs the same.
MOST_ROWS = 96
# New texts are prefilled in packs of about this many tokens: from 256 rows on, matrix products
# run at full speed.
PREFILL_TOKENS = 512
# Sampling for other tries: Qwen2.5's own generation_config.json has 0.7 and 20.
TEMPERATURE, TOP_K = 0.7, 20
_CHUNK = 64


@dataclass(slots=True, eq=False)
class _Text:
    """One text on its way: its prompt after the shared prefix, and its answers so far.

    `hidden` is the hidden row of the prompt's last token, for another try of the same text.
    """

    index: int
    request: Request
    prompt: tuple[int, ...]
    prefix: int
    beam: Beam
    hidden: Tensor = field(default_factory=lambda: torch.empty(0))
    noise: torch.Generator | None = None

    @property
    def positions(self) -> int:
        return self.prefix + len(self.prompt) + self.request.max_tokens + 1

    @property
    def rows(self) -> float:
        """How many rows it takes, by and large: of four answers 2.3 go on (400 lines of news)."""
        return (1 + self.beam.width) / 2


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """What stands in a slot: an answer to a text."""

    text: _Text
    answer: Answer

    @property
    def held(self) -> int:
        """The positions that the cache holds of it: all but its last token."""
        return self.text.prefix + len(self.text.prompt) + max(0, len(self.answer.tokens) - 1)


class Runner:
    """An engine over a decoder and its tokenizer; `positions` is how many tokens the cache holds.

    `beams`: whether as many answers are followed as a request wishes, or one.

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
        beams: bool,
    ) -> None:
        self._decoder = decoder
        self._tokenizer = tokenizer
        self._fingerprint = fingerprint
        self._stops = stops
        self._positions = positions
        self._beams = beams

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    @torch.inference_mode()
    def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
        """See Engine. Finished rows are refilled from the queue, in packs."""
        prompts = [self._encode(request) for request in requests]
        prefixes = self._prefixes(requests, prompts)
        texts = [
            _Text(
                i, request, tuple(prompt[len(prefix) :]), len(prefix),
                Beam(request.width if self._beams else 1, request.max_tokens, self._stops),
            )
            for i, (request, prompt) in enumerate(zip(requests, prompts, strict=True))
            for prefix in [prefixes[request.task]]
        ]  # fmt: skip
        queue = deque(sorted(texts, key=lambda text: -text.positions))
        if not queue:
            return
        room, slots, prefix_slots = self._reserve(queue, prefixes)
        active: list[_Row] = []
        taken = 0.0
        while queue or active:
            while queue and (taken <= room - max(1, room // 12) or not active):
                pack = _take(queue, room - taken)
                if not pack:
                    break
                taken += sum(text.rows for text in pack)
                for text in self._admit(pack, active, prefix_slots):
                    taken -= text.rows
                    yield self._output(text)
            if active:
                for text in self._go_on(active, 0, self._step(active, slots)):
                    taken -= text.rows
                    yield self._output(text)

    def _encode(self, request: Request) -> list[int]:
        # Of the families that run here only Qwen3 has wishes, which the others' templates pass over.
        text = model_families.prompt(self._tokenizer, request, model_families.family("qwen3"))
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
        self, queue: Sequence[_Text], prefixes: dict[str, list[int]]
    ) -> tuple[int, int, dict[str, int]]:
        """For how many rows there is memory, slots for all answers, and one for each prefix.

        Where more answers go on than usual there are slots, whose memory is taken only then.
        """
        positions = whole_keys(queue[0].positions)
        wanted = sum(text.rows for text in queue)
        widest = max(queue, key=lambda text: text.beam.width)
        most = max(widest.beam.width, min(MOST_ROWS, self._positions // queue[0].positions))
        fitting = [rows for rows in STEP_ROWS if rows <= most]
        room = next((rows for rows in fitting if rows >= wanted), fitting[-1])
        slots = int(room * widest.beam.width / widest.rows)
        self._decoder.reserve(slots + len(prefixes), positions)
        prefix_slots = {task: slots + i for i, task in enumerate(prefixes)}
        for task, prefix in prefixes.items():
            if prefix:
                self._decoder.prefill([prefix_slots[task]], [prefix], 0)
        return room, slots, prefix_slots

    def _admit(
        self, pack: Sequence[_Text], active: list[_Row], prefix_slots: dict[str, int]
    ) -> list[_Text]:
        """Prefill a pack into the slots behind the active rows, and choose first tokens.

        Tries of one text, which differ in their seeds only, are prefilled once and copied. Returns
        the texts that are done already.
        """
        start = len(active)
        active += [_Row(text, Answer()) for text in pack]
        for task in dict.fromkeys(text.request.task for text in pack):
            its = [slot for slot, row in enumerate(active) if row.text.request.task == task]
            first: dict[tuple[int, ...], int] = {}
            for slot in its:
                first.setdefault(active[slot].text.prompt, slot)
            alone = [(slot, active[slot].text) for slot in first.values() if slot >= start]
            self._prefill(alone, prefix_slots[task])
            for slot in its:
                source = first[active[slot].text.prompt]
                if slot >= start and source != slot:
                    active[slot].text.hidden = active[source].text.hidden
                    self._decoder.copy(source, slot, active[slot].held)
        return self._go_on(active, start, torch.stack([text.hidden for text in pack]))

    def _prefill(self, texts: Sequence[tuple[int, _Text]], prefix_slot: int) -> None:
        """Run the prompts of texts in their slots."""
        if not texts:
            return
        prefix = texts[0][1].prefix
        for slot, _ in texts:
            self._decoder.copy(prefix_slot, slot, prefix)
        hidden = self._decoder.prefill(
            [slot for slot, _ in texts], [text.prompt for _, text in texts], prefix
        )
        for (_, text), its in zip(texts, hidden, strict=True):
            text.hidden = its

    def _step(self, active: Sequence[_Row], slots: int) -> Tensor:
        """Run the last token of each row; hidden has at least a row for each."""
        count = min(slots, next((rows for rows in STEP_ROWS if rows >= len(active)), slots))
        tokens = torch.zeros(count, dtype=torch.long)
        lengths = torch.zeros(count, dtype=torch.long)
        for i, row in enumerate(active):
            tokens[i] = row.answer.tokens[-1]
            lengths[i] = row.held
        device = self._decoder.device
        return self._decoder.step(tokens.to(device), lengths.to(device))

    def _go_on(self, active: list[_Row], start: int, hidden: Tensor) -> list[_Text]:
        """Make the answers of the rows from `start` on a token longer; the texts that are done.

        An answer that goes on in one way keeps its slot, other ways are copied into free ones; the
        last rows move into the gaps.
        """
        candidates = self._candidates([row.text for row in active[start:]], hidden)
        places: dict[_Text, list[int]] = {}
        for slot in range(start, len(active)):
            places.setdefault(active[slot].text, []).append(slot)
        free = set(range(start, len(active)))
        forks: list[tuple[int, _Row]] = []
        for text, slots in places.items():
            # The slots of a text are in no order: its answers are.
            slots.sort(key=lambda slot: text.beam.live.index(active[slot].answer))
            parents = text.beam.extend([candidates[slot - start] for slot in slots])
            for parent, answer in zip(parents, text.beam.live, strict=True):
                row = _Row(text, answer)
                if slots[parent] in free:
                    free.remove(slots[parent])
                    active[slots[parent]] = row
                else:
                    forks.append((slots[parent], row))
        self._settle(active, free, forks)
        return [text for text in places if not text.beam.live]

    def _settle(
        self, active: list[_Row], free: set[int], forks: Sequence[tuple[int, _Row]]
    ) -> None:
        """Copy forks (the slot they come from, the row) into free slots; the last rows fill the others."""
        for source, row in forks:
            target = free.pop() if free else len(active)
            active[target : target + 1] = [row]
            self._decoder.copy(source, target, row.held)
        for slot in sorted(free, reverse=True):
            last = active.pop()
            if slot < len(active):
                active[slot] = last
                self._decoder.copy(len(active), slot, last.held)

    def _candidates(self, texts: Sequence[_Text], hidden: Tensor) -> list[list[tuple[int, float]]]:
        """For each row the next tokens to weigh, with their log probabilities where that matters."""
        english = all(text.request.english for text in texts)
        ids = self._decoder.token_ids(english=english)
        latin = self._decoder.token_ids(english=True)
        logits, scale = self._decoder.logits(hidden, english=english)
        if not english and any(text.request.english for text in texts):
            masked = torch.tensor([text.request.english for text in texts], device=logits.device)
            logits[: len(texts), len(latin) :].masked_fill_(masked[:, None], -torch.inf)
        chosen = ids[_argmax(logits)].tolist()
        # The last English token stands there again until the columns are whole chunks.
        used = int((latin == latin[-1]).nonzero()[0]) + 1
        found: list[list[tuple[int, float]]] = []
        for i, text in enumerate(texts):
            if text.request.seed:
                found.append([(int(ids[_sampled(logits[i] * scale[i], text)]), 0.0)])
            elif text.beam.width == 1:
                found.append([(chosen[i], 0.0)])
            else:
                row = logits[i, : used if text.request.english else None] * scale[i]
                top = row.topk(2 * text.beam.width)
                chances = top.values - row.logsumexp(-1)
                found.append(list(zip(ids[top.indices].tolist(), chances.tolist(), strict=True)))
        return found

    def _output(self, text: _Text) -> tuple[int, Output]:
        answer, reason = text.beam.result()
        ids = [token for token in answer.tokens if token not in self._stops]
        english = self._tokenizer.decode(ids, skip_special_tokens=True).strip()
        return text.index, Output(english, reason, len(answer.tokens))


def _take(queue: deque[_Text], room: float) -> list[_Text]:
    """The next texts, of about PREFILL_TOKENS tokens, that there is room for."""
    pack: list[_Text] = []
    tokens = 0
    while queue and queue[0].rows <= room:
        known = bool(pack) and queue[0].prompt == pack[-1].prompt
        tokens += 0 if known else len(queue[0].prompt)
        if pack and tokens > PREFILL_TOKENS:
            break
        room -= queue[0].rows
        pack.append(queue.popleft())
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


def _sampled(logits: Tensor, text: _Text) -> int:
    """A token drawn from the text's own noise: the same request draws the same text again."""
    if text.noise is None:
        digest = hashlib.sha256(f"{text.request.seed}\n{text.request.text}".encode()).digest()
        text.noise = torch.Generator().manual_seed(int.from_bytes(digest[:7]))
    top = logits.float().cpu().topk(TOP_K)
    temperature = NEAR_TEMPERATURE if text.request.near else TEMPERATURE
    chances = torch.softmax(top.values / temperature, -1)
    return int(top.indices[torch.multinomial(chances, 1, generator=text.noise)])
