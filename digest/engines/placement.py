"""Which device and number type a model's settings mean on this machine."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from digest.config.settings import Device, ModelSettings
from digest.errors import EngineError

if TYPE_CHECKING:  # torch takes a second to import; a fake engine needs none
    import torch


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a model runs and in which number type, with no "auto" left."""

    device: Literal["cpu", "cuda"]
    dtype: Literal["bfloat16", "float16", "float32"]

    @property
    def torch_device(self) -> "torch.device":
        """The device as torch's object; EngineError if it is a GPU and torch finds none."""
        import torch  # noqa: PLC0415

        if self.device == "cuda" and not torch.cuda.is_available():
            raise EngineError("no GPU that torch can use: check the driver, or give --device cpu")
        return torch.device(self.device)

    @property
    def torch_dtype(self) -> "torch.dtype":
        """The number type as torch's object."""
        import torch  # noqa: PLC0415

        found: torch.dtype = getattr(torch, self.dtype)
        return found


def resolve(settings: ModelSettings, device: Device) -> Placement:
    """The placement of a model; "auto" takes a GPU if there is one, and bfloat16 where it is fast.

    `cuda` on a machine without a GPU, such as a cluster's driver, is resolved as for a recent GPU.
    """
    import torch  # noqa: PLC0415

    found = torch.cuda.is_available()
    cuda = device == "cuda" or (device == "auto" and found)
    if settings.dtype != "auto":
        return Placement("cuda" if cuda else "cpu", settings.dtype)
    if cuda:
        return Placement(
            "cuda", "bfloat16" if not found or torch.cuda.is_bf16_supported() else "float16"
        )
    fast = torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()  # noqa: SLF001 - torch has no public query
    return Placement("cpu", "bfloat16" if fast else "float32")
