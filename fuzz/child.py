"""One target under atheris, in a process of its own until its minutes of processor time are spent or it breaks."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path


def main(target: str, work: Path, seconds: float) -> None:
    """Fuzz a target whose inputs lie in `work/inputs`; what breaks it comes to lie in `work/broken`."""
    import atheris

    with atheris.instrument_imports(include=["audit.statements", "audit.case", "audit.wording", "mt940"]):
        from fuzz.targets import TARGETS
    run = TARGETS[target]
    begun, done = time.process_time(), 0

    def once(data: bytes) -> None:
        nonlocal done
        done += 1
        started = time.process_time()
        run(data)
        if (took := time.process_time() - started) > 8:
            raise TimeoutError(f"{took:.1f} s for {len(data)} bytes")
        if time.process_time() - begun > seconds:
            (work / "done.json").write_text(json.dumps({"inputs": done}))
            os._exit(0)

    atheris.Setup(
        [
            sys.argv[0],
            f"-artifact_prefix={work}/broken/",
            f"-dict={work}/words.dict",
            "-max_len=8000",
            "-timeout=60",
            "-report_slow_units=60",
            "-rss_limit_mb=1500",
            "-print_final_stats=1",
            f"{work}/inputs",
        ],
        once,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]))
