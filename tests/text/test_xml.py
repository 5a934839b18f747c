"""XML from outside is parsed without entities; any text makes well-formed XML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import InputError
from digest.text.xml import parsed_xml, xml_text


@given(st.text())
def test_any_text_makes_well_formed_xml_and_loses_only_what_xml_forbids(text: str) -> None:
    read = parsed_xml(f"<a>{xml_text(text)}</a>".encode()).text or ""
    assert set(text) - set(read) <= {*map(chr, range(32)), *map(chr, range(0xD800, 0xE000)), "\ufffe", "\uffff"}  # fmt: skip
    assert [c for c in text if c in set(read)] == list(read)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_in_every_encoding(encoding: str) -> None:
    bomb = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    with pytest.raises(InputError, match="declares XML entities"):
        parsed_xml(bomb.encode(encoding))


@pytest.mark.parametrize(
    "data", [b"", b"text", b"<a>", b"<a>\xff</a>", b"<?xml encoding='x'?><a/>"]
)
def test_what_is_no_xml_is_told(data: bytes) -> None:
    with pytest.raises(InputError, match="not XML"):
        parsed_xml(data)
