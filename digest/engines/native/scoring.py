"""How likely a decoder finds given answers: prompt and answer in one prefill, nothing generated."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from digest.engines.api import TokenScore
from digest.engines.native.decoder import Decoder, whole_keys

# The log probability of a token that the model may not write, such as a Chinese character.
IMPOSSIBLE = -20.0


@dataclass(frozen=True, slots=True)
class Given:
    """A prompt after the shared prefix, and its answer with the token that ends it."""

    index: int
    prompt: Sequence[int]
    answer: Sequence[int]

    @property
    def fed(self) -> list[int]:
        """The tokens that are run: the answer's last is predicted only."""
        return [*self.prompt, *self.answer[:-1]]


def scores(
    decoder: Decoder, prefix: Sequence[int], texts: Sequence[Given], *, tokens: int, positions: int
) -> Iterator[tuple[int, tuple[TokenScore, ...]]]:
    """The scores of each text's answer, with its index; about `tokens` tokens are run at once.

    `positions` is the most tokens in the KV cache; a single text may take more.
    """
    if not texts:
        return
    queue = deque(sorted(texts, key=lambda text: len(text.fed)))
    room = whole_keys(len(prefix) + len(queue[-1].fed) + 1)
    slots = max(1, min(len(queue), tokens // len(queue[0].fed), positions // room - 1))
    decoder.reserve(slots + 1, room)
    if prefix:
        decoder.prefill([slots], [prefix], 0)
    ids = decoder.token_ids(english=True)
    # The last English token is repeated until the columns fill whole chunks.
    used = int((ids == ids[-1]).nonzero()[0]) + 1
    columns = {token: column for column, token in enumerate(ids[:used].tolist())}
    while queue:
        batch = [queue.popleft()]
        while queue and len(batch) < slots and _size(batch) + len(queue[0].fed) <= tokens:
            batch.append(queue.popleft())
        for slot in range(len(batch)):
            decoder.copy(slots, slot, len(prefix))
        hidden = decoder.run(range(len(batch)), [text.fed for text in batch], len(prefix))
        for text, rows in zip(batch, hidden.split([len(text.fed) for text in batch]), strict=True):  # type: ignore[no-untyped-call]
            logits, scale = decoder.logits(rows[len(text.prompt) - 1 :], english=True)
            chances = torch.log_softmax(logits[:, :used] * scale, -1)
            yield text.index, _token_scores(chances, [columns.get(t) for t in text.answer])


def _token_scores(chances: Tensor, columns: Sequence[int | None]) -> tuple[TokenScore, ...]:
    """The score of each token from the log probabilities [tokens, English tokens] at its place.

    `columns` are the tokens' own; None for one that the model may not write.
    """
    found = [
        IMPOSSIBLE if column is None else float(chances[row, column])
        for row, column in enumerate(columns)
    ]
    entropy = -(chances.exp() * chances).sum(-1)
    each = zip(found, chances.amax(-1).tolist(), entropy.tolist(), strict=True)
    return tuple(TokenScore(*(round(value, 3) for value in three)) for three in each)


def _size(batch: Sequence[Given]) -> int:
    return sum(len(text.fed) for text in batch)
