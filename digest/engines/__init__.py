"""Language models behind one interface: a request in, a text out."""
