"""Tiny random models with real tokenizers, made in the tests that need one."""

import json
from pathlib import Path
from typing import Any

import sentencepiece
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    HunYuanDenseV1Config,
    HunYuanDenseV1ForCausalLM,
    M2M100Config,
    M2M100ForConditionalGeneration,
    MarianConfig,
    MarianMTModel,
    MarianTokenizer,
    MT5Config,
    MT5ForConditionalGeneration,
    NllbTokenizer,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
    T5Config,
    T5ForConditionalGeneration,
    T5Tokenizer,
)

SENTENCES = [
    "江口县的第三座水厂昨天开始供水。", "两万户居民用上了山泉水。", "工会给骑手送去了凉茶和药箱。",
    "The third waterworks has begun to supply water.", "Riders were given tea by their union.",
    "县里今年还要再建五座水厂，管网延伸到每一个村。", "A village is a place where people live.",
]  # fmt: skip
_CHAT = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def qwen(folder: Path) -> Path:
    """A Qwen2 of two layers; random, but sharp enough that its answers differ."""
    return _chat(folder, Qwen2Config, Qwen2ForCausalLM, _CHAT)


def qwen3(folder: Path) -> Path:
    """A Qwen3, whose template thinks aloud unless it is told not to."""
    thinking = (
        "{% if enable_thinking is defined and not enable_thinking %}<think></think>{% endif %}"
    )
    return _chat(folder, Qwen3Config, Qwen3ForCausalLM, _CHAT + thinking)


def hunyuan(folder: Path) -> Path:
    """A dense Hunyuan, the family of HY-MT; its template knows no system prompt."""
    return _chat(folder, HunYuanDenseV1Config, HunYuanDenseV1ForCausalLM, _CHAT)


def _chat(folder: Path, configuration: Any, architecture: Any, template: str) -> Path:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=512, special_tokens=special, initial_alphabet=alphabet)
    tokenizer.train_from_iterator(SENTENCES * 20, trainer)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="<|im_end|>", pad_token="<|endoftext|>"
    )
    fast.chat_template = template
    fast.save_pretrained(folder)
    torch.manual_seed(7)
    config = configuration(
        vocab_size=len(fast), hidden_size=64, intermediate_size=128, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=1024, head_dim=16,
        pad_token_id=fast.pad_token_id, eos_token_id=fast.eos_token_id, tie_word_embeddings=True,
    )  # fmt: skip
    model = architecture(config)
    for parameter in model.parameters():
        if parameter.ndim == 2:
            torch.nn.init.normal_(parameter, std=0.15)
    model.save_pretrained(folder)
    return folder


def _pieces(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    text = folder / "text.txt"
    text.write_text("\n".join(SENTENCES * 30), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(text), model_prefix=str(folder / "sp"), vocab_size=160, character_coverage=1.0,
        hard_vocab_limit=False, minloglevel=2,
    )  # fmt: skip
    return folder / "sp.model"


def marian(folder: Path) -> Path:
    """A Marian model of one layer with room for 48 tokens."""
    model = _pieces(folder)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(model))
    words = ["</s>", "<unk>", "<pad>"]
    words += [
        p for i in range(len(pieces)) if (p := pieces.id_to_piece(i)) not in {"</s>", "<unk>"}
    ]
    vocabulary = folder / "vocab.json"
    vocabulary.write_text(json.dumps({word: i for i, word in enumerate(words)}), encoding="utf-8")
    tokenizer = MarianTokenizer(
        source_spm=str(model), target_spm=str(model), vocab=str(vocabulary), model_max_length=48,
        source_lang="zh", target_lang="en",
    )  # fmt: skip
    tokenizer.save_pretrained(folder)
    torch.manual_seed(3)
    pad = words.index("<pad>")
    config = MarianConfig(
        vocab_size=len(words), d_model=32, encoder_layers=1, decoder_layers=1,
        encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=64,
        decoder_ffn_dim=64, max_position_embeddings=48, pad_token_id=pad,
        decoder_start_token_id=pad, eos_token_id=0, forced_eos_token_id=None,
    )  # fmt: skip
    MarianMTModel(config).save_pretrained(folder)
    return folder


def nllb(folder: Path) -> Path:
    """An M2M100 of one layer with NLLB's language codes."""
    made = NllbTokenizer(vocab_file=str(_pieces(folder)), src_lang="zho_Hans", tgt_lang="eng_Latn")
    made.save_pretrained(folder)
    torch.manual_seed(5)
    config = M2M100Config(
        vocab_size=len(made), d_model=32, encoder_layers=1, decoder_layers=1,
        encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=64,
        decoder_ffn_dim=64, max_position_embeddings=128,
    )  # fmt: skip
    M2M100ForConditionalGeneration(config).save_pretrained(folder)
    return folder


def t5(folder: Path) -> Path:
    """A T5 of one layer."""
    return _t5(folder, T5Config, T5ForConditionalGeneration)


def mt5(folder: Path) -> Path:
    """An mT5 of one layer, the family of the XL-Sum summariser."""
    return _t5(folder, MT5Config, MT5ForConditionalGeneration)


def _t5(folder: Path, configuration: Any, architecture: Any) -> Path:
    made = T5Tokenizer(vocab_file=str(_pieces(folder)), extra_ids=0)
    made.save_pretrained(folder)
    torch.manual_seed(9)
    config = configuration(
        vocab_size=len(made), d_model=32, d_kv=16, d_ff=64, num_layers=1, num_heads=2,
        decoder_start_token_id=0, pad_token_id=made.pad_token_id, eos_token_id=made.eos_token_id,
    )  # fmt: skip
    architecture(config).save_pretrained(folder)
    return folder
