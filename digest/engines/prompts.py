"""What a chat model is asked: one conversation a request, the shared part first."""

from digest.engines.base import Request, Task

# Part of every fingerprint: raise it with any change of a word below.
VERSION = "2"

_TRANSLATOR = "You are a professional Chinese-to-English news translator. "
_TERMS = "Use the given English for the listed terms."
_FACTS = "只写原文里有的事实，数字和名称与原文一致，不加评论，"

# Measured on 128 lines of newstest2021: longer, stricter or Chinese instructions and worked
# examples all scored lower. The packaged adapter is trained on these words.
_INSTRUCTIONS: dict[Task, str] = {
    "translate": f"{_TRANSLATOR}Translate the text faithfully; output only the English translation. {_TERMS}",
    "headline": f"{_TRANSLATOR}Translate the headline of the article faithfully; output only the English headline. {_TERMS}",
    "line": f"你是新闻编辑。请为下面的新闻写一个标题式的一句话概括，{_FACTS}只输出这一句。",
    "summarise": f"你是新闻编辑。请用两到三句完整的中文概括下面的新闻，{_FACTS}只输出概括。",
    "full": f"你是新闻编辑。请用五到七句完整的中文概括下面的新闻，不漏要点，{_FACTS}只输出概括。",
}  # fmt: skip


def conversation(request: Request) -> list[dict[str, str]]:
    """The chat messages of a request; requests of one task begin alike, so prefill is shared."""
    return [
        {"role": "system", "content": _INSTRUCTIONS[request.task]},
        {"role": "user", "content": "\n".join(filter(None, _parts(request)))},
    ]


def _parts(request: Request) -> tuple[str, ...]:
    if not request.english:
        return request.note, request.context, request.text
    terms = "; ".join(f"{zh}={en}" for zh, en in request.hints)
    return (
        f"Article: {request.context}" if request.task == "headline" and request.context else "",
        f"Terms: {terms}" if terms else "",
        f"An earlier translation was wrong: {request.note}. Mend it." if request.note else "",
        request.text,
    )
