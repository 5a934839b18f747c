"""A model on disk: a folder with config.json, safetensors and a tokenizer."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safetensors import SafetensorError, safe_open

from digest.errors import EngineError

if TYPE_CHECKING:  # torch takes a second, and only who loads a model needs it
    from torch import Tensor


class Tensors:
    """The tensors of all safetensors files of a folder, by name."""

    def __init__(self, files: dict[str, Any]) -> None:
        self._files = files

    def __call__(self, name: str) -> "Tensor":
        """The tensor of this name."""
        tensor: Tensor = self._files[name].get_tensor(name)
        return tensor

    def has(self, name: str) -> bool:
        """Whether there is one."""
        return name in self._files


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A folder with a causal language model; nothing is fetched and no code in it is run."""

    folder: Path

    @property
    def config(self) -> Any:
        from transformers import AutoConfig  # noqa: PLC0415 - two seconds, only where needed

        return AutoConfig.from_pretrained(self.folder, local_files_only=True)

    def tokenizer(self) -> Any:
        """The tokenizer, with its chat template."""
        from transformers import AutoTokenizer  # noqa: PLC0415

        return AutoTokenizer.from_pretrained(self.folder, local_files_only=True)

    def stops(self) -> frozenset[int]:
        """The tokens that end an answer."""
        from transformers import GenerationConfig  # noqa: PLC0415

        stops: set[int] = set()
        for source in (self.config, _generation(GenerationConfig, self.folder)):
            ids = getattr(source, "eos_token_id", None)
            stops |= {int(i) for i in (ids if isinstance(ids, list) else [ids]) if i is not None}
        return frozenset(stops)

    @contextmanager
    def tensors(self) -> Iterator[Tensors]:
        """The weights, mapped from disk within; EngineError where a file is broken."""
        with ExitStack() as stack:
            files: dict[str, Any] = {}
            for path in sorted(self.folder.glob("model*.safetensors")):
                try:
                    opened = stack.enter_context(safe_open(path, framework="pt"))
                except (SafetensorError, OSError) as error:
                    raise EngineError(f"{path}: not readable weights ({error})") from error
                files |= dict.fromkeys(opened.keys(), opened)
            yield Tensors(files)


def _generation(kind: Any, folder: Path) -> Any:
    if not (folder / "generation_config.json").exists():
        return None
    return kind.from_pretrained(folder, local_files_only=True)


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A name to write under; when done it becomes `target` at once, or goes if anything failed."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        yield unfinished
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
