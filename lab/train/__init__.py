"""How the packaged adapter was made; see adapter.py."""
