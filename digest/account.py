"""What a run over weeks took: a report a week, figures for Prometheus, rates for the next plan."""

from pathlib import Path

from digest import machine, metrics, publish, rates
from digest.meter import Tally
from digest.pipeline import Made
from digest.report import Run, report
from digest.session import Engines, Session


class Account:
    """Counts from when it is made; each week is entered when its files are written."""

    def __init__(self, session: Session, engines: Engines) -> None:
        self._session = session
        self._engines = engines
        self._started, self._since = session.now(), session.clock()
        self._hits = 0
        self._figures: list[metrics.Figures] = []
        self._rates: list[rates.Rate] = []
        self._tally = Tally()

    def known_pace(self) -> float:
        """Seconds that the model took for a character in earlier runs like this one; 0: unknown."""
        if self._session.settings.cluster:
            return 0.0
        runs = rates.load(self._session.rates, self._key)
        largest = max(runs, key=lambda run: run.characters, default=None)
        return largest.model_seconds / max(1, largest.characters) if largest else 0.0

    def enter(self, made: Made, folder: Path) -> None:
        """Writes the week's report, and the metrics of the weeks so far."""
        session = self._session
        hits = self._engines.cache.hits if self._engines.cache else 0
        spent = session.clock() - self._since
        run = Run(self._started, spent, hits - self._hits, machine.peak_bytes(), machine.versions())
        publish.save(folder / "report.json", report(made, run).encode())
        if session.metrics:
            self._figures.append(metrics.figures(made, run))
            publish.save(session.metrics, metrics.text(self._figures).encode())
        self._rates.append(rates.of(made, folder, seconds=spent))
        self._tally += made.tally
        self._hits = hits
        self._started, self._since = session.now(), session.clock()

    def close(self) -> None:
        """Keeps what all of it took, if it says something of this machine."""
        if self._session.settings.cluster or not self._rates:
            return
        loading = rates.loading(self._engines.translator, self._engines.summariser)
        rate = rates.whole(self._rates, self._tally, key=self._key, loading=loading)
        rates.keep(self._session.rates, rate)

    @property
    def _key(self) -> str:
        return rates_key(self._session, self._engines)


def rates_key(session: Session, engines: Engines) -> str:
    """Names the runs whose rates hold for this session."""
    fingerprints = (engines.translator.fingerprint, engines.summariser.fingerprint)
    return rates.key(session.settings, fingerprints)
