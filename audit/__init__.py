"""Renewal Audit: reads exported bills, judges every charge after a cancellation, computes the claim.

The public verbs, from tables to a table (see docs/architecture.md for their order). Each is loaded when it is first
used, so that importing the package, and `renewal-audit --help`, costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from audit.case import read_case
    from audit.errors import AuditError
    from audit.judging.claims import compute_claims
    from audit.judging.findings import judge
    from audit.judging.found_cancellations import with_found
    from audit.judging.links import link
    from audit.judging.payments import consolidate
    from audit.judging.refunds import allocate_refunds
    from audit.judging.service_ends import service_ends
    from audit.judging.subscriptions import mark_subscriptions, subscriptions
    from audit.judging.watch import watch
    from audit.pipeline import Audit, run
    from audit.reports.charts import (
        plot_balance,
        plot_calendar,
        plot_claim,
        plot_coverage,
        plot_fit,
        plot_history,
        plot_sensitivity,
    )
    from audit.reports.show import show
    from audit.statements import read
    from audit.tables import Bills, Case, Claims

_HOMES = {
    "audit.case": ["read_case"],
    "audit.errors": ["AuditError"],
    "audit.judging.claims": ["compute_claims"],
    "audit.judging.findings": ["judge"],
    "audit.judging.found_cancellations": ["with_found"],
    "audit.judging.links": ["link"],
    "audit.judging.payments": ["consolidate"],
    "audit.judging.refunds": ["allocate_refunds"],
    "audit.judging.service_ends": ["service_ends"],
    "audit.judging.subscriptions": ["mark_subscriptions", "subscriptions"],
    "audit.judging.watch": ["watch"],
    "audit.pipeline": ["Audit", "run"],
    "audit.reports.charts": [
        "plot_balance",
        "plot_calendar",
        "plot_claim",
        "plot_coverage",
        "plot_fit",
        "plot_history",
        "plot_sensitivity",
    ],
    "audit.reports.show": ["show"],
    "audit.statements": ["read"],
    "audit.tables": ["Bills", "Case", "Claims"],
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Audit",
    "AuditError",
    "Bills",
    "Case",
    "Claims",
    "allocate_refunds",
    "compute_claims",
    "consolidate",
    "judge",
    "link",
    "mark_subscriptions",
    "plot_balance",
    "plot_calendar",
    "plot_claim",
    "plot_coverage",
    "plot_fit",
    "plot_history",
    "plot_sensitivity",
    "read",
    "read_case",
    "run",
    "service_ends",
    "show",
    "subscriptions",
    "watch",
    "with_found",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'audit' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return __all__
