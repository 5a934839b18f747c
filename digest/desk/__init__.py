"""The editor's desk: corrections that stay, and a memory of translations that were read."""

from digest.desk.edits import ArticleEdits, Edited, Edits, PassageEdit, apply, passage_key
from digest.desk.edits_file import EDITS, dump_edits, load_edits, parse_edits
from digest.desk.exchange import from_tmx, from_tsv, to_tmx, to_tsv
from digest.desk.memory import Match, Memory, Remembered

__all__ = [
    "EDITS",
    "ArticleEdits",
    "Edited",
    "Edits",
    "Match",
    "Memory",
    "PassageEdit",
    "Remembered",
    "apply",
    "dump_edits",
    "from_tmx",
    "from_tsv",
    "load_edits",
    "parse_edits",
    "passage_key",
    "to_tmx",
    "to_tsv",
]
