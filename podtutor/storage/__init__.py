"""Progress kept in SQLite."""
