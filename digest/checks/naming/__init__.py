"""Checks of what is named: terms, people, countries, provinces, plans and job titles."""
