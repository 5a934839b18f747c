"""How likely a decoder finds given answers: prompt and answer in one prefill, nothing generated."""

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
    decoder: Decoder, prefix: Sequence[int], texts: Sequence[Given], tokens: int
) -> Iterator[tuple[int, tuple[TokenScore, ...]]]:
    """The scores of each text's answer, with its index; about `tokens` tokens are run at once."""
    if not texts:
        return
    queue = sorted(texts, key=lambda text: len(text.fed))
    longest = len(prefix) + len(queue[-1].fed)
    slots = max(1, min(len(queue), tokens // max(1, len(queue[0].fed))))
    decoder.reserve(slots + 1, whole_keys(longest + 1))
    if prefix:
        decoder.prefill([slots], [prefix], 0)
    while queue:
        batch = [queue.pop(0)]
        while queue and len(batch) < slots and _size(batch) + len(queue[0].fed) <= tokens:
            batch.append(queue.pop(0))
        for slot in range(len(batch)):
            decoder.copy(slots, slot, len(prefix))
        hidden = decoder.run(range(len(batch)), [text.fed for text in batch], len(prefix))
        for text, rows in zip(batch, hidden.split([len(text.fed) for text in batch]), strict=True):  # type: ignore[no-untyped-call]
            yield text.index, _token_scores(decoder, rows[len(text.prompt) - 1 :], text.answer)


def _token_scores(decoder: Decoder, rows: Tensor, answer: Sequence[int]) -> tuple[TokenScore, ...]:
    """The score of each token of an answer, whose rows [tokens, hidden size] predict it."""
    ids = decoder.token_ids(english=True)
    # The last English token is repeated until the columns fill whole chunks.
    used = int((ids == ids[-1]).nonzero()[0]) + 1
    logits, scale = decoder.logits(rows, english=True)
    chances = torch.log_softmax(logits[:, :used] * scale, -1)
    entropy = -(chances.exp() * chances).sum(-1)
    columns = {token: column for column, token in enumerate(ids[:used].tolist())}
    found = [
        float(chances[row, columns[token]]) if token in columns else IMPOSSIBLE
        for row, token in enumerate(answer)
    ]
    best = chances.amax(-1).tolist()
    rows_of = zip(found, best, entropy.tolist(), strict=True)
    return tuple(TokenScore(*(round(value, 3) for value in three)) for three in rows_of)


def _size(batch: Sequence[Given]) -> int:
    return sum(len(text.fed) for text in batch)
