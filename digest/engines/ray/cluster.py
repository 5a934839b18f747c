"""A Ray cluster as an engine: requests through one Ray Data pipeline whose actors hold the model.

    driver ─packets─▶ Desk ─▶ Requests (a data source) ─▶ map_batches(Worker) ─answers─▶ driver

The pipeline stands for the whole run, so that each worker loads its model once. Workers keep
nothing: the cache of made texts is the driver's. Ray starts a lost worker again, elsewhere if need
be, and gives it its packet again; the desk, an actor beside the driver, counts these tries, so
that a text of which workers die becomes that text's failure. Not more packets are on their way
than keep the workers busy, which bounds the object store.
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

from digest.config.settings import ClusterSettings, ModelSettings
from digest.engines.api import Output, Request
from digest.engines.factory import Lazy
from digest.engines.ray import vllm
from digest.engines.ray.worker import Answer, Desk, Packet, Recipe, Requests, Worker
from digest.errors import ConfigError, EngineError, InputError

# How often a silent cluster is looked at, and how long after a node was lost, with nobody at work,
# the packets still open are taken for lost with it.
WATCH_SECONDS, GRACE_SECONDS = 2.0, 10.0
# What a worker has beside the packet that it works on, so that it need not wait.
_AHEAD = 1
_CLOSE_SECONDS = 10.0
_MIB, _GIB = 2**20, 2**30


class Cluster:
    """A connection to Ray, made at the first request; use as a context manager.

    One model is on the cluster at a time: another one's first request takes its place.
    """

    def __init__(self, settings: ClusterSettings) -> None:
        self._settings = settings
        self._line: _Line | None = None
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._stack, contextlib.redirect_stdout(io.StringIO()):  # of workers that end now
            if self._line:
                self._line.close()

    def engine(self, local: Lazy, model: ModelSettings, device: str, weights: Path) -> Lazy:
        """The engine that asks the cluster in place of `local`, under the same fingerprint.

        Workers look for the weights where this machine has them, seen from their own home.
        """
        home = Path.home()
        inside = weights.is_relative_to(home)
        place = f"~/{weights.relative_to(home)}" if inside else str(weights)
        recipe = Recipe(model, device, place, local.fingerprint)
        return Lazy(local.fingerprint, local.info, lambda: _Clustered(recipe, self))

    def line(self, recipe: Recipe) -> "_Line":
        """The pipeline of this model, started now if it does not stand."""
        if self._line and self._line.recipe == recipe:
            return self._line
        if self._line:
            self._line.close()
        else:
            # What it says of lost workers it says on stdout, which is for results.
            self._stack.enter_context(contextlib.redirect_stdout(sys.stderr))
            _connect(self._settings)
            self._stack.callback(ray.shutdown)
        self._line = _Line(recipe, self._settings)
        return self._line


class _Clustered:
    """See Engine. Texts that failed are told last, as the InputError of the first of them."""

    def __init__(self, recipe: Recipe, cluster: Cluster) -> None:
        self.fingerprint = recipe.fingerprint
        self._recipe = recipe
        self._cluster = cluster
        self._failed: dict[Request, str] = {}

    def generate(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output]]:
        """See Engine."""
        asked = [i for i, request in enumerate(requests) if request not in self._failed]
        line = self._cluster.line(self._recipe)
        try:
            for place, output in line.work([requests[i] for i in asked]):
                if isinstance(output, Output):
                    yield asked[place], output
                else:
                    self._failed[requests[asked[place]]] = output
        except RayError as error:
            raise EngineError(
                f"the Ray cluster broke: {error}; what is done is kept, the same command goes on"
            ) from error
        for request in requests:
            if request in self._failed:
                raise InputError(self._failed[request])


class _Line:
    """One Ray Data pipeline with its desk; `close` it to free the workers."""

    def __init__(self, recipe: Recipe, settings: ClusterSettings) -> None:
        self.recipe = recipe
        self._settings = settings
        self._workers = settings.workers or _room(settings)
        self._vllm = recipe.model.engine == "vllm"
        self._held = vllm.ROWS if self._vllm else 1 + _AHEAD
        if not _room(settings):
            raise ConfigError(f"no node of the Ray cluster has {_need(settings)} for a worker")
        here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
        actor = ray.remote(num_cpus=0)(Desk)
        self._desk = actor.options(scheduling_strategy=here, max_concurrency=1000).remote()
        self._numbers = itertools.count()
        self._seen = _alive()
        self._quiet_since = time.monotonic()
        self._answers: queue.Queue[str | Exception] = queue.Queue()
        data = self._dataset(here)
        self._thread = threading.Thread(target=self._receive, args=(data,), daemon=True)
        self._thread.start()

    def work(self, requests: Sequence[Request]) -> Iterator[tuple[int, Output | str]]:
        """(place, output, or why there is none) of each request, as they come."""
        todo = deque(self._packets(requests))
        open_: dict[int, Packet] = {}
        while todo or open_:
            while todo and len(open_) < self._workers * self._held:
                packet = todo.popleft()
                open_[packet.number] = packet
                self._desk.put.remote(packet.dump())
            answer = self._next(open_)
            done = open_.pop(answer.number, None)
            if done is None:  # of a packet that was handed out twice
                continue
            self._desk.answered.remote(done.number)
            if answer.outputs:
                yield from zip(done.places, answer.outputs, strict=True)
            elif len(done.requests) > 1:
                todo.extendleft(self._single(done))
            else:
                yield done.places[0], "its worker died again and again; the run's log may say why"

    def close(self) -> None:
        """The workers end, what they are at is dropped."""
        self._desk.put.remote(None)
        with contextlib.suppress(RayError):  # a desk that is not up yet, or lost: no workers either
            for worker in ray.get(self._desk.workers.remote(), timeout=_CLOSE_SECONDS):
                ray.kill(worker, no_restart=True)
            self._thread.join(_CLOSE_SECONDS)
        ray.kill(self._desk)

    def _packets(self, requests: Sequence[Request]) -> Iterator[Packet]:
        """Packets of like length, the longest first, so that the workers end together."""
        order = sorted(range(len(requests)), key=lambda i: (-requests[i].max_tokens, i))
        fair = -(-len(requests) // (self._workers * self._held))
        size = 1 if self._vllm else max(1, min(self._settings.texts, fair))
        for first in range(0, len(order), size):
            places = tuple(order[first : first + size])
            yield Packet(next(self._numbers), places, tuple(requests[i] for i in places))

    def _single(self, packet: Packet) -> Iterator[Packet]:
        for place, request in zip(packet.places, packet.requests, strict=True):
            yield replace(packet, number=next(self._numbers), places=(place,), requests=(request,))

    def _next(self, open_: dict[int, Packet]) -> Answer:
        while True:
            try:
                got = self._answers.get(timeout=WATCH_SECONDS)
            except queue.Empty:
                self._watch(open_)
                continue
            self._quiet_since = time.monotonic()
            if isinstance(got, Exception):
                raise EngineError(
                    f"the Ray pipeline ended: {got}; what is done is kept, the same command goes on"
                ) from got
            answer = Answer.load(got)
            if answer.stop:
                raise EngineError(answer.stop)
            return answer

    def _watch(self, open_: dict[int, Packet]) -> None:
        """Hands out again what was lost with a node; EngineError where no node is left to work.

        Ray waits for room to restart a lost worker, and a packet in its hands waits with it.
        """
        alive = _alive()
        lost, self._seen = self._seen - alive, self._seen | alive
        if not lost or time.monotonic() - self._quiet_since < GRACE_SECONDS:
            return
        if not _room(self._settings):
            raise EngineError(
                f"no node is left with {_need(self._settings)} for a worker; "
                "what is done is kept, the same command goes on"
            )
        if not alive & set(ray.get(self._desk.held.remote()).values()):
            for packet in open_.values():
                self._desk.put.remote(packet.dump())
            self._quiet_since = time.monotonic()

    def _receive(self, data: Any) -> None:
        """In a thread of its own: the pipeline's answers into the queue, until the desk is shut."""
        try:
            for table in data.iter_batches(
                batch_size=None, prefetch_batches=0, batch_format="pyarrow"
            ):
                for answer in vllm.answers(table.to_pylist()):
                    self._answers.put(answer)
            self._answers.put(EngineError("it was closed"))
        except Exception as error:  # noqa: BLE001 - told to the run in `_next`, which raises it
            self._answers.put(error)

    def _dataset(self, here: Any) -> Any:
        wanted = self._settings
        pool = ActorPoolStrategy(size=self._workers, max_tasks_in_flight_per_actor=1)
        source = read_datasource(
            Requests(self._desk), override_num_blocks=1, num_cpus=0, scheduling_strategy=here
        )
        if self._vllm:
            return vllm.stage(self.recipe, wanted, self._workers)(source)
        return source.map_batches(
            Worker,
            fn_constructor_args=(self.recipe, self._desk),
            batch_size=None,
            batch_format="pyarrow",
            compute=pool,
            num_cpus=wanted.cpus,
            num_gpus=wanted.gpus,
            memory=wanted.memory_gb * _GIB or None,
        )


