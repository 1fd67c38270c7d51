"""ledgerline: a bank's CSV taken in, and its recurring groups."""

import csv
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from ledgerline import db
from ledgerline.categorize import categorize_rules_only
from ledgerline.ingest import ingest_file
from ledgerline.recurring import detect
from told import charges, main, stage


def recurring(path: str) -> dict[str, Any]:
    """The series of each charge: the recurring group its row was given."""
    rows = charges(path)
    with tempfile.TemporaryDirectory() as home:
        conn = db.connect(Path(home) / "l.db")
        bill = Path(home) / "bill.csv"
        keys = [(at[:10], f"{seller} {text}", fen) for _, _, at, seller, text, fen in rows]
        with bill.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(["Posting Date", "Amount", "Description"])
            for _, _, at, seller, text, fen in rows:
                day = datetime.fromisoformat(at).strftime("%m/%d/%Y")
                out.writerow([day, f"-{fen // 100}.{fen % 100:02}", f"{seller} {text}"])
        stage("ingest", ingest_file, conn, bill, "card", "us_checking")
        stage("categorize", categorize_rules_only, conn)
        stage("detect", detect, conn)
        found = conn.execute(
            "SELECT posted_date, merchant_raw, amount_cents, recurring_group_id FROM transactions"
            " WHERE recurring_group_id IS NOT NULL"
        ).fetchall()
    groups = {(day, text, -cents): group for day, text, cents, group in map(tuple, found)}
    return {"series": {place: str(groups[key]) for place, key in enumerate(keys) if key in groups}}


main({"recurring": recurring})
