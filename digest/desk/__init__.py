"""The editor's desk: corrections that stay, and a memory of translations that were read."""

from digest.desk.edits import (
    ArticleEdits,
    Edited,
    Edits,
    PassageEdit,
    apply,
    merged,
    pairs_by_key,
    passage_key,
)
from digest.desk.edits_file import EDITS, dump_edits, load_edits, parse_edits
from digest.desk.memory import Match, Memory, Remembered
from digest.desk.memory_formats import from_tmx, from_tsv, to_tmx, to_tsv
from digest.desk.review import review_page
from digest.desk.server import ReviewServer
from digest.desk.xliff import from_xliff, to_xliff

__all__ = [
    "EDITS",
    "ArticleEdits",
    "Edited",
    "Edits",
    "Match",
    "Memory",
    "PassageEdit",
    "Remembered",
    "ReviewServer",
    "apply",
    "dump_edits",
    "from_tmx",
    "from_tsv",
    "from_xliff",
    "load_edits",
    "merged",
    "pairs_by_key",
    "parse_edits",
    "passage_key",
    "review_page",
    "to_tmx",
    "to_tsv",
    "to_xliff",
]
