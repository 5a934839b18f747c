"""Text utilities that know neither articles nor models.

`hanzi`: Chinese characters and sentences; `encoding`, `charset` and `surrogates`: bytes to clean text;
`dates`: dates in every common form; `attribution` and `surnames`: who wrote it; `phrases`: longest
matches; `similarity`: how alike two texts are. Each module is imported by itself.
"""
