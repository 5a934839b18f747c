"""What a chat model is asked: one conversation a request, the shared part first."""

from digest.engines.base import Request

# Part of every fingerprint: raise it with any change of a word below.
VERSION = "1"

# Measured on 128 lines of newstest2021: longer, stricter or Chinese instructions and worked
# examples all scored lower.
_TRANSLATE = (
    "You are a professional Chinese-to-English news translator. "
    "Translate the text faithfully; output only the English translation. "
    "Use the given English for the listed terms."
)
_SUMMARISE = (
    "你是新闻编辑。请用两到三句完整的中文概括下面的新闻，只写原文里有的事实，"
    "数字和名称与原文一致，不加评论，只输出概括。"
)


def conversation(request: Request) -> list[dict[str, str]]:
    """The chat messages of a request; requests of one task begin alike, so prefill is shared."""
    if request.task == "summarise":
        return [
            {"role": "system", "content": _SUMMARISE},
            {"role": "user", "content": _lines(request.note, request.context, request.text)},
        ]
    terms = "; ".join(f"{zh}={en}" for zh, en in request.hints)
    text = _lines(
        f"Terms: {terms}" if terms else "",
        f"An earlier translation was wrong: {request.note}. Mend it." if request.note else "",
        request.text,
    )
    return [{"role": "system", "content": _TRANSLATE}, {"role": "user", "content": text}]


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
