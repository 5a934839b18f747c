"""The one interface to a model: requests in, outputs back in completion order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

# "line", "summarise" and "full" are Chinese summaries of one, two or three, and five to seven sentences.
Task = Literal["translate", "headline", "line", "summarise", "full"]
FinishReason = Literal["stop", "length"]


# Of 200 lines one draw has 20.1 BLEU at 0.7, 23.4 at 0.4, none 25.2; what eight agree on 24.7 and 26.3.
NEAR_TEMPERATURE = 0.4


@dataclass(frozen=True, slots=True)
class Request:
    """One text for the model.

    `hints` are (Chinese, English) pairs that the output must use. For summaries, `note` says what
    was wrong with an earlier try, and `context` is the article's headline.
    `seed` 0 is the engine's deterministic decoding; another seed is a reproducible other try, drawn as
    the model's makers advise, or `near` the likeliest words, at NEAR_TEMPERATURE.
    `beams` is how many answers the deterministic decoding follows side by side.
    `max_tokens` bounds the output.
    """

    task: Task
    text: str
    max_tokens: int
    hints: tuple[tuple[str, str], ...] = ()
    context: str = ""
    note: str = ""
    seed: int = 0
    near: bool = False
    beams: int = 1

    @property
    def english(self) -> bool:
        """Whether the answer is English; a summary is Chinese."""
        return self.task in ("translate", "headline")

    @property
    def width(self) -> int:
        """How many answers are followed: a sample is one."""
        return 1 if self.seed else self.beams


@dataclass(frozen=True, slots=True)
class Output:
    """A generated text, why it ended, and how many tokens it took (0: no model was asked)."""

    text: str
    finish_reason: FinishReason
    tokens: int


class Engine(Protocol):
    """Anything that answers requests; `Cached` wraps one, `Fake` and `Extractive` need no model."""

    @property
    def fingerprint(self) -> str:
        """Names all that can change an output: model, revision, quantisation, decoding, prompts."""
        ...

    def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
        """Yield (index of the request, output) for each request once, in completion order."""
        ...


def ask(engine: Engine, requests: Sequence[Request]) -> list[Output]:
    """The outputs in the order of the requests; equal ones are asked once."""
    distinct = list(dict.fromkeys(requests))
    outputs = dict(engine.generate(distinct)) if distinct else {}
    answers = {request: outputs[index] for index, request in enumerate(distinct)}
    return [answers[request] for request in requests]
