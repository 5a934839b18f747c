"""The interface of every model: requests in, outputs out in completion order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, Self

# "line", "summarise" and "full" are Chinese summaries of one, two or three, and five to seven
# sentences; "translate" and "headline" are English.
Task = Literal["translate", "headline", "line", "summarise", "full"]
FinishReason = Literal["stop", "length"]


# Temperature of a sample close to the likeliest words. BLEU on 200 lines: greedy 25.2; one sample
# 20.1 (T=0.7), 23.4 (T=0.4); minimum Bayes risk over 8 samples 24.7 and 26.3.
NEAR_TEMPERATURE = 0.4


@dataclass(frozen=True, slots=True)
class Request:
    """One text for the model.

    `hints` are (Chinese, English) pairs that the output should use. For summaries, `note` tells the
    model what was wrong with its last attempt, and `context` is the article's headline.
    `seed` 0 decodes deterministically; any other seed draws a reproducible sample, at the
    temperature that the model's makers advise or, if `near`, at NEAR_TEMPERATURE.
    `beams` is the beam width of deterministic decoding. `max_tokens` bounds the output.
    With `given`, English for the text, nothing is generated: the output has its scores, or none
    where the engine cannot tell them.
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
    given: str = ""

    @property
    def english(self) -> bool:
        """Whether the output is English; summaries are Chinese."""
        return self.task in ("translate", "headline")

    @property
    def width(self) -> int:
        """The beam width in effect: 1 for a sample."""
        return 1 if self.seed else self.beams


@dataclass(frozen=True, slots=True)
class TokenScore:
    """How a model scores one token of a given text, in nats, over the tokens that it may write there.

    `chance` is the token's log probability, `best` that of the likeliest token, `entropy` the
    entropy of the distribution, `end` the number of characters of the text up to the token's end.
    """

    chance: float
    best: float
    entropy: float
    end: int


@dataclass(frozen=True, slots=True)
class Output:
    """A model's output, why it ended, and the tokens generated for it (0 if no model was asked).

    `scores` are those of a given text's tokens and of its end.
    """

    text: str
    finish_reason: FinishReason
    tokens: int
    scores: tuple[TokenScore, ...] = ()

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Self:
        """The output that `dataclasses.asdict` wrote; TypeError or ValueError if it is none."""
        scores = tuple(TokenScore(**score) for score in row.get("scores", ()))
        return cls(**{**row, "scores": scores})


# What an engine answers to a request with given English if it cannot score it.
UNSCORED = Output("", "stop", 0)


class Engine(Protocol):
    """Anything that answers requests; `Cached` wraps one, `Fake` and `Extractive` need no model."""

    @property
    def fingerprint(self) -> str:
        """Identifies everything that can change an output: model, device, decoding, prompts."""
        ...

    def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
        """Yield (index into `requests`, output) exactly once per request, in completion order."""
        ...


def ask(engine: Engine, requests: Sequence[Request]) -> list[Output]:
    """The outputs in the order of the requests; equal requests are sent once."""
    distinct = list(dict.fromkeys(requests))
    outputs = dict(engine.generate(distinct)) if distinct else {}
    answers = {request: outputs[index] for index, request in enumerate(distinct)}
    return [answers[request] for request in requests]
