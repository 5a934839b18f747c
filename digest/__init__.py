"""Bilingual weekly digests of Chinese news, made offline with a local model."""

__version__ = "0.1.0"
