"""Settings: closed models, and the loader that fills them from YAML files."""

from digest.config.loader import load, profiles
from digest.config.settings import Settings

__all__ = ["Settings", "load", "profiles"]
