"""Quality estimation: the probability that a passage's English holds a major error."""

from digest.doubt.estimate import DOUBTFUL, Doubt, Passage, estimate
from digest.doubt.features import FEATURES, features

__all__ = ["DOUBTFUL", "FEATURES", "Doubt", "Passage", "estimate", "features"]
