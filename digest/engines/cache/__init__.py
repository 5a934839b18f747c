"""Model outputs kept in SQLite, so that a repeated run makes no model calls."""
