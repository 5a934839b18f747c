"""A Ray cluster as an engine: requests go through one Ray Data pipeline whose actors hold the model.

    driver ─batches─▶ Dispatcher ─▶ BatchSource ─▶ map_batches(Worker) ─results─▶ driver

The pipeline lives for the whole run, so that each worker loads its model once. Workers keep no
state: the cache of model outputs is the driver's. Ray restarts a lost worker, on another node if
necessary, and hands it its batch again. The dispatcher, an actor beside the driver, counts these
attempts, so that a text that kills workers becomes that text's failure. The number of batches in
flight is limited to what keeps the workers busy, which bounds the object store.
"""

import contextlib
import io
import itertools
import logging
import queue
import signal
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import ray
from ray.data import ActorPoolStrategy, DataContext, read_datasource
from ray.exceptions import RayError
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from digest.config.settings import ClusterSettings, Device, ModelSettings
from digest.engines.api import Output, Request
from digest.engines.factory import Lazy
from digest.engines.ray.worker import (
    Batch,
    BatchResult,
    BatchSource,
    Dispatcher,
    EngineSpec,
    Worker,
)
from digest.errors import ConfigError, EngineError, InputError

# How often a silent cluster is checked, and how long after a node was lost, with no worker busy, the
# open batches are taken to be lost with it.
WATCH_SECONDS, GRACE_SECONDS = 2.0, 10.0
# Batches queued per worker beside the one it is answering, so that it need not wait.
_AHEAD = 1
_CLOSE_SECONDS = 10.0
_MIB, _GIB = 2**20, 2**30
_RESUME = "finished work is kept; run the same command to resume"


class Cluster:
    """A connection to Ray, made at the first request; use as a context manager.

    The cluster runs one model at a time: the first request to another one replaces it.
    """

    def __init__(self, settings: ClusterSettings) -> None:
        self._settings = settings
        self._pipeline: _Pipeline | None = None
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._stack, contextlib.redirect_stdout(io.StringIO()):  # workers that end print to it
            if self._pipeline:
                self._pipeline.close()

    def engine(self, local: Lazy, model: ModelSettings, device: Device, weights: Path) -> Lazy:
        """An engine with the fingerprint of `local` that asks the cluster instead.

        Workers look for weights at the same path as this machine, relative to their own home if the
        path is inside the home here.
        """
        home = Path.home()
        inside = weights.is_relative_to(home)
        place = f"~/{weights.relative_to(home)}" if inside else str(weights)
        spec = EngineSpec(model, device, place, local.fingerprint)
        return Lazy(local.fingerprint, local.info, lambda: _Clustered(spec, self))

    def pipeline(self, spec: EngineSpec) -> "_Pipeline":
        """The pipeline of this model, started now if it is not running."""
        if self._pipeline and self._pipeline.spec == spec:
            return self._pipeline
        if self._pipeline:
            self._pipeline.close()
        else:
            # Ray reports lost workers on stdout, which is for results.
            self._stack.enter_context(contextlib.redirect_stdout(sys.stderr))
            _connect(self._settings)
            self._stack.callback(ray.shutdown)
        self._pipeline = _Pipeline(spec, self._settings)
        return self._pipeline


class _Clustered:
    """See Engine. After all other outputs, the first request that failed raises InputError."""

    def __init__(self, spec: EngineSpec, cluster: Cluster) -> None:
        self.fingerprint = spec.fingerprint
        self._spec = spec
        self._cluster = cluster
        self._failed: dict[Request, str] = {}

    def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
        """See Engine."""
        asked = [i for i, request in enumerate(requests) if request not in self._failed]
        pipeline = self._cluster.pipeline(self._spec)
        try:
            for index, output in pipeline.answer([requests[i] for i in asked]):
                if isinstance(output, Output):
                    yield asked[index], output
                else:
                    self._failed[requests[asked[index]]] = output
        except RayError as error:
            raise EngineError(f"the Ray cluster broke: {error}; {_RESUME}") from error
        for request in requests:
            if request in self._failed:
                raise InputError(self._failed[request])


