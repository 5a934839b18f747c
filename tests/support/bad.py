"""An engine that fails in chosen ways; cluster workers import it by name."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.engines.api import Engine, Output, Request
from digest.engines.fake import Fake
from digest.engines.ray.worker import EngineSpec
from digest.errors import EngineError, InputError


class _Failing(Fake):
    def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
        for request in requests:
            match request.text:
                case "毒":
                    os._exit(1)
                case "长":
                    raise InputError("the model's context is too small for it")
                case "坏":
                    raise ZeroDivisionError
                case "停":
                    raise EngineError("no memory")
        yield from super().generate(requests)


@dataclass(frozen=True)
class Bad(EngineSpec):
    """Gives an engine that dies of one text, refuses one, breaks on one, and stops at one."""

    def engine(self) -> Engine:
        return _Failing()
