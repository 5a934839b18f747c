"""Chinese texts to checked English."""
