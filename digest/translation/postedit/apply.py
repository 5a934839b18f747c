"""All post-editing of one answer, in order."""

import re

from digest.translation.postedit import amounts, phrases, quotes
from digest.translation.postedit.names import use_one_form

Names = tuple[tuple[str, str], ...]
_FULL_STOP = re.compile(r"(?<=[a-z0-9]{2})\.$")


def post_edit(zh: str, answer: str, names: Names, *, headline: bool) -> str:
    """The English of an answer, corrected where the Chinese leaves no doubt of what is meant.

    `names` are the (Chinese, English) names that the English should use. A headline loses its full
    stop, as English papers set it; an abbreviation keeps its own.
    """
    en = answer.strip()
    if headline:
        en = _FULL_STOP.sub("", en)
    en = quotes.close_quotes(zh, phrases.fix_phrases(zh, en))
    return use_one_form(amounts.fix_amounts(zh, en), names)
