"""Reads a Markdown file with YAML front matter or a `# title` as one article."""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from digest.errors import InputError
from digest.ingest.article.assemble import Found
from digest.ingest.formats import markup
from digest.ingest.formats.archives import without_breaks
from digest.ingest.formats.field_names import ReadOptions
from digest.ingest.formats.scraper_fields import articles_in
from digest.records import Provenance
from digest.text.surrogates import replace_surrogates

# Front matter is short and closed by a rule of its own; a page may start with a rule as well.
_FRONT = re.compile(
    r"\A---[ \t]*\r?\n(.{0,20000}?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
_TITLE = re.compile(r"\A\s*#[ \t]+\S")
# A line such as `> 李明《东海晨报》（2024年05月20日第 03 版）` under the title.
_SOURCE_LINE = re.compile(
    r">?\s*(?P<author>[^《》\n]{0,40}?)\s*《(?P<source>[^《》\n]{2,20})》\s*[（(]\s*"
    r"(?P<date>\d{4}年\d{1,2}月\d{1,2}日)[^）)\n]{0,20}[）)]\s*"
)
_SUBTITLE = re.compile(r"#{2,6}\s*(?:——|—|--)\s*(.+?)\s*#*\s*")


def is_article(text: str) -> bool:
    """Whether the text is one Markdown article, and not page text in a .md file."""
    return _front(text) is not None or _TITLE.match(text) is not None


def read(text: str, path: str, options: ReadOptions) -> Iterator[Found]:
    """Yields the article; InputError if its front matter is not YAML."""
    front = _front(text)
    fields = _fields(front) if front else {}
    body = text[front.end() :] if front else text
    above, body = _above(body)
    where = Provenance(path, (1, text.count("\n") + 1))
    if body.strip():
        fields = {name: v for name, v in fields.items() if name not in {"text", "body", "content"}}
        fields["markdown_body"] = without_breaks(body)
    yield from articles_in(above | fields, where, options=options)


def _front(text: str) -> re.Match[str] | None:
    found = _FRONT.match(text)
    # `---`, prose, `---` is a text between two rules; front matter has keys.
    return found if found and re.search(r"^[\w\"' -]+:(?:\s|$)", found[1], re.MULTILINE) else None


def _fields(front: re.Match[str]) -> dict[str, Any]:
    try:
        fields = replace_surrogates(yaml.load(front[1], _Plain))  # noqa: S506 - a SafeLoader, below
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise InputError(f"front matter is not YAML: line {line}: {error.problem}") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise InputError("front matter is not YAML") from error
    if not isinstance(fields, dict):
        raise InputError("front matter is not a list of `key: value`")
    return {str(name): value for name, value in fields.items()}


class _Plain(yaml.SafeLoader):
    """YAML whose scalars stay the text as written (dates, `no`, `001`), whatever their tags say."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            # Ten lines of aliases to aliases expand to gigabytes.
            raise yaml.YAMLError("aliases are not read")
        return super().compose_node(parent, index)

    def construct_any(self, node: yaml.Node) -> Any:
        """The value of a node of any tag: tags such as !!timestamp raise on odd values."""
        if isinstance(node, yaml.MappingNode):
            return self.construct_mapping(node, deep=True)
        if isinstance(node, yaml.SequenceNode):
            return self.construct_sequence(node, deep=True)
        return str(node.value)


_Plain.yaml_implicit_resolvers = {}
_Plain.yaml_constructors = {None: _Plain.construct_any}


def _above(body: str) -> tuple[dict[str, Any], str]:
    """The fields above the first paragraph (`# title`, `## ——subtitle`, the line of the source), the rest."""
    found: dict[str, Any] = {}
    lines = body.splitlines()
    while lines:
        line = lines[0].strip()
        source = _SOURCE_LINE.fullmatch(line)
        subtitle = _SUBTITLE.fullmatch(line)
        if line.startswith("# ") and "title" not in found:
            found["title"] = markup.plain(line[2:].rstrip("# "))
        elif subtitle and "subtitle" not in found:
            found["subtitle"] = markup.plain(subtitle[1])
        elif source and "source_name" not in found:
            found |= {"source_name": source["source"], "date": source["date"]}
            found |= {"author": source["author"]} if source["author"] else {}
        elif line:
            break
        lines.pop(0)
    return found, "\n".join(lines)