class _Pipeline:
    """One Ray Data pipeline with its dispatcher; `close` it to free the workers.

    ConfigError if no node has room for a worker.
    """

    def __init__(self, spec: EngineSpec, settings: ClusterSettings) -> None:
        self.spec = spec
        self._settings = settings
        self._workers = settings.workers or _room(settings)
        if not _room(settings):
            raise ConfigError(f"no node of the Ray cluster has {_need(settings)} for a worker")
        self._in_flight = self._workers * (1 + _AHEAD)
        here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
        actor = ray.remote(num_cpus=0)(Dispatcher)
        self._dispatcher = actor.options(scheduling_strategy=here, max_concurrency=1000).remote()
        self._numbers = itertools.count()
        self._seen = _alive()
        self._quiet_since = time.monotonic()
        self._results: queue.Queue[str | Exception] = queue.Queue()
        data = self._dataset(here)
        self._thread = threading.Thread(target=self._receive, args=(data,), daemon=True)
        self._thread.start()

    def answer(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output | str]]:
        """(index, output, or a string that says why there is none) per request, as they come."""
        todo = deque(self._batches(requests))
        open_: dict[int, Batch] = {}
        while todo or open_:
            while todo and len(open_) < self._in_flight:
                batch = todo.popleft()
                open_[batch.number] = batch
                self._dispatcher.put.remote(batch.dump())
            result = self._next(open_)
            done = open_.pop(result.number, None)
            if done is None:  # the batch was handed out twice
                continue
            self._dispatcher.answered.remote(done.number)
            if result.outputs:
                yield from zip(done.indices, result.outputs, strict=True)
            elif len(done.requests) > 1:
                todo.extendleft(self._split(done))
            else:
                yield done.indices[0], "every worker that took this text died; see the run's log"

    def close(self) -> None:
        """End the workers; what they are answering is dropped."""
        self._dispatcher.put.remote(None)
        # A dispatcher that is not up yet, or lost, has no workers either.
        with contextlib.suppress(RayError):
            for worker in ray.get(self._dispatcher.workers.remote(), timeout=_CLOSE_SECONDS):
                ray.kill(worker, no_restart=True)
            self._thread.join(_CLOSE_SECONDS)
        ray.kill(self._dispatcher)

    def _batches(self, requests: Sequence[Request]) -> Iterator[Batch]:
        """Batches of similar length, the longest first, so that the workers finish together."""
        order = sorted(range(len(requests)), key=lambda i: (-requests[i].max_tokens, i))
        fair = -(-len(requests) // self._in_flight)
        size = max(1, min(self._settings.texts, fair))
        for first in range(0, len(order), size):
            indices = tuple(order[first : first + size])
            yield Batch(next(self._numbers), indices, tuple(requests[i] for i in indices))

    def _split(self, batch: Batch) -> Iterator[Batch]:
        """A batch per request."""
        for index, request in zip(batch.indices, batch.requests, strict=True):
            yield replace(batch, number=next(self._numbers), indices=(index,), requests=(request,))

    def _next(self, open_: dict[int, Batch]) -> BatchResult:
        while True:
            try:
                got = self._results.get(timeout=WATCH_SECONDS)
            except queue.Empty:
                self._watch(open_)
                continue
            self._quiet_since = time.monotonic()
            if isinstance(got, Exception):
                raise EngineError(f"the Ray pipeline ended: {got}; {_RESUME}") from got
            result = BatchResult.load(got)
            if result.stop:
                raise EngineError(result.stop)
            return result

    def _watch(self, open_: dict[int, Batch]) -> None:
        """Hand out again what was lost with a node; EngineError if no node is left to work.

        Ray restarts a lost worker only when resources are free; its batch waits meanwhile.
        """
        alive = _alive()
        lost, self._seen = self._seen - alive, self._seen | alive
        if not lost or time.monotonic() - self._quiet_since < GRACE_SECONDS:
            return
        if not _room(self._settings):
            raise EngineError(
                f"no node is left with {_need(self._settings)} for a worker; {_RESUME}"
            )
        if not alive & set(ray.get(self._dispatcher.held.remote()).values()):
            for batch in open_.values():
                self._dispatcher.put.remote(batch.dump())
            self._quiet_since = time.monotonic()

    def _receive(self, data: Any) -> None:
        """Put the pipeline's results into the queue until it is closed; runs in its own thread."""
        try:
            for table in data.iter_batches(
                batch_size=None, prefetch_batches=0, batch_format="pyarrow"
            ):
                for row in table.to_pylist():
                    self._results.put(row["result"])
            self._results.put(EngineError("it was closed"))
        except Exception as error:  # noqa: BLE001 - passed on to `_next`, which raises it
            self._results.put(error)

    def _dataset(self, here: Any) -> Any:
        wanted = self._settings
        pool = ActorPoolStrategy(size=self._workers, max_tasks_in_flight_per_actor=1)
        source = read_datasource(
            BatchSource(self._dispatcher),
            override_num_blocks=1,
            num_cpus=0,
            scheduling_strategy=here,
        )
        return source.map_batches(
            Worker,
            fn_constructor_args=(self.spec, self._dispatcher),
            batch_size=None,
            batch_format="pyarrow",
            compute=pool,
            num_cpus=wanted.cpus,
            num_gpus=wanted.gpus,
            memory=wanted.memory_gb * _GIB or None,
        )


def _connect(settings: ClusterSettings) -> None:
    """Join the cluster, or start one here; ConfigError if there is none at the address."""
    terminated = signal.getsignal(signal.SIGTERM)
    own = {} if settings.address else {"object_store_memory": settings.object_store_mb * _MIB}
    try:
        _check_listening(settings.address)
        ray.init(
            address=settings.address or "local",
            log_to_driver=False,
            logging_level=logging.ERROR,
            **({"include_dashboard": False, **own} if own else {}),
        )
    except Exception as error:  # ray raises a bare one if a node does not start in 30 s
        place = settings.address or "this machine"
        raise ConfigError(
            f"no Ray cluster at {place}: {error}; `ray start --head` starts one"
        ) from error
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, terminated)  # ray installs its own handler
    context = DataContext.get_current()
    context.enable_progress_bars = False
    context.target_max_block_size = 1  # one batch per block: none waits for the next
    # An error ends no pipeline: a batch stays open here until it is answered.
    context.max_errored_blocks = -1
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)


def _check_listening(address: str) -> None:
    """OSError if nothing listens at host:port; ray itself would retry for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host.strip("[]"), int(port)), _CLOSE_SECONDS).close()


def _alive() -> frozenset[str]:
    return frozenset(node["NodeID"] for node in ray.nodes() if node["Alive"])


def _room(settings: ClusterSettings) -> int:
    """Number of workers for which the live nodes have room."""
    wanted = {
        "CPU": settings.cpus,
        "GPU": settings.gpus,
        "memory": settings.memory_gb * _GIB,
    }
    return sum(
        min(int(node["Resources"].get(kind, 0) // size) for kind, size in wanted.items() if size)
        for node in ray.nodes()
        if node["Alive"]
    )


def _need(settings: ClusterSettings) -> str:
    return f"{settings.cpus:g} CPUs, {settings.gpus:g} GPUs and {settings.memory_gb:g} GiB"
