"""A digest as something to read: pure functions of the digest, the same bytes every time."""
