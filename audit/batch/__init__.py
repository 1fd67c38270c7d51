"""Many persons: whole persons packed into parts, each part read and judged as one table, on any executor.

`audit_many` in `running.py` is the whole of it. Nothing here judges: every figure comes from the pipeline's stages.
"""

from __future__ import annotations

from audit.batch.executors import Workers, cluster, on_executor, processes, serial
from audit.batch.running import Batch, audit_many

__all__ = ["Batch", "Workers", "audit_many", "cluster", "on_executor", "processes", "serial"]
