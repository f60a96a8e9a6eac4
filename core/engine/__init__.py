"""Where work is done: one switch for all commands that have much of it (`--engine local[:N]`, `--engine dask[:ADDRESS]`).

Work comes as jobs, one a partition. An engine may run a job on any core or machine, again after its worker died, or twice: a
job reads what it was given and writes its result under a name that follows from that, so nothing is doubled or lost."""

from core.engine.choose import engine_option, engine_option_or_none, open_engine
from core.engine.jobs import Done, Engine, EngineError, Failed, Job

__all__ = ["Done", "Engine", "EngineError", "Failed", "Job", "engine_option", "engine_option_or_none", "open_engine"]
