"""Scores of translations and summaries, pure: values in, values ready for JSON out."""
