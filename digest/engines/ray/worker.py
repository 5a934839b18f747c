"""What runs on a Ray cluster: workers that hold a model, and the dispatcher that feeds them.

A batch is a few requests that one worker answers together; it is sent as JSON.
"""

import asyncio
import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import ray
from ray.data import Datasource, ReadTask
from ray.data.block import BlockMetadata

from digest.config.settings import Device, ModelSettings
from digest.engines import factory
from digest.engines.api import Engine, Output, Request
from digest.errors import DigestError, EngineError, InputError

# Maximum attempts per batch, and then per single request; after that it is reported as failed.
MOST_TRIES = 3
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EngineSpec:
    """How a worker makes the engine; "~" in `weights` is the home of the worker's own user."""

    model: ModelSettings
    device: Device
    weights: str
    fingerprint: str

    def engine(self) -> Engine:
        """The engine over the worker's own weights; EngineError if it is not the driver's."""
        folder = Path(self.weights).expanduser()
        engine = factory.load(self.model, device=self.device, cache_dir=folder, progress=_LOG.info)
        if engine.fingerprint != self.fingerprint:
            raise EngineError(
                f"the worker would answer as {engine.fingerprint}, this machine as "
                f"{self.fingerprint}: set engine, dtype and device in the settings"
            )
        return engine


@dataclass(frozen=True, slots=True)
class Batch:
    """Requests to answer together; `indices` are their positions in what the driver was asked."""

    number: int
    indices: tuple[int, ...]
    requests: tuple[Request, ...]

    def dump(self) -> str:
        """The batch as JSON; ASCII, so that lone surrogates survive."""
        return json.dumps([self.number, self.indices, [asdict(r) for r in self.requests]])

    @classmethod
    def load(cls, text: str) -> Self:
        """The batch that `dump` wrote."""
        number, indices, rows = json.loads(text)
        requests = (Request(**row | {"hints": tuple(map(tuple, row["hints"]))}) for row in rows)
        return cls(number, tuple(indices), tuple(requests))


@dataclass(frozen=True, slots=True)
class BatchResult:
    """Per request of a batch its output, or as a string why there is none.

    `stop` says why no request at all can be answered. Without outputs and `stop`, the dispatcher
    refused the batch because it was tried too often.
    """

    number: int
    outputs: tuple[Output | str, ...] = ()
    stop: str = ""

    def dump(self) -> str:
        """The result as JSON."""
        rows = [asdict(o) if isinstance(o, Output) else o for o in self.outputs]
        return json.dumps([self.number, rows, self.stop])

    @classmethod
    def load(cls, text: str) -> Self:
        """The result that `dump` wrote."""
        number, rows, stop = json.loads(text)
        outputs = (row if isinstance(row, str) else Output.read(row) for row in rows)
        return cls(number, tuple(outputs), stop)


class Dispatcher:
    """An actor beside the driver: the queue of batches, and which worker has which."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[str | None] = asyncio.Queue()
        self._tries: dict[int, int] = {}
        self._held: dict[int, str] = {}
        self._answered: set[int] = set()
        self._workers: dict[str, Any] = {}

    async def put(self, batch: str | None) -> None:
        """Queue a batch; None: there will be no more."""
        await self._waiting.put(batch)

    async def take(self) -> str | None:
        """The next batch, as soon as there is one."""
        return await self._waiting.get()

    async def begin(self, number: int, worker: tuple[str, str, Any]) -> bool:
        """Whether a worker (its id, its node's id, its handle) should answer this batch.

        False if another worker has answered it, or if it was tried MOST_TRIES times.
        """
        name, node, handle = worker
        self._workers[name] = handle
        self._tries[number] = self._tries.get(number, 0) + 1
        if number in self._answered or self._tries[number] > MOST_TRIES:
            return False
        self._held[number] = node
        return True

    async def end(self, number: int) -> None:
        """Note that a worker has finished the batch."""
        self._held.pop(number, None)

    async def answered(self, number: int) -> None:
        """Note that the driver has the batch's result."""
        self._answered.add(number)
        self._held.pop(number, None)
        self._tries.pop(number, None)

    async def held(self) -> dict[int, str]:
        """The node's id for each batch that a worker is answering."""
        return dict(self._held)

    async def workers(self) -> list[Any]:
        """Handles of all workers that ever began a batch."""
        return list(self._workers.values())


class BatchSource(Datasource):  # type: ignore[misc]  # ray is untyped
    """The dispatcher's batches as a data source, read by one task until the queue is closed."""

    def __init__(self, dispatcher: Any) -> None:
        self._dispatcher = dispatcher

    def get_name(self) -> str:
        return "Batches"

    def estimate_inmemory_data_size(self) -> int | None:
        return None

    def get_read_tasks(self, _: int, *__: Any, **___: Any) -> list[Any]:
        dispatcher = self._dispatcher

        def read() -> Iterator[Any]:
            while (batch := ray.get(dispatcher.take.remote())) is not None:
                yield pa.table({"batch": [batch]})

        return [ReadTask(read, BlockMetadata(num_rows=None, size_bytes=None, exec_stats=None))]


class Worker:
    """An actor that holds one engine and answers batches; Ray makes it anew where it died."""

    def __init__(self, spec: EngineSpec, dispatcher: Any) -> None:
        self._dispatcher = dispatcher
        context = ray.get_runtime_context()
        self._self = (context.get_actor_id(), context.get_node_id(), context.current_actor)
        self._engine: Engine | None = None
        self._broken = ""
        try:
            self._engine = spec.engine()
        except DigestError as error:
            self._broken = self._locate(error)

    def __call__(self, batch: Any) -> Any:
        """A table of results for a table of batches."""
        batches = map(Batch.load, batch["batch"].to_pylist())
        return pa.table({"result": [self._answer(one).dump() for one in batches]})

    def _answer(self, batch: Batch) -> BatchResult:
        if not ray.get(self._dispatcher.begin.remote(batch.number, self._self)):
            return BatchResult(batch.number)
        try:
            if self._engine is None:
                return BatchResult(batch.number, stop=self._broken)
            return BatchResult(batch.number, tuple(_outputs(self._engine, batch.requests)))
        except DigestError as error:
            return BatchResult(batch.number, stop=self._locate(error))
        finally:
            self._dispatcher.end.remote(batch.number)

    def _locate(self, error: DigestError) -> str:
        return f"a worker on node {self._self[1][:8]}: {error}"


def _outputs(engine: Engine, requests: Sequence[Request]) -> list[Output | str]:
    """Per request its output, or why there is none.

    Errors that every request would meet, such as EngineError, are raised.
    """
    try:
        made = dict(engine.generate(requests))
        return [made[i] for i in range(len(requests))]
    except InputError as error:
        reason = str(error)
    except DigestError:
        raise
    except Exception as error:  # noqa: BLE001 - one text must not end the run of a whole cluster
        reason = f"{type(error).__name__}: {error}"
    if len(requests) == 1:
        return [reason]
    return [output for request in requests for output in _outputs(engine, [request])]
