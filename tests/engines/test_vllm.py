"""vLLM's stage of Ray Data: what reaches it and what is made of its answers; vLLM stands in itself.

vLLM needs a GPU. Its place in the pipeline is taken by a function that gives what it would.
"""

import json
import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from digest.config.settings import ClusterSettings, ModelSettings
from digest.engines import factory
from digest.engines.api import Output, Request
from digest.engines.model_families import family, prompt
from digest.engines.ray import vllm
from digest.engines.ray.cluster import Cluster
from digest.engines.ray.worker import Answer, Packet, Recipe
from digest.engines.weights.checkpoint import Checkpoint
from digest.errors import ConfigError
from tests.conftest import Command
from tests.support import tiny

ray = pytest.importorskip("ray", reason="ray is not installed: pip install 'zh-digest[ray]'")

pytestmark = pytest.mark.filterwarnings("ignore")
PLAIN = Request("translate", "第三座水厂开工。", 60, hints=(("水厂", "waterworks"),))
ANOTHER = Request("summarise", "江口县的第三座水厂昨天开始供水。", 90, context="水厂", seed=3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.qwen3(tmp_path_factory.mktemp("qwen3"))


def row(number: int, request: Request) -> dict[str, Any]:
    return {"packet": Packet(number, (number,), (request,)).dump()}


def test_vllm_reads_the_tokens_that_our_own_engine_would_read(folder: Path) -> None:
    asked = vllm.asked(str(folder), row(7, PLAIN))
    tokenizer = Checkpoint(folder).tokenizer()
    words = prompt(tokenizer, PLAIN, family("qwen3"))
    assert "水厂=waterworks" in words
    assert "<think></think>" in words
    assert asked["tokenized_prompt"] == tokenizer(words, add_special_tokens=False)["input_ids"]
    stops = sorted(Checkpoint(folder).stops())
    assert asked["sampling_params"] == {
        "max_tokens": 60, "stop_token_ids": stops, "temperature": 0.0,
    }  # fmt: skip
    sampled = vllm.asked(str(folder), row(8, ANOTHER))["sampling_params"]
    assert sampled["seed"] == 3
    assert sampled["temperature"] == 0.7
    assert sampled["max_tokens"] == 90


def test_an_answer_says_whether_it_came_to_its_end(folder: Path) -> None:
    stop = min(Checkpoint(folder).stops())
    for tokens, reason in (([5, stop], "stop"), ([5, 6], "length")):
        given = row(7, PLAIN) | {"generated_tokens": tokens, "generated_text": " Water. "}
        made = Answer.load(vllm.answered(str(folder), given)["answer"])
        assert made == Answer(7, (Output("Water.", reason, 2),))  # type: ignore[arg-type]


def test_a_text_that_vllm_could_not_do_fails_alone() -> None:
    rows = [{"answer": '[1, [], ""]'}, row(2, PLAIN) | {"__inference_error__": "too long"}]
    one, two = map(Answer.load, vllm.answers(rows))
    assert one == Answer(1)
    assert two == Answer(2, ("vLLM: too long",))


def stand_in(
    config: Any, *, preprocess: Callable[..., Any], postprocess: Callable[..., Any]
) -> Any:
    """As `build_processor`: rows in, rows out, the columns that vLLM reads and writes."""
    stop = min(Checkpoint(Path(config.model_source)).stops())

    def generate(columns: dict[str, Any]) -> dict[str, Any]:
        params = columns["sampling_params"]
        if params["max_tokens"] == 13:
            return {"packet": columns["packet"], "__inference_error__": "unlucky"}
        said = {"seen": len(columns["tokenized_prompt"]), "most": params["max_tokens"]}
        made = columns | {"generated_text": json.dumps(said), "generated_tokens": [5, stop]}
        return dict(postprocess(made)) | {"__inference_error__": ""}

    return lambda dataset: dataset.map(lambda one: generate(one | preprocess(one)))


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if vllm were here. Ray's module for it is its own where what that needs is here too."""
    try:
        from ray.data import llm
    except ImportError:
        llm = ModuleType("ray.data.llm")
        llm.vLLMEngineProcessorConfig = SimpleNamespace  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "ray.data.llm", llm)
    monkeypatch.setattr(llm, "build_processor", stand_in, raising=False)
    spec = ModuleSpec("vllm", None)
    monkeypatch.setattr(vllm, "find_spec", lambda name: spec if name == "vllm" else None)


def test_texts_go_through_vllms_place_and_come_back_by_their_number(
    folder: Path, installed: None
) -> None:
    model = ModelSettings(path=folder, engine="vllm", dtype="bfloat16")
    requests = [Request("translate", "水厂" * n, 10 + n) for n in range(1, 7)]
    with Cluster(ClusterSettings(cpus=1, object_store_mb=80)) as cluster:
        line = cluster.line(Recipe(model, "cuda", "", "f"))
        made = dict(line.work(requests))
    tokenizer = Checkpoint(folder).tokenizer()
    for number, request in enumerate(requests):
        output = made[number]
        if request.max_tokens == 13:
            assert output == "vLLM: unlucky"
            continue
        words = prompt(tokenizer, request, family("qwen3"))
        seen = len(tokenizer(words, add_special_tokens=False)["input_ids"])
        assert isinstance(output, Output)
        assert json.loads(output.text) == {"seen": seen, "most": request.max_tokens}
        assert (output.finish_reason, output.tokens) == ("stop", 2)


def test_its_answers_are_kept_apart_from_those_of_other_engines(folder: Path) -> None:
    marks = {
        factory.load(
            ModelSettings(path=folder, engine=engine), device="cpu", cache_dir=folder,
            progress=print,
        ).fingerprint
        for engine in ("vllm", "causal")
    }  # fmt: skip
    assert len(marks) == 2


def test_without_a_cluster_or_vllm_one_line_says_what_to_do(
    folder: Path, command: Command, tmp_path: Path
) -> None:
    config = tmp_path / "my.yaml"
    config.write_text(f"translator: {{path: {folder}, engine: vllm}}\n")
    ran = command("translate", "--config", config, "--no-cache", data="水厂开工。".encode())
    assert ran.code == 2, ran.err
    assert "--cluster" in ran.err
    assert "Traceback" not in ran.err
    model = ModelSettings(path=folder, engine="vllm")
    with pytest.raises(ConfigError, match=r"pip install 'zh-digest\[vllm\]'"):
        vllm.stage(Recipe(model, "cuda", "", "f"), ClusterSettings(), 1)
