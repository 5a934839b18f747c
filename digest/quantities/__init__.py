"""Numbers and dates in Chinese and English texts; translations are judged elsewhere."""

from digest.quantities import chinese, dates, english
from digest.quantities.number import Index, Number

__all__ = ["Index", "Number", "chinese", "dates", "english"]
