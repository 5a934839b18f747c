"""What runs on a Ray cluster: workers that hold a model, and the desk that hands them their work.

A packet is some texts that a worker answers at once. It crosses the wire as JSON.
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

from digest.config.settings import ModelSettings
from digest.engines import factory
from digest.engines.api import Engine, Output, Request
from digest.errors import DigestError, EngineError, InputError

# A packet, or a text alone, that was begun so often is not begun again: its workers died of it.
MOST_TRIES = 3
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a worker gets the engine; "~" in `weights` is the home of whoever runs the worker."""

    model: ModelSettings
    device: str
    weights: str
    fingerprint: str

    def engine(self) -> Engine:
        """The engine, from the worker's own weights; EngineError where it is another one."""
        folder = Path(self.weights).expanduser()
        engine = factory.load(self.model, device=self.device, cache_dir=folder, progress=_LOG.info)
        if engine.fingerprint != self.fingerprint:
            raise EngineError(
                f"the worker would answer as {engine.fingerprint}, this machine as "
                f"{self.fingerprint}: state engine, dtype and device in the settings"
            )
        return engine


@dataclass(frozen=True, slots=True)
class Packet:
    """Some requests under a number; `places` are their places in what the driver was asked."""

    number: int
    places: tuple[int, ...]
    requests: tuple[Request, ...]

    def dump(self) -> str:
        """The packet for the wire; ASCII, so that broken text survives too."""
        return json.dumps([self.number, self.places, [asdict(r) for r in self.requests]])

    @classmethod
    def load(cls, text: str) -> Self:
        """The packet that `dump` wrote."""
        number, places, rows = json.loads(text)
        requests = (Request(**row | {"hints": tuple(map(tuple, row["hints"]))}) for row in rows)
        return cls(number, tuple(places), tuple(requests))


@dataclass(frozen=True, slots=True)
class Answer:
    """A packet's outputs, a text's failure as its message.

    `stop` is why no text can be made at all; without outputs and `stop` the packet was refused.
    """

    number: int
    outputs: tuple[Output | str, ...] = ()
    stop: str = ""

    def dump(self) -> str:
        """The answer for the wire."""
        rows = [asdict(o) if isinstance(o, Output) else o for o in self.outputs]
        return json.dumps([self.number, rows, self.stop])

    @classmethod
    def load(cls, text: str) -> Self:
        """The answer that `dump` wrote."""
        number, rows, stop = json.loads(text)
        outputs = (row if isinstance(row, str) else Output(**row) for row in rows)
        return cls(number, tuple(outputs), stop)


class Desk:
    """An actor beside the driver: packets to do, and which worker is at which."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[str | None] = asyncio.Queue()
        self._tries: dict[int, int] = {}
        self._held: dict[int, str] = {}
        self._answered: set[int] = set()
        self._workers: dict[str, Any] = {}

    async def put(self, packet: str | None) -> None:
        """One more packet to do; None: there will be no more."""
        await self._waiting.put(packet)

    async def take(self) -> str | None:
        """The next packet, as soon as there is one."""
        return await self._waiting.get()

    async def begin(self, number: int, worker: tuple[str, str, Any]) -> bool:
        """Whether the worker (its id, its node's, its handle) shall begin this packet."""
        name, node, handle = worker
        self._workers[name] = handle
        self._tries[number] = self._tries.get(number, 0) + 1
        if number in self._answered or self._tries[number] > MOST_TRIES:
            return False
        self._held[number] = node
        return True

    async def end(self, number: int) -> None:
        """A worker is done with the packet."""
        self._held.pop(number, None)

    async def answered(self, number: int) -> None:
        """The driver has the packet's answer."""
        self._answered.add(number)
        self._held.pop(number, None)
        self._tries.pop(number, None)

    async def held(self) -> dict[int, str]:
        """The node a packet that someone is at work on."""
        return dict(self._held)

    async def workers(self) -> list[Any]:
        """The handles of all workers that ever began a packet."""
        return list(self._workers.values())


class Requests(Datasource):  # type: ignore[misc]  # ray is untyped
    """The desk's packets as a data source, read by one task until the desk says that it is over."""

    def __init__(self, desk: Any) -> None:
        self._desk = desk

    def get_name(self) -> str:
        return "Requests"

    def estimate_inmemory_data_size(self) -> int | None:
        return None

    def get_read_tasks(self, _: int, *__: Any, **___: Any) -> list[Any]:
        desk = self._desk

        def read() -> Iterator[Any]:
            while (packet := ray.get(desk.take.remote())) is not None:
                yield pa.table({"packet": [packet]})

        return [ReadTask(read, BlockMetadata(num_rows=None, size_bytes=None, exec_stats=None))]


class Worker:
    """Holds one engine and answers packets; made anew, and the model loaded again, where it died."""

    def __init__(self, recipe: Recipe, desk: Any) -> None:
        self._desk = desk
        context = ray.get_runtime_context()
        self._self = (context.get_actor_id(), context.get_node_id(), context.current_actor)
        self._engine: Engine | None = None
        self._broken = ""
        try:
            self._engine = recipe.engine()
        except DigestError as error:
            self._broken = self._here(error)

    def __call__(self, batch: Any) -> Any:
        """The answers to a table of packets."""
        packets = map(Packet.load, batch["packet"].to_pylist())
        return pa.table({"answer": [self._answer(packet).dump() for packet in packets]})

    def _answer(self, packet: Packet) -> Answer:
        if not ray.get(self._desk.begin.remote(packet.number, self._self)):
            return Answer(packet.number)
        try:
            if self._engine is None:
                return Answer(packet.number, stop=self._broken)
            outputs = tuple(_outputs(self._engine, packet.requests))
            return Answer(packet.number, outputs)
        except DigestError as error:
            return Answer(packet.number, stop=self._here(error))
        finally:
            self._desk.end.remote(packet.number)

    def _here(self, error: DigestError) -> str:
        return f"a worker on node {self._self[1][:8]}: {error}"


def _outputs(engine: Engine, requests: Sequence[Request]) -> list[Output | str]:
    """An output or the reason of its failure for each request.

    EngineError and the like are raised: they would hit every text alike.
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
