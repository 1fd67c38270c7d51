"""The same audit as an analyst would write it first with pandas: `read_csv`, `merge`, `groupby.apply`.

Finds the recurring charges and counts those after each cancellation; no periods, no refunds, no claim.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd


def charges_after_cancellation(home: Path) -> dict[str, int]:
    """How many recurring charges there are, and how many came after the cancellation of their plan."""
    exports = [_alipay(path) for path in sorted(home.glob("alipay*.csv"))]
    rows = pd.concat(exports).drop_duplicates("交易订单号")
    paid = rows[rows["收/支"].eq("支出") & rows["交易状态"].eq("交易成功")].copy()
    paid["at"] = pd.to_datetime(paid["交易时间"])
    paid["fen"] = (paid["金额"].astype(float) * 100).round().astype("int64")
    plan = ["交易对方", "商品说明"]
    often = paid[paid.groupby(plan)["fen"].transform("size") >= 3]
    recurring = often.groupby(plan)[["at", "fen"]].apply(_recurs)
    marked = often.merge(recurring[recurring].rename("recurs").reset_index(), on=plan)
    cancelled = pd.read_csv(home / "cancellations.csv", parse_dates=["取消时间"])
    after = marked.merge(cancelled, left_on="商品说明", right_on="服务").query("at > 取消时间")
    return {"recurring": len(marked), "after": len(after), "seen by the bank": _mirrors(home, after)}


def _alipay(path: Path) -> pd.DataFrame:
    with path.open(encoding="gb18030") as lines:
        head = next(n for n, line in enumerate(lines) if line.startswith("交易时间,"))
    return pd.read_csv(path, encoding="gb18030", skiprows=head, dtype=str, index_col=False)


def _recurs(charges: pd.DataFrame) -> bool:
    gaps = charges["at"].sort_values().diff().dt.days.dropna()
    usual = gaps.median()
    return bool(5 <= usual <= 400 and gaps.sub(usual).abs().le(max(3, usual / 10)).mean() >= 0.8)


def _mirrors(home: Path, after: pd.DataFrame) -> int:
    """How many of the charges stand in the bank's bill too, by day and amount."""
    if not (home / "bank.csv").exists():
        return 0
    bank = pd.read_csv(home / "bank.csv", skiprows=7, dtype=str, comment="#", skipinitialspace=True)
    bank = bank[bank["交易备注"].str.contains("支付宝", na=False) & bank["支出"].notna()]
    seen = pd.DataFrame(
        {
            "day": pd.to_datetime(bank["交易日期"].str.strip(), format="%Y%m%d"),
            "fen": (bank["支出"].astype(float) * 100).round().astype("int64"),
        }
    ).drop_duplicates()
    return len(after.assign(day=after["at"].dt.normalize()).merge(seen, on=["day", "fen"]))
