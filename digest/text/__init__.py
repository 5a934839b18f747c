"""Text utilities that know neither articles nor models.

`hanzi`: Chinese characters and sentences. `encoding`, `charset`, `surrogates`: bytes to clean text.
`dates`, `numerals`: dates and Chinese numerals. `printable`, `xml`: what output may hold.
`attribution`, `surnames`: who wrote it. `phrases`: longest matches. `similarity`: how alike two texts
are. Each module is imported by itself.
"""
