"""What a run over weeks took: a report a week, figures for Prometheus, rates for the next plan."""

from pathlib import Path

from digest import host, storage
from digest.app.context import Engines, RunContext
from digest.engines.metered import Tally
from digest.pipeline import Made
from digest.telemetry import prometheus, run_history
from digest.telemetry.run_report import Run, report


class RunRecorder:
    """Counts from when it is made; each week is entered when its files are written."""

    def __init__(self, session: RunContext, engines: Engines) -> None:
        self._session = session
        self._engines = engines
        self._started, self._since = session.now(), session.clock()
        self._hits = 0
        self._figures: list[prometheus.Figures] = []
        self._rates: list[run_history.Rate] = []
        self._tally = Tally()

    def known_pace(self) -> float:
        """Seconds that the model took for a character in earlier runs like this one; 0: unknown."""
        if self._session.settings.cluster:
            return 0.0
        runs = run_history.load(self._session.rates, self._key)
        largest = max(runs, key=lambda run: run.characters, default=None)
        return largest.model_seconds / max(1, largest.characters) if largest else 0.0

    def enter(self, made: Made, folder: Path) -> None:
        """Writes the week's report, and the metrics of the weeks so far."""
        session = self._session
        hits = self._engines.cache.hits if self._engines.cache else 0
        spent = session.clock() - self._since
        run = Run(self._started, spent, hits - self._hits, host.peak_bytes(), host.versions())
        storage.save(folder / "report.json", report(made, run).encode())
        if session.metrics:
            self._figures.append(prometheus.figures(made, run))
            storage.save(session.metrics, prometheus.text(self._figures).encode())
        self._rates.append(run_history.of(made, folder, seconds=spent))
        self._tally += made.tally
        self._hits = hits
        self._started, self._since = session.now(), session.clock()

    def close(self) -> None:
        """Keeps what all of it took, if it says something of this machine."""
        if self._session.settings.cluster or not self._rates:
            return
        loading = run_history.loading(self._engines.translator, self._engines.summariser)
        rate = run_history.whole(self._rates, self._tally, key=self._key, loading=loading)
        run_history.keep(self._session.rates, rate)

    @property
    def _key(self) -> str:
        return rates_key(self._session, self._engines)


def rates_key(session: RunContext, engines: Engines) -> str:
    """Names the runs whose rates hold for this session."""
    fingerprints = (engines.translator.fingerprint, engines.summariser.fingerprint)
    return run_history.key(session.settings, fingerprints)
