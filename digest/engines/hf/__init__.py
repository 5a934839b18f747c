"""Engines over the transformers library: every architecture, CPU and GPU."""
