"""Checks of the English as a text: loops, refusals, leaks, markup, omissions."""
