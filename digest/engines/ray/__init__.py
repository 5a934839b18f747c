"""Models on a Ray cluster (extra `ray`)."""
