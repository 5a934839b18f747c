"""Checks of quantities: numbers, dates, times of day, money, units, limits and changes."""
