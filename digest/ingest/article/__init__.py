"""Articles from loose parts: their dates, page chrome and quality."""
