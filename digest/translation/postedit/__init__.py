"""Rules that correct the model's English."""
