"""The settings file that documents every key: true, whole, and the one in `configs/`."""

import yaml

from digest.config import Settings, commented_settings, loader
from digest.config.settings import ClusterSettings
from tests.conftest import ROOT


def test_the_default_profile_is_up_to_date() -> None:
    kept = (ROOT / "configs" / "default.yaml").read_text(encoding="utf-8")
    assert kept == commented_settings(), "generate it again, see digest/config/template.py"


def test_the_template_loads_as_the_defaults() -> None:
    assert Settings.model_validate(yaml.safe_load(commented_settings())) == Settings()
    assert loader.load() == Settings()


def test_the_template_without_its_comment_signs_has_every_section() -> None:
    """A section that is off by default is there as a comment: taking out its signs turns it on."""
    text = commented_settings()
    start = text.index("# cluster:\n")
    block, _, _ = text[start:].partition("\n\n")
    section = yaml.safe_load("\n".join(line.removeprefix("# ") for line in block.splitlines()))
    assert ClusterSettings.model_validate(section["cluster"]) == ClusterSettings()
    assert set(section["cluster"]) == set(ClusterSettings.model_fields)
    named = set(yaml.safe_load(text)) | {"cluster"}
    assert named == set(Settings.model_fields)


def test_the_template_explains_choices() -> None:
    text = commented_settings()
    assert "# One of: starttls, tls, none.\n  security: starttls" in text
    assert "# One of: fast, balanced, best." not in text, "its description explains each of them"
    assert all(len(line) <= 100 for line in text.splitlines())
