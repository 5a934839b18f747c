"""The command line: options, messages, exit codes."""

from digest.cli.main import main

__all__ = ["main"]
