"""How likely a decoder finds given answers: prompt and answer in one prefill, nothing generated."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from digest.engines.api import TokenScore
from digest.engines.native.decoder import Decoder, whole_keys

# The log probability of a token that the model may not write, such as a Chinese character.
IMPOSSIBLE = -20.0


@dataclass(frozen=True, slots=True)
class Given:
    """A prompt after the shared prefix, and its answer with the token that ends it.

    `ends` says for each token of the answer where in the text it ends.
    """

    index: int
    prompt: Sequence[int]
    answer: Sequence[int]
    ends: Sequence[int]

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
            yield text.index, _token_scores(chances, text, columns)


def _token_scores(
    chances: Tensor, text: Given, columns: Mapping[int, int]
) -> tuple[TokenScore, ...]:
    """The score of each token of an answer, from the log probabilities [tokens, English tokens] there.

    `columns` are those of the tokens that the model may write.
    """
    found = [
        float(chances[row, columns[token]]) if token in columns else IMPOSSIBLE
        for row, token in enumerate(text.answer)
    ]
    entropy = (-(chances.exp() * chances).sum(-1)).tolist()
    each = zip(found, chances.amax(-1).tolist(), entropy, text.ends, strict=True)
    return tuple(
        TokenScore(round(chance, 3), round(best, 3), round(spread, 3), end)
        for chance, best, spread, end in each
    )


def _size(batch: Sequence[Given]) -> int:
    return sum(len(text.fed) for text in batch)
