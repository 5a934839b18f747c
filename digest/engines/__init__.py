"""Language models behind one interface: `load` an engine, `ask` it requests, get outputs in order."""

from digest.engines.api import Engine, Output, Request, ask
from digest.engines.factory import describe, load, prepare
from digest.engines.requirements import Needs, needs

__all__ = ["Engine", "Needs", "Output", "Request", "ask", "describe", "load", "needs", "prepare"]
