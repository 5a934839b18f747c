"""What a run reports: messages and progress, report.json, Prometheus, run history, estimates.

The face holds only what every command needs at its start; the other modules load the pipeline.
"""

from digest.telemetry.console import Console

__all__ = ["Console"]
