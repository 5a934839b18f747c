"""How each model architecture wants to be asked: prompts, decoding and limits, as data.

The default is Qwen2.5's: our own instruction and greedy decoding; samples at temperature 0.7 and
top-k 20 as in its generation_config.json, without the repetition penalty there, which would keep a
name from being mentioned twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from digest.engines.api import Request
from digest.engines.control_tokens import ControlTokens
from digest.engines.prompts import conversation

Messages = list[dict[str, str]]


def hunyuan(request: Request) -> Messages:
    """HY-MT's own templates for translating from Chinese, with and without terms; no system prompt.

    Source: README of Tencent-Hunyuan/HY-MT (1.5) and Hy-MT2, "Prompts".
    """
    if not request.english:
        return [
            {"role": "user", "content": "\n\n".join(m["content"] for m in conversation(request))}
        ]
    terms = "\n".join(f"{zh} 翻译成 {en}" for zh, en in request.hints)
    task = "将以下文本翻译为英语，注意只需要输出翻译后的结果，不要额外解释：\n"
    instruction = f"参考下面的翻译：\n{terms}\n\n{task}" if terms else f"{task}\n"
    return [{"role": "user", "content": instruction + request.text}]


@dataclass(frozen=True, slots=True)
class Family:
    """How one architecture is prompted and decoded.

    `template`: options of its chat template. `always`: generation options of every answer;
    `sampling`: those of a sample. `positions` and `most_tokens`: the most tokens it should read and
    write at once, where its config.json allows more (0: as there). `beams`: whether a request's beam
    width is followed, or decoding is greedy.
    """

    messages: Callable[[Request], Messages] = conversation
    template: Mapping[str, Any] = field(default_factory=dict)
    always: Mapping[str, Any] = field(default_factory=dict)
    sampling: Mapping[str, Any] = field(default_factory=lambda: {"temperature": 0.7, "top_k": 20})
    positions: int = 0
    most_tokens: int = 0
    beams: bool = False


_FAMILIES: Mapping[str, Family] = {
    # Beam search is measured only for Qwen2.5-Coder with the adapter (native/beam_search.py).
    "qwen2": Family(beams=True),
    # Model card of Qwen3-1.7B, "Best Practices": without thinking, which the template switches off,
    # temperature 0.7, top-p 0.8, top-k 20. Qwen3-4B-Instruct-2507 never thinks; same values.
    "qwen3": Family(
        template={"enable_thinking": False},
        sampling={"temperature": 0.7, "top_p": 0.8, "top_k": 20},
    ),
    # README of HY-MT1.5 and Hy-MT2 (1.8B and 7B): top-k 20, top-p 0.6, temperature 0.7,
    # repetition penalty 1.05.
    "hunyuan_v1_dense": Family(
        messages=hunyuan,
        always={"repetition_penalty": 1.05},
        sampling={"temperature": 0.7, "top_p": 0.6, "top_k": 20},
    ),
    # NLLB Team 2022 (No Language Left Behind): beam search with 4 beams. Model card: trained on at
    # most 512 tokens, longer texts come out worse.
    "m2m_100": Family(always={"num_beams": 4}, positions=512),
    # config.json and model card of csebuetnlp/mT5_multilingual_XLSum: 4 beams, no repeated bigram,
    # length penalty 0.6, at most 84 tokens.
    "mt5": Family(
        always={"num_beams": 4, "no_repeat_ngram_size": 2, "length_penalty": 0.6}, most_tokens=84
    ),
    # opus-mt-zh-en needs no entry: transformers reads its generation_config.json, which sets the
    # beams and bans the padding token.
}


def family(architecture: str) -> Family:
    """The family of an architecture (`model_type` in config.json); defaults if it is not listed."""
    return _FAMILIES.get(architecture, Family())


class Chat:
    """Writes a chat model's prompts; control tokens in a request's texts become plain words."""

    def __init__(self, tokenizer: Any, its_family: Family) -> None:
        self._tokenizer = tokenizer
        self._family = its_family
        self._control = ControlTokens(tokenizer)

    def prompt(self, request: Request) -> str:
        """The request in the model's chat template, up to where its answer begins."""
        return str(
            self._tokenizer.apply_chat_template(
                self._family.messages(self._control.defuse_request(request)),
                tokenize=False,
                add_generation_prompt=True,
                **self._family.template,
            )
        )

    def tokens(self, request: Request) -> list[int]:
        """The prompt as token ids."""
        ids: list[int] = self._tokenizer(self.prompt(request), add_special_tokens=False)[
            "input_ids"
        ]
        return ids

    def answer(self, text: str) -> tuple[list[int], list[int]]:
        """An answer as token ids, without its end, and where in the text each token ends.

        Control tokens in it become plain words.
        """
        found = self._tokenizer(
            self._control.defuse(text), add_special_tokens=False, return_offsets_mapping=True
        )
        return found["input_ids"], [end for _, end in found["offset_mapping"]]
