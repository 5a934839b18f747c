"""The English in the house's spelling, figures and case."""
