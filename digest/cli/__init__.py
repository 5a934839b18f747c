"""The command line: options, messages, exit codes."""

from digest.cli.commands import main

__all__ = ["main"]
