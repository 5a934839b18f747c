"""Bilingual weekly digests of Chinese news, made offline with a local model."""

__version__ = "0.2.0"
