"""Records what a run over weeks took: report.json per week, a Prometheus file, the run history."""

from pathlib import Path

from digest import host, storage
from digest.app.context import Engines, RunContext
from digest.engines.metered import Tally
from digest.pipeline import WeekResult
from digest.records import Period
from digest.telemetry import estimate, prometheus, run_history
from digest.telemetry.run_report import REPORT, Run, report


class RunRecorder:
    """Measures from its creation on; call `add` when a week's files are written, `close` at the end."""

    def __init__(self, context: RunContext, engines: Engines) -> None:
        self._context = context
        self._engines = engines
        self._started, self._since = context.now(), context.clock()
        self._hits = self._characters = 0
        self._model_seconds = 0.0
        self._samples: list[prometheus.Samples] = []
        self._tally = Tally()

    def known_pace(self) -> float:
        """Seconds per character of earlier runs like this one, or a documented pace; 0: unknown."""
        if self._context.settings.cluster or self._engines.model.quantisation == "none":
            return 0.0
        return known_pace(self._context, self._engines).seconds_per_character

    def add(self, made: WeekResult, period: Period, folder: Path) -> None:
        """Write the week's report, and the metrics of the weeks so far."""
        context = self._context
        hits = self._engines.cache.hits if self._engines.cache else 0
        spent = context.clock() - self._since
        run = Run(
            self._started, spent, hits - self._hits, host.peak_bytes(), host.versions(), period
        )
        storage.save(folder / REPORT, report(made, run).encode())
        if context.metrics:
            self._samples.append(prometheus.samples(made, run))
            storage.save(context.metrics, prometheus.text(self._samples).encode())
        self._characters += run_history.characters(made)
        self._model_seconds += run_history.model_seconds(made)
        self._tally += made.tally
        self._hits = hits
        self._started, self._since = context.now(), context.clock()

    def close(self) -> None:
        """Add the run to the history if it measured this machine's model."""
        if self._context.settings.cluster or not run_history.measures_model(self._tally):
            return
        run = run_history.RunRecord(
            _history_key(self._context, self._engines),
            self._characters,
            self._engines.loading_seconds(),
            self._model_seconds,
        )
        run_history.keep(self._context.history, run)


def known_pace(context: RunContext, engines: Engines) -> estimate.Pace:
    """The pace of earlier runs with these settings on this machine, else a documented one."""
    int8 = engines.model.quantisation == "int8"
    runs = run_history.load(context.history, _history_key(context, engines))
    return estimate.pace(runs, estimate.default_pace(int8=int8, cores=host.cores()))


def _history_key(context: RunContext, engines: Engines) -> str:
    """Key of the earlier runs whose speed is comparable to that of this context."""
    fingerprints = (engines.translator.fingerprint, engines.summariser.fingerprint)
    return run_history.key(context.settings, fingerprints)
