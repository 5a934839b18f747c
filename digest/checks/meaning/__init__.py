"""Checks of relations: shares and multiples, order, limits, polarity, hedges, sentences of courts."""