def _connect(settings: ClusterSettings) -> None:
    """Joins the cluster, or starts one here; ConfigError where there is none at the address."""
    terminated = signal.getsignal(signal.SIGTERM)
    own = {} if settings.address else {"object_store_memory": settings.object_store_mb * _MIB}
    try:
        _answers(settings.address)
        ray.init(
            address=settings.address or "local",
            log_to_driver=False,
            logging_level=logging.ERROR,
            **({"include_dashboard": False, **own} if own else {}),
        )
    except Exception as error:  # ray raises it bare where a node does not start in 30 s
        place = settings.address or "this machine"
        raise ConfigError(
            f"no Ray cluster at {place}: {error}; `ray start --head` starts one"
        ) from error
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, terminated)  # ray takes it for itself
    context = DataContext.get_current()
    context.enable_progress_bars = False
    context.target_max_block_size = 1  # a packet a block: none waits for the next
    # An error ends no pipeline: a packet is kept open here until it is answered.
    context.max_errored_blocks = -1
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)


def _answers(address: str) -> None:
    """OSError where nobody listens at a host's port: ray itself would try for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host.strip("[]"), int(port)), _CLOSE_SECONDS).close()


def _alive() -> frozenset[str]:
    return frozenset(node["NodeID"] for node in ray.nodes() if node["Alive"])


def _room(settings: ClusterSettings) -> int:
    """How many workers the nodes that are there can hold."""
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
