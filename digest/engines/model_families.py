"""What each architecture wants otherwise than our default: prompts, decoding and limits, as data.

The default is Qwen2.5's: our instruction, greedy; other tries at the temperature 0.7 and top-k 20 of
its generation_config.json, without that file's repetition penalty, which would forbid a name its
second mention.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from digest.engines.api import Request
from digest.engines.prompts import conversation

Messages = list[dict[str, str]]


def hunyuan(request: Request) -> Messages:
    """HY-MT's own templates for translating from Chinese and for terms; it has no system prompt.

    Source: README of Tencent-Hunyuan/HY-MT (1.5) and Hy-MT2, "Prompts".
    """
    if not request.english:
        return [
            {"role": "user", "content": "\n\n".join(m["content"] for m in conversation(request))}
        ]
    terms = "\n".join(f"{zh} 翻译成 {en}" for zh, en in request.hints)
    asked = "将以下文本翻译为英语，注意只需要输出翻译后的结果，不要额外解释：\n"
    before = f"参考下面的翻译：\n{terms}\n\n{asked}" if terms else f"{asked}\n"
    return [{"role": "user", "content": before + request.text}]


@dataclass(frozen=True, slots=True)
class Family:
    """One architecture: how it is asked, how it decodes always and for other tries.

    `template` are options of its chat template; `positions` and `most_tokens` bound what it reads
    and writes at once where that is less than its config says (0: it is not). `beams`: whether it
    follows as many answers as a request wishes.
    """

    messages: Callable[[Request], Messages] = conversation
    template: Mapping[str, Any] = field(default_factory=dict)
    always: Mapping[str, Any] = field(default_factory=dict)
    sampling: Mapping[str, Any] = field(default_factory=lambda: {"temperature": 0.7, "top_k": 20})
    positions: int = 0
    most_tokens: int = 0
    beams: bool = False


_FAMILIES: Mapping[str, Family] = {
    # Qwen2.5-Coder with the adapter: measured in digest/engines/native/beam_search.py. Of the others nobody has.
    "qwen2": Family(beams=True),
    # Model card of Qwen3-1.7B, "Best Practices": thinking is switched off in the template; then
    # temperature 0.7, top-p 0.8, top-k 20. Qwen3-4B-Instruct-2507 never thinks and wants the same.
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
    # NLLB Team 2022 (No Language Left Behind): beam search with 4 beams. Model card: trained on no
    # more than 512 tokens, longer texts come out worse.
    "m2m_100": Family(always={"num_beams": 4}, positions=512),
    # config.json and model card of csebuetnlp/mT5_multilingual_XLSum: 4 beams, no pair of tokens
    # twice, length penalty 0.6, 84 tokens at the most.
    "mt5": Family(
        always={"num_beams": 4, "no_repeat_ngram_size": 2, "length_penalty": 0.6}, most_tokens=84
    ),
    # opus-mt-zh-en needs nothing here: its generation_config.json, which transformers reads, states
    # its beams and forbids the padding token as a word.
}


def family(architecture: str) -> Family:
    """What the architecture of a config.json (`model_type`) wants."""
    return _FAMILIES.get(architecture, Family())


def prompt(tokenizer: Any, request: Request, wanted: Family) -> str:
    """The request as the model reads it."""
    return str(
        tokenizer.apply_chat_template(
            wanted.messages(request), tokenize=False, add_generation_prompt=True, **wanted.template
        )
    )
