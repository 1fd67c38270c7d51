"""Renewal Audit: reads exported bills, judges every charge after a cancellation, computes the claim."""
