"""Rules that correct the model's English after translation."""

from digest.translation.postedit.apply import post_edit

__all__ = ["post_edit"]
