"""Prompts of chat models: one conversation per request, its constant part first."""

from digest.engines.api import Request, Task

# Part of every fingerprint: raise it whenever a word below changes, or the set of allowed tokens.
VERSION = "4"

# On 128 lines of newstest2021 longer, stricter and Chinese instructions and few-shot examples all scored
# lower. The packaged adapter is trained on these words. It has seen too few headlines to follow an
# instruction of their own: with this one it keeps both clauses and adds nothing.
_TRANSLATE = (
    "You are a professional Chinese-to-English news translator. "
    "Translate the text faithfully; output only the English translation. "
    "Use the given English for the listed terms."
)
# To this one the adapter answers with a headline, whatever it asks for. The next keeps it writing
# sentences.
_LINE = (
    "你是新闻编辑。请为下面的新闻写一个标题式的一句话概括，只写原文里有的事实，"
    "数字和名称与原文一致，不加评论，只输出这一句。"
)
_SENTENCES = (
    "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.\n"
    "请阅读新闻全文，写一段{length}字的摘要，由{count}句完整的话组成：第一句说何人何时何地做了何事，"
    "{others}说经过、数据和意义。"
)
_INSTRUCTIONS: dict[Task, str] = {
    "translate": _TRANSLATE,
    "headline": _TRANSLATE,
    "line": _LINE,
    "summarise": _SENTENCES.format(length="80到150", count="三", others="第二句和第三句"),
    "full": _SENTENCES.format(length="200到300", count="六", others="其余各句"),
}


def conversation(request: Request) -> list[dict[str, str]]:
    """Chat messages of a request; those of one task begin alike, so that prefill is shared."""
    return [
        {"role": "system", "content": _INSTRUCTIONS[request.task]},
        {"role": "user", "content": "\n".join(filter(None, _parts(request)))},
    ]


def _parts(request: Request) -> tuple[str, ...]:
    if not request.english:
        return request.note, request.context, request.text
    terms = "; ".join(f"{zh}={en}" for zh, en in request.hints)
    return (
        f"Terms: {terms}" if terms else "",
        request.text,
    )
