"""The digest as a mail, and its delivery."""
