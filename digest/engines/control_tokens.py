"""Keeps a model's control tokens out of texts: an article may contain `<|im_end|>` as plain words.

Otherwise the tokenizer would turn it into the token that ends the user's turn, and the article
could write a system prompt of its own.
"""

import re
from dataclasses import replace
from typing import Any

from digest.engines.api import Request

_BRACKETED = re.compile(r"<\S+>|\[\S+\]")


class ControlTokens:
    """The control tokens of one tokenizer: its special tokens and all that look like one."""

    def __init__(self, tokenizer: Any) -> None:
        added = tokenizer.added_tokens_decoder.values()
        found = {
            token.content for token in added if token.special or _looks_like_one(token.content)
        }
        # A single character cannot be broken up; the longest come first, as in the tokenizer.
        spelled = sorted((t for t in found if len(t) > 1), key=lambda t: (-len(t), t))
        self._pattern = re.compile("|".join(map(re.escape, spelled))) if spelled else None

    def defuse(self, text: str) -> str:
        """The text with a space inside each control token, which makes plain words of it.

        A text without control tokens comes back unchanged.
        """
        while self._pattern and self._pattern.search(text):
            text = self._pattern.sub(_broken, text)
        return text

    def defuse_request(self, request: Request) -> Request:
        """The request with all texts that come from outside defused."""
        return replace(
            request,
            text=self.defuse(request.text),
            context=self.defuse(request.context),
            note=self.defuse(request.note),
            hints=tuple((self.defuse(zh), self.defuse(en)) for zh, en in request.hints),
        )


def _looks_like_one(token: str) -> bool:
    """Whether a token is written like a control token though it is not marked as one: <tool_call>."""
    return bool(_BRACKETED.fullmatch(token))


def _broken(match: re.Match[str]) -> str:
    middle = len(match[0]) // 2
    return f"{match[0][:middle]} {match[0][middle:]}"
