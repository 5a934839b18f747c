"""Numbers in Chinese and English text, without an opinion on translations."""
