"""Models behind one protocol, `base.Engine`; `choose.load` picks the engine."""
