"""Invented newspapers for tests: stories, the layouts they are set in, and what spoils a page."""
