"""Text utilities that know neither articles nor models."""
