"""The law as data: what a claim may rest on, on which day, and what must or must not be said."""

from __future__ import annotations

from audit.law.loader import JURISDICTIONS, load
from audit.law.rules import ClaimTerms, Clocks, Law, LegalWording, RateSeries, Remedy, Rule

__all__ = ["JURISDICTIONS", "ClaimTerms", "Clocks", "Law", "LegalWording", "RateSeries", "Remedy", "Rule", "load"]
