"""Settings: closed models, the loader that fills them from YAML, and a documented template."""

from digest.config.loader import load, profiles
from digest.config.settings import Settings
from digest.config.template import commented_settings

__all__ = ["Settings", "commented_settings", "load", "profiles"]
