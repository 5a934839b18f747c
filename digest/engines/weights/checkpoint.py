"""A model folder: config.json, a tokenizer and safetensors, in the layout of transformers."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from safetensors import SafetensorError, safe_open

from digest.errors import EngineError

if TYPE_CHECKING:  # torch takes a second to import; only code that loads a model needs it
    from torch import Tensor


class Tensors(Protocol):
    """A model's tensors by the names that transformers uses."""

    @property
    def names(self) -> frozenset[str]:
        """Names of all tensors."""
        ...

    def __call__(self, name: str) -> "Tensor":
        """The tensor of this name; KeyError if there is none."""
        ...


class _MappedTensors:
    """The tensors of all safetensors files of a folder, mapped from disk."""

    def __init__(self, files: dict[str, Any]) -> None:
        self._files = files

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._files)

    def __call__(self, name: str) -> "Tensor":
        tensor: Tensor = self._files[name].get_tensor(name)
        return tensor


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A model folder; nothing is downloaded and no code in the folder is run."""

    folder: Path

    @property
    def config(self) -> Any:
        """The model's configuration, as transformers' class for its architecture."""
        from transformers import AutoConfig  # noqa: PLC0415 - takes two seconds

        return AutoConfig.from_pretrained(self.folder, local_files_only=True)

    def tokenizer(self) -> Any:
        """The tokenizer, with its chat template."""
        from transformers import AutoTokenizer  # noqa: PLC0415 - takes two seconds

        return AutoTokenizer.from_pretrained(self.folder, local_files_only=True)

    def stops(self) -> frozenset[int]:
        """Ids of the tokens that end an answer."""
        from transformers import GenerationConfig  # noqa: PLC0415 - takes two seconds

        stops: set[int] = set()
        for source in (self.config, _generation(GenerationConfig, self.folder)):
            ids = getattr(source, "eos_token_id", None)
            stops |= {int(i) for i in (ids if isinstance(ids, list) else [ids]) if i is not None}
        return frozenset(stops)

    @contextmanager
    def tensors(self) -> Iterator[Tensors]:
        """The weights, mapped from disk within the context; EngineError if a file is damaged."""
        with ExitStack() as stack:
            files: dict[str, Any] = {}
            for path in sorted(self.folder.glob("model*.safetensors")):
                try:
                    opened = stack.enter_context(safe_open(path, framework="pt"))
                except (SafetensorError, OSError) as error:
                    raise EngineError(f"{path}: not readable weights ({error})") from error
                files |= dict.fromkeys(opened.keys(), opened)
            yield _MappedTensors(files)


def _generation(kind: Any, folder: Path) -> Any:
    if not (folder / "generation_config.json").exists():
        return None
    return kind.from_pretrained(folder, local_files_only=True)
