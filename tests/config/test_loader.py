"""Settings files: merged over a profile, their paths resolved, their mistakes reported by line."""

import types
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from digest.config import loader
from digest.config.settings import EnglishStyle, Settings
from digest.errors import ConfigError


def load(tmp_path: Path, text: str, *, profile: str = "fake") -> Settings:
    file = tmp_path / "folder" / "my.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return loader.load(profile=profile, file=file)


def mistakes(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as error:
        load(tmp_path, text)
    return [line.removeprefix(f"{tmp_path}/folder/") for line in str(error.value).splitlines()]


@pytest.mark.parametrize("profile", loader.profiles())
def test_every_profile_loads(profile: str) -> None:
    assert loader.load(profile=profile).title.zh


def test_a_file_overrides_the_profile_key_by_key(tmp_path: Path) -> None:
    settings = load(tmp_path, "english: {dates: November 22}\ntitle: {en: Union Weekly}\n")
    assert settings.english == EnglishStyle(dates="November 22")
    assert (settings.title.zh, settings.title.en) == ("一周新闻双语摘要", "Union Weekly")
    assert settings.translator.engine == "fake"


def test_every_mistake_is_reported_with_its_line(tmp_path: Path) -> None:
    text = "titel: x\nenglish:\n  spellin: british\n  dates: 2026\nformats: [pdf]\n"
    first, second, third, fourth = mistakes(tmp_path, text)
    assert first == "my.yaml:1: unknown key 'titel'; did you mean 'title'?"
    assert second == "my.yaml:3: unknown key 'spellin' in english; did you mean 'spelling'?"
    assert third.startswith("my.yaml:4: english.dates: should be '22 November'")
    assert fourth.startswith("my.yaml:5: formats.0: should be 'md'")


def test_a_key_set_twice_is_a_mistake(tmp_path: Path) -> None:
    assert mistakes(tmp_path, "layout: zh\nlayout: side\n") == [
        "my.yaml:2: 'layout' is set twice, first on line 1"
    ]


@pytest.mark.parametrize(
    "text",
    ["mail: &a {host: *a}\n", "[" * 5000, "- a\n", "a: [\n", "a: *b\n", "a: \x00\n", "\x1b: a\n"],
)
def test_a_file_that_is_no_mapping_is_one_message(tmp_path: Path, text: str) -> None:
    (line,) = mistakes(tmp_path, text)
    assert line.startswith("my.yaml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("issue: {sections: 工会}", 'issue.sections: should be a list, not "工会"'),
        ("title: x", 'title: should be keys with values, not "x"'),
        ("templates: 5", "templates: should be the name of a file or folder, not 5"),
        ("mail: {port: smtp}", 'mail.port: should be a whole number, not "smtp"'),
        ("cache: {max_mb: 0}", "cache.max_mb: should be greater than or equal to 1, not 0"),
        ("title: {zh: ''}", 'title.zh: should have at least 1 character, not ""'),
        ("title: {zh: 2026-11-18}", 'title.zh: should be text, in quotes if it looks like a number or a date, not "2026-11-18"'),
        ("epub_max_mb: .inf", "epub_max_mb: should be a finite number, not Infinity"),
        ("mail: {port: 2026-99-99}", 'mail.port: should be a whole number, not "2026-99-99"'),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_kind_is_explained_without_names_of_python(
    tmp_path: Path, text: str, said: str
) -> None:
    assert mistakes(tmp_path, text) == [f"my.yaml:1: {said}"]


def path_fields(model: type[BaseModel]) -> dict[str, Any]:
    """A value for every path of a model, as a settings file would give it."""
    found: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        kinds = {field.annotation, *get_args(field.annotation)} - {types.NoneType}
        if Path in kinds:
            found[name] = f"{name}.file"
        for kind in kinds:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                found |= {name: inner} if (inner := path_fields(kind)) else {}
    return found


def test_every_path_starts_at_the_folder_of_its_file(tmp_path: Path) -> None:
    import yaml

    given = path_fields(Settings)
    assert given["mail"] == {"ca_file": "ca_file.file", "recipients_file": "recipients_file.file"}
    settings = load(tmp_path, yaml.safe_dump(given))
    for name, value in given.items():
        section = getattr(settings, name)
        if name == "outputs":
            assert section == Path("outputs.file"), "outputs are made where the command is run"
        elif isinstance(value, dict):
            for inner, text in value.items():
                assert getattr(section, inner) == tmp_path / "folder" / text
        else:
            assert section == tmp_path / "folder" / value


def test_each_glossary_of_a_list_starts_at_the_folder_of_its_file(tmp_path: Path) -> None:
    settings = load(tmp_path, "glossary: [house.yaml, /etc/series.csv]\n")
    assert settings.glossaries == (tmp_path / "folder" / "house.yaml", Path("/etc/series.csv"))
