"""The model's answers to lines of the tuning set, to train on which of them is best.

python -m lab.train.draws TUNE OUT.jsonl --cache FOLDER --pages PAGES

For the lines written in Chinese, with the product's prompts: the greedy answer and DRAWS samples near
it. Written as they come; run the same command to resume.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace

from digest.config.settings import ModelSettings
from digest.engines.api import Request, ask
from digest.engines.factory import load
from lab.train.pairs import Asked, parser, written_in_chinese

DRAWS, AT_ONCE = 4, 48


def main() -> None:
    """Ask the model and append {request, reference, answers}, one line per unit."""
    options = parser(__doc__).parse_args()
    engine = load(ModelSettings(), device="cpu", cache_dir=options.cache, progress=print)
    asked = list(written_in_chinese(options.tune, options.pages))
    random.Random(1).shuffle(asked)
    done = len(options.out.read_text().splitlines()) if options.out.exists() else 0
    for start in range(done, len(asked), AT_ONCE):
        some = asked[start : start + AT_ONCE]
        requests = [again for request, _ in some for again in _tries(request)]
        answers = [output.text for output in ask(engine, requests)]
        with options.out.open("a") as out:
            out.writelines(_lines(some, answers))
        print(f"{start + len(some)} of {len(asked)}", flush=True)


def _tries(request: Request) -> list[Request]:
    return [request, *(replace(request, seed=seed, near=True) for seed in range(1, DRAWS + 1))]


def _lines(some: Sequence[Asked], answers: Sequence[str]) -> Iterator[str]:
    for number, (request, reference) in enumerate(some):
        its = answers[number * (DRAWS + 1) : (number + 1) * (DRAWS + 1)]
        line = {"request": asdict(request), "reference": reference, "answers": its}
        yield json.dumps(line, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()
