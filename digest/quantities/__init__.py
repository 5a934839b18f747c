"""Numbers and dates in Chinese and English texts; translations are judged elsewhere."""
