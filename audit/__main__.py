"""`python -m audit` is `renewal-audit`."""

from __future__ import annotations

import sys

from audit.cli import main

sys.exit(main())
