"""Runs on a Ray cluster: two nodes on this machine, things lost in the middle, the same bytes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ray.cluster_utils import Cluster as Nodes

from digest.config.settings import ClusterSettings, ModelSettings
from digest.engines.api import Output, Request
from digest.engines.fake import Fake
from digest.engines.ray.cluster import Cluster
from digest.engines.ray.worker import Batch, BatchResult, EngineSpec
from digest.errors import ConfigError, EngineError
from tests.conftest import ROOT, Command
from tests.support.bad import Bad
from tests.support.newsroom import write_pages

ray = pytest.importorskip("ray", reason="ray is not installed: pip install 'zh-digest[ray]'")

# Ray's own: sockets and processes that it closes late.
pytestmark = pytest.mark.filterwarnings("ignore")
BOOKS = ("digest.json", "digest.md", "digest.epub", "digest.html")
STORE = 80 * 2**20
# Seconds that a busy machine may take for what takes a few.
PATIENCE = 240
# Texts of a timed round: twelve batches of four.
ROUND = 48


@pytest.fixture(scope="module")
def nodes() -> Iterator[Any]:
    """A head without CPUs and two nodes of one, each with a raylet and an object store."""
    common = {"include_dashboard": False, "object_store_memory": STORE}
    cluster = Nodes(initialize_head=True, head_node_args={"num_cpus": 0, **common})
    for _ in range(2):
        cluster.add_node(num_cpus=1, object_store_memory=STORE)
    yield cluster
    cluster.shutdown()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pages(tmp_path_factory.mktemp("pages"), range(12))


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fake engine at 400 tokens a second, in small batches."""
    file = tmp_path_factory.mktemp("config") / "slow.yaml"
    cluster = "cluster: {cpus: 1, memory_gb: 0, texts: 4}"
    file.write_text(f"translator: {{engine: fake, tokens_per_second: 400}}\n{cluster}\n")
    return file


@pytest.fixture(scope="module")
def local(pages: Path, command: Command, tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """The books of the same run without a cluster."""
    out = tmp_path_factory.mktemp("local")
    made = command("run", pages, "--week", "2026-W47", "--profile", "fake", "--out", out)
    assert made.code == 0, made.err
    return books(out)


def books(out: Path) -> list[bytes]:
    return [(out / "2026-W47" / name).read_bytes() for name in BOOKS]


@contextmanager
def running(nodes: Any, pages: Path, slow: Path, out: Path) -> Iterator[subprocess.Popen[str]]:
    """A run on the cluster, in the middle of its translations."""
    words = ["run", str(pages), "--week", "2026-W47", "--config", str(slow), "--no-cache"]
    words += ["--out", str(out), "--verbose", "--cluster-address", nodes.address]
    words = [sys.executable, "-m", "digest", *words]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True, cwd=ROOT) as run:
        assert run.stderr
        said = next((line for line in run.stderr if line.startswith("translate")), "")
        assert said, "the run ended before it translated"
        time.sleep(1)
        try:
            yield run
        finally:
            run.kill()


def ended(run: subprocess.Popen[str]) -> str:
    _, err = run.communicate(timeout=PATIENCE)
    assert run.returncode == 0, err
    assert "Traceback" not in err
    return err


def workers(nodes: Any) -> list[int]:
    """The process ids of the cluster's model workers."""
    raylets = {node.all_processes["raylet"][0].process.pid for node in nodes.worker_nodes}
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            title, stat = (folder / "cmdline").read_text(), (folder / "stat").read_text()
        except OSError:
            continue
        parent = int(stat.rpartition(")")[2].split()[1])
        if parent in raylets and "MapWorker" in title:
            found.append(int(folder.name))
    return found


def test_a_worker_killed_in_the_middle_changes_no_byte(
    nodes: Any, pages: Path, slow: Path, local: list[bytes], tmp_path: Path
) -> None:
    with running(nodes, pages, slow, tmp_path) as run:
        before = workers(nodes)
        assert len(before) == 2
        os.kill(before[0], signal.SIGKILL)
        ended(run)
    assert books(tmp_path) == local


def test_an_interrupted_run_says_so_and_frees_the_workers(
    nodes: Any, pages: Path, slow: Path, tmp_path: Path
) -> None:
    with running(nodes, pages, slow, tmp_path) as run:
        run.terminate()
        _, err = run.communicate(timeout=PATIENCE)
        assert run.returncode == 130, err
    assert "run the same command to resume" in err
    assert "Traceback" not in err
    until = time.monotonic() + PATIENCE
    while workers(nodes) and time.monotonic() < until:
        time.sleep(0.2)
    assert not workers(nodes)


def requests(count: int) -> list[Request]:
    return [Request("translate", f"第{i}座水厂开工。" * 3, 60) for i in range(count)]


def spec(rate: float) -> EngineSpec:
    return EngineSpec(
        ModelSettings(engine="fake", tokens_per_second=rate), "cpu", "", Fake.fingerprint
    )


def rate(nodes: Any, count: int) -> float:
    """Texts per second with `count` workers, once they are up: the best of three rounds.

    What else runs on the machine can only take time away.
    """
    settings = ClusterSettings(address=nodes.address, workers=count, cpus=1, texts=4)
    with Cluster(settings) as cluster:
        pipeline = cluster.pipeline(spec(100))
        assert len(list(pipeline.answer(requests(8 * count)))) == 8 * count
        return max(_round(pipeline) for _ in range(3))


