"""Newspaper pages: lines of text in, articles out."""
