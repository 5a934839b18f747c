"""The week's folder on disk: written whole, locked, read again."""
