"""Addresses: what is taken, what is refused, and what counts as one mailbox."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config.mailbox import Mailbox
from digest.errors import ConfigError
from digest.mail import addresses


@pytest.mark.parametrize(
    ("text", "address", "name"),
    [
        ("li@example.org", "li@example.org", ""),
        ("  Li.Na+news@Sub.Example.ORG ", "Li.Na+news@sub.example.org", ""),
        ("Li Na <li@example.org>", "li@example.org", "Li Na"),
        ('"Li, Na" <li@example.org>', "li@example.org", "Li, Na"),
        ("<li@example.org>", "li@example.org", ""),
        ("李娜 <li@example.org>", "li@example.org", "李娜"),
        ("li@例子.中国", "li@xn--fsqu00a.xn--fiqs8s", ""),
        ("root@localhost", "root@localhost", ""),
    ],
)
def test_an_address_is_taken_with_or_without_a_name(text: str, address: str, name: str) -> None:
    assert Mailbox.parse(text) == Mailbox(address, name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "li",
        "@example.org",
        "li@",
        "li@example",
        "li@example..org",
        "li@-example.org",
        "li@example.123",
        "li@127.0.0.1",
        "li@@example.org",
        ".li@example.org",
        "li.@example.org",
        "l i@example.org",
        "li@exam ple.org",
        "li@example.org, wang@example.org",
        "li@example.org;wang@example.org",
        "<li@example.org> <wang@example.org>",
        "li＠example.org",
        "李娜@example.org",
        "li@example.org\r\nBcc: all@example.org",
        "Li\nNa <li@example.org>",
        "=?utf-8?q?x=0D=0ABcc=3A_e=40e=2Eexample=0D=0AX-Evil=3A_1?= <a@example.org>",
        "Li =?utf-8?b?DQoNClg=?= Na <a@example.org>",
        "=?a?q?b?=@example.org",
        "Li\x1bNa <li@example.org>",
        "Li\u202eNa <li@example.org>",
        f"{'l' * 300} <li@example.org>",
        f"{'l' * 65}@example.org",
        f"li@{'a.' * 130}org",
        f"li@{'a' * 64}.org",
    ],
)
def test_anything_else_is_refused_with_the_text_and_a_reason(text: str) -> None:
    with pytest.raises(ValueError, match=r"^'") as refusal:
        Mailbox.parse(text)
    assert repr(text.strip()) in str(refusal.value)


def test_two_spellings_of_a_mailbox_are_one_and_keep_the_name() -> None:
    found = addresses.parse_all(
        ["li@example.org", "wang@example.org", "LI@Example.org", "Li Na <li@EXAMPLE.ORG>"]
    )
    assert found == (Mailbox("li@example.org", "Li Na"), Mailbox("wang@example.org"))


def test_every_mistake_in_a_list_is_told_at_once() -> None:
    with pytest.raises(ConfigError) as refusal:
        addresses.parse_all(["li@example.org", "wang", "zhao@"])
    assert [line.split(":")[0] for line in str(refusal.value).splitlines()] == [
        "recipient 2",
        "recipient 3",
    ]


def test_a_file_holds_an_address_a_line_with_comments(tmp_path: Path) -> None:
    file = tmp_path / "readers.txt"
    file.write_text("\ufeff# readers\nli@example.org\n\n 王 <wang@example.org> \nLI@example.org\n")
    assert addresses.read(file) == (Mailbox("li@example.org"), Mailbox("wang@example.org", "王"))


def test_a_mistake_in_a_file_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "readers.txt"
    file.write_text("li@example.org\n\nwang at example.org\n")
    with pytest.raises(ConfigError, match=r"readers\.txt:3: 'wang at example\.org' is not a mail"):
        addresses.read(file)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.txt: No such file"):
        addresses.read(tmp_path / "none.txt")
    (tmp_path / "gbk.txt").write_bytes("王 <wang@example.org>".encode("gbk"))
    with pytest.raises(ConfigError, match=r"gbk\.txt: not UTF-8"):
        addresses.read(tmp_path / "gbk.txt")


@given(st.text(max_size=40))
def test_a_taken_address_is_clean_ascii_and_taken_again_unchanged(text: str) -> None:
    try:
        mailbox = Mailbox.parse(f"{text}@example.org")
    except ValueError:
        return
    assert mailbox.address.isascii()
    assert not set(mailbox.address) & set(" \r\n\t<>,;:\"'()[]\\") - {"'"}
    assert Mailbox.parse(str(mailbox.address)) == Mailbox(mailbox.address)


@given(st.text(min_size=1, max_size=30))
def test_a_taken_name_makes_a_header_that_names_one_address(name: str) -> None:
    try:
        mailbox = Mailbox.parse(f"{name} <li@example.org>")
    except ValueError:
        return
    assert mailbox.header.addr_spec == "li@example.org"
    assert "\n" not in str(mailbox.header)
