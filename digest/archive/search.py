"""The full text of all articles as one script that the front page loads when somebody searches.

A page opened from a disk may load scripts but no data files, so the text is a script: deflated,
in base64, as one line per article. The browser unpacks it (DecompressionStream) and looks for the
words in every line: 1,000 articles are some 3 MB of text, which takes milliseconds.
"""

import base64
import json
import zlib
from collections.abc import Sequence

from digest.archive.weeks import Issue
from digest.records import Entry


def search_script(issues: Sequence[Issue]) -> str:
    """The script; it sets `digestArchive` to the packed text."""
    rows = [
        [issue.link(entry), str(issue.digest.week), entry.title.zh, entry.title.en, _text(entry)]
        for issue in issues
        for entry in issue.digest.entries
    ]
    text = "\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(text.encode()) + packer.flush()
    return f'var digestArchive = "{base64.b64encode(packed).decode()}";\n'


def _text(entry: Entry) -> str:
    pairs = [*entry.summary, *(block.pair for block in entry.blocks)]
    names = [name for byline in entry.bylines for name in (byline.zh, byline.en)]
    names += filter(None, (entry.source, entry.source_en))
    return "\n".join([*names, *(text for pair in pairs for text in (pair.zh, pair.en))])
