"""Files in any encoding of Chinese, declared or not, rightly or wrongly, whole or cut."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import ingest
from digest.errors import InputError
from digest.records import Article, Discard, Failure
from digest.text.encoding import decode

SIMPLE = (
    "山泉入户\n\n本报讯 记者王立报道 昨天上午，江口县的第三座水厂开始供水，两万户居民用上了山泉水。"
    "县水务局局长说，今后三年还要再建五座水厂。\n"
)
TRADITIONAL = (
    "山泉入戶\n\n本報訊 記者王立報道 昨天上午，江口縣的第三座水廠開始供水，兩萬戶居民用上了山泉水。"
    "縣水務局局長說，今後三年還要再建五座水廠。\n"
)
# With characters that Hong Kong added to Big5.
HONG_KONG = "街市重開\n\n本報訊 昨日上午，九龍深水埗嘅街坊喺街市買餸，佢哋話啲嘢好平，石硤尾屋邨嘅居民都嚟睇，話冇問題。\n"
ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "gb18030",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32-le",
    "utf-32",
)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", [SIMPLE, TRADITIONAL, HONG_KONG, "今天开会", "AB 12 only ASCII\n"])
def test_a_text_is_read_without_a_word_on_its_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("text", [TRADITIONAL, HONG_KONG])
def test_big5_is_read_with_the_characters_of_hong_kong(text: str) -> None:
    assert decode(text.encode("big5hkscs")) == text


@pytest.mark.parametrize(
    ("encoding", "declared", "text"),
    [
        ("utf-8", "gb2312", SIMPLE),
        ("gb18030", "utf-8", SIMPLE),
        ("gb18030", "big5", SIMPLE),
        ("big5", "gb2312", TRADITIONAL),
        ("big5hkscs", "gbk", HONG_KONG),
        ("gb18030", "iso-8859-1", SIMPLE),
        ("utf-8", "utf-16", SIMPLE),
        ("gb18030", "koi8-r", SIMPLE),
        ("gb18030", "base64", SIMPLE),
        ("hz", "HZ-GB-2312", SIMPLE),
    ],
)
def test_a_wrongly_declared_charset_is_not_believed(
    encoding: str, declared: str, text: str
) -> None:
    assert decode(text.encode(encoding), declared=declared) == text


def test_a_declared_charset_decides_where_the_words_do_not() -> None:
    names = "禤謐、亓鑫、缪颖"
    assert decode(names.encode("gb18030"), declared="gbk") == names


@given(
    st.integers(1, 100), st.sampled_from(("utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-16"))
)
def test_a_text_cut_within_a_character_loses_that_character_alone(cut: int, encoding: str) -> None:
    whole = SIMPLE.rstrip("\n")
    kept = decode(whole.encode(encoding)[:-cut])
    assert whole.startswith(kept)
    assert len(whole[len(kept) :].encode(encoding)) < cut + 4


@given(st.integers(0, 60), st.sampled_from(("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be")))
def test_a_text_that_begins_within_a_character_is_read_from_the_next(
    cut: int, encoding: str
) -> None:
    text = TRADITIONAL.replace("\n\n", "，").replace(" ", "，")
    found = decode(text.encode(encoding)[cut:])
    # What is left of the first character may pair with the next one, and what is left of that stay.
    assert text.endswith(found[3:])
    width = 3 if encoding == "utf-8" else 2
    assert len(found) >= len(text) - cut // width - 2


@pytest.mark.parametrize(("encoding", "text"), [("gb18030", SIMPLE), ("big5", TRADITIONAL)])
def test_a_damaged_byte_costs_one_character(encoding: str, text: str) -> None:
    data = bytearray((text * 3).encode(encoding))
    data[len(data) // 2] = 0xFF
    found = decode(bytes(data))
    assert found.count("\ufffd") == 1
    assert len(found) >= len(text * 3) - 1


def test_damage_is_said_and_the_text_around_it_kept(tmp_path: Path) -> None:
    data = SIMPLE.encode("gb18030")
    (tmp_path / "p.txt").write_bytes(data[:40] + b"\xff" + data[41:])
    article, damage = ingest.read([str(tmp_path / "p.txt")])
    assert isinstance(article, Article)
    assert article.text.endswith("再建五座水厂。")
    assert isinstance(damage, Discard)
    assert (damage.lines, "damaged" in damage.reason) == ((3, 3), True)


def test_two_encodings_in_one_file_are_both_read() -> None:
    assert decode(SIMPLE.encode() + SIMPLE.encode("gb18030")) == SIMPLE * 2
    assert decode(TRADITIONAL.encode("big5") + SIMPLE.encode("gb18030")) == TRADITIONAL + SIMPLE


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 40, b"\x89PNG\r\n" + bytes(200), b"\0" * 500, b"\x01\x02" * 99]
)
def test_binary_data_are_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="binary"):
        decode(data)


def test_a_stray_zero_does_not_make_a_text_binary() -> None:
    assert decode((SIMPLE[:50] + "\0" + SIMPLE[50:]).encode()) == SIMPLE


def test_a_folder_of_files_in_many_encodings_is_read_whole(tmp_path: Path) -> None:
    record = json.dumps({"title": "山泉入户", "content": SIMPLE}, ensure_ascii=False)
    files = {
        "1.txt": SIMPLE.encode("gb18030"),
        "2.txt": TRADITIONAL.encode("big5"),
        "3.txt": SIMPLE.encode("utf-16-le"),
        "4.txt": SIMPLE.encode()[:-5],
        "5.json": f"[{record}]".encode("gb18030"),
        "6.json": f"[{record}]".encode("utf-16-be"),
        "7.jsonl": f"{record}\n".encode("gb18030"),
        "8.jsonl": f"{record}\n".encode("utf-16-le"),
        "9.csv": f"标题,正文\n山泉入户,{SIMPLE.rsplit(maxsplit=1)[-1]}\n".encode("gb18030"),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    found = list(ingest.read([str(tmp_path)]))
    assert not [item for item in found if isinstance(item, Failure | Discard)]
    titles = [item.title for item in found if isinstance(item, Article)]
    assert [title.replace("戶", "户") for title in titles] == ["山泉入户"] * len(files)


def test_a_single_rare_character_in_utf_8_is_read_as_it_is() -> None:
    rare = [chr(code) for code in range(0x4E00, 0x9FA0, 7)]
    assert [char for char in rare if decode(char.encode()) != char] == []
