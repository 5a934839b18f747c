"""Confidence of a mean over lines: seeded bootstrap resampling of the lines (Koehn 2004)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# sacreBLEU's defaults, so that its intervals and ours are comparable.
SAMPLES, SEED = 1000, 12345
_Floats = NDArray[np.float64]


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of the mean, as (low, high); (0, 0) without values."""
    if not values:
        return 0.0, 0.0
    means = _means(np.asarray(values, dtype=np.float64))
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def paired_p(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The two-sided p-value of the difference of two means over the same lines.

    Paired bootstrap as in sacreBLEU: how often a resampled difference is further from the mean
    difference than that is from zero. 1 if all values are equal.
    """
    differences = np.asarray(ours, dtype=np.float64) - np.asarray(theirs, dtype=np.float64)
    if not differences.size or not differences.any():
        return 1.0
    found = np.abs(_means(differences) - differences.mean())
    further = int((found >= abs(differences.mean())).sum())
    return (further + 1) / (SAMPLES + 1)


def noise(differences: Sequence[float]) -> float:
    """How far below its true value the mean difference may be because of the choice of lines.

    One-sided at 95 %: a mean further below zero than this is a significant loss. 0 if no value differs.
    """
    if not any(differences):
        return 0.0
    values = np.asarray(differences, dtype=np.float64)
    return float(np.quantile(_means(values), 0.95) - values.mean())


def _means(values: _Floats) -> _Floats:
    chosen = np.random.default_rng(SEED).integers(len(values), size=(SAMPLES, len(values)))
    means: _Floats = values[chosen].mean(axis=1)
    return means
