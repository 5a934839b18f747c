"""How sure a figure over lines is: bootstrap resampling of the lines (Koehn 2004), seeded."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# As sacreBLEU's defaults, so that its intervals and ours are drawn alike.
SAMPLES, SEED = 1000, 12345
_Floats = NDArray[np.float64]


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The middle 95 % of the mean over resampled lines; (0, 0) for no lines."""
    if not values:
        return 0.0, 0.0
    means = _means(np.asarray(values, dtype=np.float64))
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def paired_p(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The two-sided p-value of the difference of two means over the same lines.

    Paired bootstrap as sacreBLEU's: how often a resampled difference lies further from the mean of
    all such than the true one from zero. Equal values are no difference: 1.
    """
    differences = np.asarray(ours, dtype=np.float64) - np.asarray(theirs, dtype=np.float64)
    if not differences.size or not differences.any():
        return 1.0
    found = np.abs(_means(differences) - differences.mean())
    further = int((found >= abs(differences.mean())).sum())
    return (further + 1) / (SAMPLES + 1)


def noise(differences: Sequence[float]) -> float:
    """How far the mean difference may lie below its true value by the choice of lines alone.

    One-sided at 95 %: a mean that lies further below zero than this is no accident.
    """
    if not any(differences):
        return 0.0
    values = np.asarray(differences, dtype=np.float64)
    return float(np.quantile(_means(values), 0.95) - values.mean())


def _means(values: _Floats) -> _Floats:
    chosen = np.random.default_rng(SEED).integers(len(values), size=(SAMPLES, len(values)))
    means: _Floats = values[chosen].mean(axis=1)
    return means
