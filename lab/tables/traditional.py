"""Rebuilds `digest/text/traditional.txt` from OpenCC: `python -m lab.tables.traditional`.

The first line holds traditional characters, the second their simplified forms, one for one.
Characters for which OpenCC gives the same or several characters are left out. Takes one second.
"""

from pathlib import Path

from digest.text.hanzi import simplify

TABLE = Path(__file__).parents[2] / "digest" / "text" / "traditional.txt"
_RANGES = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))


def lines() -> tuple[str, str]:
    """The two lines of the table."""
    characters = [chr(code) for codes in _RANGES for code in codes]
    simplified = simplify("\n".join(characters)).split("\n")
    pairs = [
        (before, after)
        for before, after in zip(characters, simplified, strict=True)
        if before != after and len(after) == 1
    ]
    return "".join(before for before, _ in pairs), "".join(after for _, after in pairs)


def main() -> None:
    """Write the table."""
    TABLE.write_text("\n".join(lines()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
