"""The tables of names and terms, and the one module that reads them."""
