"""Our own int8 and bfloat16 runtime for CPUs."""