def _round(pipeline: Any) -> float:
    begun = time.perf_counter()
    made = dict(pipeline.answer(requests(ROUND)))
    assert len(made) == ROUND
    return ROUND / (time.perf_counter() - begun)


def test_two_workers_do_twice_the_work_of_one(nodes: Any) -> None:
    one, two = rate(nodes, 1), rate(nodes, 2)
    assert two / one == pytest.approx(2, rel=0.1), (one, two)


def test_a_bad_text_fails_alone_even_if_its_workers_die_of_it(nodes: Any) -> None:
    texts = ["一", "毒", "二", "长", "坏", "三", "四", "五"]
    settings = ClusterSettings(address=nodes.address, workers=2, cpus=1, texts=4)
    with Cluster(settings) as cluster:
        pipeline = cluster.pipeline(Bad(ModelSettings(engine="fake"), "cpu", "", "bad"))
        made = dict(pipeline.answer([Request("translate", text, 60) for text in texts]))
        whys = {texts[i]: why for i, why in made.items() if isinstance(why, str)}
        assert whys.keys() == {"毒", "长", "坏"}
        assert "died" in whys["毒"]
        assert "context" in whys["长"]
        assert "ZeroDivisionError" in whys["坏"]
        assert len(made) == len(texts)
        # What would hit every text alike ends the run, and names the node.
        with pytest.raises(EngineError, match=r"node \w+: no memory"):
            list(pipeline.answer([Request("translate", "停", 60)]))


def test_a_worker_whose_model_is_another_ends_the_run(nodes: Any) -> None:
    settings = ClusterSettings(address=nodes.address, workers=1, cpus=1)
    wrong = EngineSpec(ModelSettings(engine="fake"), "cpu", "", "int8 elsewhere")
    with (
        Cluster(settings) as cluster,
        pytest.raises(EngineError, match=r"fake-1.*int8 elsewhere"),
    ):
        list(cluster.pipeline(wrong).answer(requests(1)))


def test_a_worker_that_no_node_can_hold_is_refused_at_once(nodes: Any) -> None:
    settings = ClusterSettings(address=nodes.address, gpus=1, cpus=1)
    with pytest.raises(ConfigError, match="1 GPUs"), Cluster(settings) as cluster:
        cluster.pipeline(spec(0))
    ray.shutdown()


def test_a_node_that_is_gone_for_good_changes_no_byte(
    nodes: Any, pages: Path, slow: Path, local: list[bytes], tmp_path: Path
) -> None:
    """The last test of these nodes. No node has room for the lost worker; the other one does its part."""
    with running(nodes, pages, slow, tmp_path) as run:
        nodes.remove_node(next(iter(nodes.worker_nodes)), allow_graceful=False)
        ended(run)
    assert books(tmp_path) == local


def test_no_cluster_at_the_address_is_one_clear_line(
    command: Command, pages: Path, tmp_path: Path
) -> None:
    words = ("run", pages, "--week", "2026-W47", "--profile", "fake", "--no-cache")
    ran = command(*words, "--out", tmp_path, "--cluster-address", "127.0.0.1:1")
    assert ran.code == 2, ran.err
    assert "no Ray cluster at 127.0.0.1:1" in ran.err
    assert "Traceback" not in ran.err


def test_without_the_extra_the_message_names_it(pages: Path, tmp_path: Path) -> None:
    ran = without_cli("sys.modules['ray'] = None", pages, tmp_path, "--cluster")
    assert ran.returncode == 2, ran.stderr
    assert "needs the 'ray' extra" in ran.stderr


def test_a_local_run_never_imports_ray(pages: Path, tmp_path: Path) -> None:
    check = "import atexit; atexit.register(lambda: print('ray' in sys.modules, flush=True))"
    ran = without_cli(check, pages, tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split()[-1] == "False"


def without_cli(
    before: str, pages: Path, out: Path, *more: str
) -> subprocess.CompletedProcess[str]:
    words = ["digest", "run", str(pages), "--week", "2026-W47", "--profile", "fake", "--no-cache"]
    code = f"import sys; {before}; sys.argv = {[*words, '--out', str(out), *more]}"
    return subprocess.run(
        [sys.executable, "-c", f"{code}; import digest.cli; digest.cli.main()"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )


REQUEST = st.builds(
    Request,
    st.sampled_from(["translate", "headline", "summarise"]),
    st.text(st.characters(codec=None)),
    st.integers(0, 999),
    hints=st.lists(st.tuples(st.text(), st.text())).map(tuple),
    context=st.text(),
    note=st.text(),
    seed=st.integers(0, 9),
)
OUTPUT = st.builds(Output, st.text(), st.sampled_from(["stop", "length"]), st.integers(0, 999))


@given(st.lists(REQUEST, max_size=4))
def test_a_batch_crosses_the_wire_as_it_is(some: list[Request]) -> None:
    batch = Batch(7, tuple(range(len(some))), tuple(some))
    assert Batch.load(batch.dump()) == batch


@given(st.lists(OUTPUT | st.text(), max_size=4), st.text())
def test_an_answer_crosses_the_wire_as_it_is(some: list[Output | str], stop: str) -> None:
    result = BatchResult(7, tuple(some), stop)
    assert BatchResult.load(result.dump()) == result
