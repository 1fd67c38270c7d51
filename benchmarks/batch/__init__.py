"""How many persons a second the batch audits, and what memory a worker needs."""
