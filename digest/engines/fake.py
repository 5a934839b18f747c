"""An engine that invents English of the right shape: to try a set-up, and for tests."""

import hashlib
import re
import time
from collections.abc import Iterator, Sequence

from digest.engines.api import UNSCORED, Output, Request
from digest.text import hanzi

_WORDS = [
    "the",
    "union",
    "members",
    "held",
    "a",
    "meeting",
    "in",
    "city",
    "and",
    "county",
    "where",
    "workers",
    "said",
    "that",
    "their",
    "work",
    "service",
    "training",
    "safety",
    "new",
    "plan",
    "project",
    "year",
    "help",
    "support",
    "opened",
    "joined",
    "visited",
]


class Fake:
    """A summary is the first two sentences; a translation is words chosen by a hash of the text.

    Digits and the English of hints are copied, so that the checks pass. It answers at once, or at
    the given rate of tokens per second.
    """

    fingerprint = "fake-1"

    def __init__(self, tokens_per_second: float = 0) -> None:
        self._rate = tokens_per_second

    def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
        """See Engine."""
        for index, request in enumerate(requests):
            if request.given:
                yield index, UNSCORED
                continue
            text = _english(request) if request.english else _summary(request)
            tokens = max(1, len(text) // 4)
            if self._rate:
                time.sleep(tokens / self._rate)
            yield index, Output(text, "stop", tokens)


def _summary(request: Request) -> str:
    return "".join(hanzi.split_sentences(request.text.replace("\n", ""))[:2])


def _english(request: Request) -> str:
    seed = hashlib.sha256(request.text.encode()).digest()
    count = max(2, hanzi.han_count(request.text) * 2 // 3)
    words = [_WORDS[(seed[i % 32] + i * i) % len(_WORDS)] for i in range(count)]
    kept = [en for _, en in request.hints] + re.findall(
        r"\d+(?:\.\d+)?", hanzi.normalise(request.text)
    )
    return " ".join([words[0].capitalize(), *words[1:], *kept]) + "."
