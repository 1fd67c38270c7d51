"""Bills with a place for rows of any kind: below the header of each format, or between two good rows."""

from __future__ import annotations

from dataclasses import dataclass

from audit.statements import FORMATS, Format
from audit.tables import Bills
from fuzz.promises import RECORDS, hold


@dataclass(frozen=True)
class Headed:
    """A format, and the bytes that make a file its own: the header line."""

    name: str
    above: bytes


def headed(fmt: Format) -> Headed:
    """The format's header with every column it knows, in its own spelling."""
    others = [said[0] for said in fmt.columns.values()]
    names = [*([fmt.first] if fmt.first else []), *fmt.header, *([] if fmt.exact else others)]
    cells = [f'"{name}"' if "," in name else name for name in dict.fromkeys(names)]
    return Headed(fmt.name, (",".join(cells) + "\n").encode("utf-8-sig"))


HEADED = tuple(headed(fmt) for fmt in FORMATS if fmt.container not in (*RECORDS, "sheet"))


@dataclass(frozen=True)
class Beside:
    """A wallet's or bank's bill in its encoding: what stands above, a good row before, and one behind."""

    above: str
    row: str  # `{day}` and `{number}` are filled in
    encoding: str
    amount: int = 3000

    def between(self, odd: bytes) -> bytes:
        """The bill with any bytes between its two good rows."""
        before = (self.above + "\n" + self.row.format(day="01", number="4200000001") + "\n").encode(self.encoding)
        return before + odd + ("\n" + self.row.format(day="02", number="4200000002") + "\n").encode(self.encoding)

    def kept(self, bills: Bills) -> None:
        """Broken, where the first good row is not read as it stands or the second is read as something else."""
        rows = bills.transactions
        first = rows[rows["reference"] == "4200000001"]
        hold(len(first) > 0, "the good row above is lost")
        good = first.iloc[0]
        hold(int(good["amount_minor"]) == self.amount, f"the good row reads {good['amount_minor']}")
        hold(str(good["occurred_at"]).startswith("2025-06-01 10:00:00"), f"the good row is of {good['occurred_at']}")
        hold(good["direction"] == "out", f"the good row goes {good['direction']}")


_WECHAT = "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注"
_APP = "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,"
_WEB = (
    "交易号,商家订单号,交易创建时间,付款时间,最近修改时间,交易来源地,类型,交易对方,商品名称,金额（元）,收/支,"
    "交易状态,服务费（元）,成功退款（元）,备注,资金状态,"
)
_JD = "交易时间,商户名称,交易说明,金额,收/付款方式,交易状态,收/支,交易分类,交易订单号,商家订单号,备注"
BESIDE = (
    Beside(
        _WECHAT, "2025-06-{day} 10:00:00,商户消费,云帆网络,网盘,支出,¥30.00,零钱,支付成功,{number}\t,YF1\t,/", "utf-8"
    ),
    Beside(
        _APP, "2025-06-{day} 10:00:00,文化休闲,云帆网络,/,网盘,支出,30.00,花呗,交易成功,{number}\t,YF1\t,,", "gb18030"
    ),
    Beside(
        _WEB,
        "{number}\t,YF1\t,2025-06-{day} 09:59:55,2025-06-{day} 10:00:00,2025-06-{day} 10:00:00,淘宝,即时到账交易,"
        "云帆网络,网盘,30.00,支出,交易成功,0.00,0.00,,已支出,",
        "gb18030",
    ),
    Beside(
        _JD, "2025-06-{day} 10:00:00\t,京东平台商户,网盘,30.00,微信支付,交易成功,支出,其他,{number}\t,YF1\t, ,", "utf-8"
    ),
)
