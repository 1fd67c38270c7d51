"""fin-infra: recurring charges; only its detector is loaded, the package itself wants a web server beside it."""

import importlib.util
import sys
import types
from pathlib import Path
from typing import Any

from told import charges, main, stage

_HOME = Path(importlib.util.find_spec("fin_infra").submodule_search_locations[0])
for _name, _place in (("fin_infra", _HOME), ("fin_infra.recurring", _HOME / "recurring")):
    sys.modules[_name] = types.ModuleType(_name)
    sys.modules[_name].__path__ = [str(_place)]

from fin_infra.recurring.detector import RecurringDetector  # noqa: E402
from fin_infra.recurring.normalizer import get_canonical_merchant  # noqa: E402


def recurring(path: str) -> dict[str, Any]:
    """The series of each charge: its patterns are one a merchant."""
    rows = [
        {"id": str(place), "merchant": seller, "amount": fen / 100, "date": at}
        for place, _, at, seller, _, fen in charges(path)
    ]
    patterns = stage("detect", RecurringDetector().detect_patterns, rows)
    kept = {p.normalized_merchant: number for number, p in enumerate(patterns)}
    names = {seller: get_canonical_merchant(seller) for seller in {r["merchant"] for r in rows}}
    return {"series": {r["id"]: str(kept[names[r["merchant"]]]) for r in rows if names[r["merchant"]] in kept}}


main({"recurring": recurring})
