"""Continuous batching: requests from a queue, longest first, into the slots of a decoder's KV cache."""

import hashlib
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

import torch
from torch import Tensor

from digest.engines.api import NEAR_TEMPERATURE, Output, Request
from digest.engines.model_families import Chat, Family
from digest.engines.native.beam_search import Beam, Hypothesis
from digest.engines.native.decoder import Decoder, whole_keys
from digest.engines.native.scoring import Given, scores

# Decode steps run at these numbers of rows only, so that oneDNN builds few kernels.
STEP_ROWS = (1, 2, 4, *range(8, 161, 8))
# More rows at once gain nothing: from 64 on, each costs the same.
MOST_ROWS = 96
# New texts are prefilled together up to about this many tokens: from 256 rows on, matrix products run
# at full speed.
PREFILL_TOKENS = 512
_CHUNK = 64


@dataclass(slots=True, eq=False)
class _Text:
    """One request in progress: its prompt after the shared prefix of `prefix` tokens, and its beam.

    `hidden` is the hidden row of the prompt's last token, kept for other samples of the same text.
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
        """The most KV-cache positions that one of its hypotheses takes."""
        return self.prefix + len(self.prompt) + self.request.max_tokens + 1

    @property
    def rows(self) -> float:
        """Rows it takes on average: of four beams 2.3 stay alive (400 lines of news)."""
        return (1 + self.beam.width) / 2


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """The content of a KV-cache slot: one hypothesis of a text."""

    text: _Text
    hypothesis: Hypothesis

    @property
    def cached(self) -> int:
        """Positions of it in the cache: all tokens but the last."""
        return self.text.prefix + len(self.text.prompt) + max(0, len(self.hypothesis.tokens) - 1)


class Runner:
    """An engine over a decoder and its tokenizer; `positions` is the size of the KV cache in tokens.

    Every product is exact per row, and attention sums each text's terms in one order whatever lies
    beside it: an output does not depend on the other requests in the batch.
    """

    def __init__(
        self,
        decoder: Decoder,
        tokenizer: Any,
        its_family: Family,
        *,
        fingerprint: str,
        stops: frozenset[int],
        positions: int,
    ) -> None:
        self._decoder = decoder
        self._tokenizer = tokenizer
        self._chat = Chat(tokenizer, its_family)
        self._family = its_family
        self._fingerprint = fingerprint
        self._stops = stops
        # The token that ends a turn; a model may have others, such as that of a document's end.
        self._end = tokenizer.eos_token_id if tokenizer.eos_token_id in stops else min(stops)
        self._positions = positions

    @property
    def fingerprint(self) -> str:
        """See Engine."""
        return self._fingerprint

    @torch.inference_mode()
    def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
        """See Engine. Rows that finish are refilled from the queue, several at a time."""
        prompts = [self._chat.tokens(request) for request in requests]
        yield from self._scored(requests, prompts)
        prefixes = self._prefixes(requests, prompts)
        texts = [
            _Text(
                i, request, tuple(prompt[len(prefix) :]), len(prefix),
                Beam(request.width if self._family.beams else 1, request.max_tokens, self._stops),
            )
            for i, (request, prompt) in enumerate(zip(requests, prompts, strict=True))
            for prefix in [prefixes[request.task]]
            if not request.given
        ]  # fmt: skip
        queue = deque(sorted(texts, key=lambda text: -text.positions))
        if not queue:
            return
        room, slots, prefix_slots = self._reserve(queue, prefixes)
        active: list[_Row] = []
        taken = 0.0
        while queue or active:
            while queue and (taken <= room - max(1, room // 12) or not active):
                admitted = _take(queue, room - taken)
                if not admitted:
                    break
                taken += sum(text.rows for text in admitted)
                for text in self._admit(admitted, active, prefix_slots):
                    taken -= text.rows
                    yield self._output(text)
            if active:
                for text in self._extend(active, 0, self._step(active, slots)):
                    taken -= text.rows
                    yield self._output(text)

    def _scored(
        self, requests: Sequence[Request], prompts: Sequence[list[int]]
    ) -> Iterator[tuple[int, Output]]:
        """The scores of the requests with given English; prompt and English are prefilled together."""
        chosen = [i for i, request in enumerate(requests) if request.given]
        prefixes = self._prefixes([requests[i] for i in chosen], [prompts[i] for i in chosen])
        for task, prefix in prefixes.items():
            texts = [
                Given(i, prompts[i][len(prefix) :], [*ids, self._end], [*ends, len(given)])
                for i in chosen
                if requests[i].task == task
                for given in [requests[i].given]
                for ids, ends in [self._chat.answer(given)]
            ]
            found = scores(
                self._decoder, prefix, texts, tokens=PREFILL_TOKENS, positions=self._positions
            )
            for index, its in found:
                yield index, Output("", "stop", 0, its)

    def _prefixes(
        self, requests: Sequence[Request], prompts: Sequence[list[int]]
    ) -> dict[str, list[int]]:
        """For each task the tokens that all its prompts begin with, at least one short of each.

        They are at most those shared by two invented prompts, so that what is prefilled separately
        does not depend on the other requests.
        """
        found: dict[str, list[int]] = {}
        for request, prompt in zip(requests, prompts, strict=True):
            if request.task not in found:
                invented = (self._chat.tokens(Request(request.task, text, 0)) for text in "一A")
                found[request.task] = _common(*invented)
            found[request.task] = _common(found[request.task], prompt[:-1])
        return found

    def _reserve(
        self, queue: Sequence[_Text], prefixes: dict[str, list[int]]
    ) -> tuple[int, int, dict[str, int]]:
        """Rows that fit in memory, slots for all their hypotheses, and the slot of each prefix.

        There are slots for the case that more hypotheses than usual stay alive; the system gives
        them memory only then.
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
        self, texts: Sequence[_Text], active: list[_Row], prefix_slots: dict[str, int]
    ) -> list[_Text]:
        """Prefill texts into the slots after the active rows and choose their first tokens.

        Samples of one text, which differ in their seeds only, are prefilled once and copied. Returns
        the texts that are done already.
        """
        start = len(active)
        active += [_Row(text, Hypothesis()) for text in texts]
        for task in dict.fromkeys(text.request.task for text in texts):
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
                    self._decoder.copy(source, slot, active[slot].cached)
        return self._extend(active, start, torch.stack([text.hidden for text in texts]))

    def _prefill(self, texts: Sequence[tuple[int, _Text]], prefix_slot: int) -> None:
        """Run the prompts of (slot, text) pairs and keep the hidden row of each."""
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
        """Run the last token of each row; hidden rows [at least len(active), hidden size]."""
        count = min(slots, next((rows for rows in STEP_ROWS if rows >= len(active)), slots))
        tokens = torch.zeros(count, dtype=torch.long)
        lengths = torch.zeros(count, dtype=torch.long)
        for i, row in enumerate(active):
            tokens[i] = row.hypothesis.tokens[-1]
            lengths[i] = row.cached
        device = self._decoder.device
        return self._decoder.step(tokens.to(device), lengths.to(device))

    def _extend(self, active: list[_Row], start: int, hidden: Tensor) -> list[_Text]:
        """Extend the hypotheses of the rows from `start` on by one token; returns finished texts.

        A hypothesis with one continuation keeps its slot; further continuations are copied into free
        slots, and the last rows move into the gaps.
        """
        candidates = self._candidates([row.text for row in active[start:]], hidden)
        places: dict[_Text, list[int]] = {}
        for slot in range(start, len(active)):
            places.setdefault(active[slot].text, []).append(slot)
        free = set(range(start, len(active)))
        forks: list[tuple[int, _Row]] = []
        for text, slots in places.items():
            # Slots of a text are in any order, its hypotheses are ordered.
            slots.sort(key=lambda slot: text.beam.live.index(active[slot].hypothesis))
            parents = text.beam.extend([candidates[slot - start] for slot in slots])
            for parent, hypothesis in zip(parents, text.beam.live, strict=True):
                row = _Row(text, hypothesis)
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
        """Copy forks (source slot, row) into free slots; the last rows fill the slots left over."""
        for source, row in forks:
            target = free.pop() if free else len(active)
            active[target : target + 1] = [row]
            self._decoder.copy(source, target, row.cached)
        for slot in sorted(free, reverse=True):
            last = active.pop()
            if slot < len(active):
                active[slot] = last
                self._decoder.copy(len(active), slot, last.cached)

    def _candidates(self, texts: Sequence[_Text], hidden: Tensor) -> list[list[tuple[int, float]]]:
        """Next (token, log probability) pairs of each row; 0.0 where the probability is not needed."""
        english = all(text.request.english for text in texts)
        ids = self._decoder.token_ids(english=english)
        latin = self._decoder.token_ids(english=True)
        logits, scale = self._decoder.logits(hidden, english=english)
        if not english and any(text.request.english for text in texts):
            masked = torch.tensor([text.request.english for text in texts], device=logits.device)
            logits[: len(texts), len(latin) :].masked_fill_(masked[:, None], -torch.inf)
        chosen = ids[_argmax(logits)].tolist()
        # The last English token is repeated until the columns fill whole chunks.
        used = int((latin == latin[-1]).nonzero()[0]) + 1
        found: list[list[tuple[int, float]]] = []
        for i, text in enumerate(texts):
            if text.request.seed:
                found.append([(int(ids[self._sample(logits[i] * scale[i], text)]), 0.0)])
            elif text.beam.width == 1:
                found.append([(chosen[i], 0.0)])
            else:
                row = logits[i, : used if text.request.english else None] * scale[i]
                top = row.topk(2 * text.beam.width)
                chances = top.values - row.logsumexp(-1)
                found.append(list(zip(ids[top.indices].tolist(), chances.tolist(), strict=True)))
        return found

    def _sample(self, logits: Tensor, text: _Text) -> int:
        """A column drawn from logits [columns] with the text's own noise: reproducible per request.

        Temperature, then top-k, then top-p (Holtzman et al. 2020), in transformers' order.
        """
        if text.noise is None:
            digest = hashlib.sha256(f"{text.request.seed}\n{text.request.text}".encode()).digest()
            text.noise = torch.Generator().manual_seed(int.from_bytes(digest[:7]))
        options = self._family.sampling
        temperature = NEAR_TEMPERATURE if text.request.near else options["temperature"]
        top = logits.float().cpu().topk(options["top_k"])
        chances = torch.softmax(top.values / temperature, -1)
        if "top_p" in options:
            # The likeliest columns up to the one with which their sum reaches top_p.
            chances = chances * (chances.cumsum(-1) - chances < options["top_p"])
        drawn = torch.multinomial(chances, 1, generator=text.noise)
        return int(top.indices[drawn])

    def _output(self, text: _Text) -> tuple[int, Output]:
        hypothesis, reason = text.beam.result()
        ids = [token for token in hypothesis.tokens if token not in self._stops]
        answer = self._tokenizer.decode(ids, skip_special_tokens=True).strip()
        return text.index, Output(answer, reason, len(hypothesis.tokens))


def _take(queue: deque[_Text], room: float) -> list[_Text]:
    """The next texts for which there is room, of about PREFILL_TOKENS tokens together."""
    taken: list[_Text] = []
    tokens = 0
    while queue and queue[0].rows <= room:
        known = bool(taken) and queue[0].prompt == taken[-1].prompt
        tokens += 0 if known else len(queue[0].prompt)
        if taken and tokens > PREFILL_TOKENS:
            break
        room -= queue[0].rows
        taken.append(queue.popleft())
    return taken


def _common(a: Sequence[int], b: Sequence[int]) -> list[int]:
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False))
    return [token for token, _ in pairs]


def _argmax(logits: Tensor) -> Tensor:
    """Argmax of each row, in chunks: only torch's amax is vectorised (4 ms instead of 27)."""
    chunks = logits.view(len(logits), -1, _CHUNK)
    best = chunks.amax(-1).argmax(-1)
    rows = torch.arange(len(logits), device=logits.device)
    return best * _CHUNK + chunks[rows, best].argmax(-1)
