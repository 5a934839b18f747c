"""Model outputs kept in SQLite, so that a second run asks no model."""
