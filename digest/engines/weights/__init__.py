"""Named models: pinned, verified, converted; their adapters."""
