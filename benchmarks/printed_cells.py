"""A ledger in the words of Alipay, of WeChat and of the bank: each column printed as a whole."""

from __future__ import annotations

import numpy as np

from benchmarks.ledger import (
    INTEREST,
    PLANS,
    PRODUCTS,
    RECEIVED,
    REFUND,
    SHOPS,
    UNPAID,
    Ledger,
)
from benchmarks.text_columns import Cells, Printer, clocks, days, digits, moments, money, where

CARD = "招商银行储蓄卡(1234)"
ALIPAY_WAYS = ("支出", "支出", "不计收支", "支出", "不计收支", "收入")  # of each kind
WECHAT_WAYS = ("支出", "支出", "收入", "支出", "/", "收入")
_ALIPAY_KINDS = ("日用百货", "充值缴费", "退款", "日用百货", "投资理财", "转账红包")
_ALIPAY_STATUS = ("交易成功", "交易成功", "退款成功", "交易关闭", "交易成功", "交易成功")
_WECHAT_KINDS = ("商户消费", "商户消费", "", "商户消费", "转入零钱通-来自零钱", "微信红包")
_WECHAT_STATUS = ("支付成功", "支付成功", "", "支付失败", "支付成功", "已存入零钱", "已全额退款")
_NAMES = (
    "晨声 云图 星笔 远影 竹音 松健 桔厨 山旅 岚课 溪译 禾盘 麦阅 "
    "橙听 柚看 枫写 鹿画 雁练 鲸记 帆签 舟存 灯印 塔寻 桥约 石拼"
)
PLAN_TEXTS = [f"{name}会员连续包月" for name in _NAMES.split()]
_PLAN_SELLERS = [f"{name}网络科技有限公司" for name in _NAMES.split()]
_TRADES = ("科技有限公司", "旗舰店", "便利店", "餐饮管理有限公司", "数码专营店")
_SHOPS = [f"青禾{n:04}{_TRADES[n % len(_TRADES)]}" for n in range(SHOPS)]
_GOODS = "连衣裙 蓝牙耳机 保温杯 每日坚果 抽纸24包 手机壳 猫粮10kg 洗发水 咖啡☕拿铁 车厘子,顺丰包邮".split()
_PRODUCTS = [f"{_GOODS[n % 1999 % 9 if n % 50 else 9]}{n:05}" for n in range(PRODUCTS)]
_PLAIN_PRODUCTS = [name.replace(",", "，") for name in _PRODUCTS]
_FUND, _FRIEND = "余额宝", "陈一帆"
assert len(PLAN_TEXTS) == PLANS


def alipay_cells(words: Printer, made: Ledger) -> list[Cells]:
    """The twelve columns of the app's CSV."""
    paid_by = np.where(made.by_card, 0, 1 + made.seller % 2)
    paid_by[made.kind == UNPAID] = 3
    tail = words.words(("\t", "_RM1\t"), (made.kind == REFUND).astype(np.int64))
    return [
        moments(made.at),
        words.words(_ALIPAY_KINDS, made.kind),
        _sellers(words, made),
        words.joined(digits(made.seller, 4), "***@example.com"),
        _texts(words, made, '"'),
        words.words(ALIPAY_WAYS, made.kind),
        money(made.fen),
        words.words((CARD, "余额宝", "花呗", ""), paid_by),
        words.words(_ALIPAY_STATUS, made.kind),
        words.joined(days(made.ordered_at, "%Y%m%d"), "22001", digits(made.number, 15), tail),
        words.joined("T200P", digits(made.number * 31 % 10**15, 15), "\t"),
        words.words(("",), made.kind * 0),
    ]


def wechat_cells(words: Printer, made: Ledger) -> list[Cells]:
    """The ten columns of a WeChat bill other than the amount, as they are read."""
    back = made.kind == REFUND
    given_back = np.where(back, made.fen, made.refunded)
    half = (given_back > 0) & (given_back < made.ordered_fen)
    sellers = _sellers(words, made)
    status = np.where((given_back > 0) & ~half, len(_WECHAT_STATUS) - 1, made.kind)
    number = words.joined(days(made.at, "%Y%m%d"), digits(made.number, 15))
    return [
        moments(made.at),
        where(back, words.joined(sellers, "-退款"), words.words(_WECHAT_KINDS, made.kind)),
        sellers,
        _texts(words, made),
        words.words(WECHAT_WAYS, made.kind),
        words.words((CARD, "零钱"), (~made.by_card).astype(np.int64)),
        where(half, words.joined("已退款(￥", money(given_back), ")"), words.words(_WECHAT_STATUS, status)),
        words.joined(words.words(("42000", "50300"), back.astype(np.int64)), number),
        words.joined("T200P", digits(made.number * 31 % 10**15, 15)),
        words.words(("/",), made.kind * 0),
    ]


def bank_cells(words: Printer, made: Ledger, opening: int) -> list[Cells]:
    """The seven columns of the bank's CSV, a tab before most; the balance goes on from `opening`."""
    back = made.kind == REFUND
    balance = opening + np.cumsum(np.where(back, made.fen, -made.fen))
    return [
        words.joined("\t", days(made.at, "%Y%m%d")),
        words.joined("\t", clocks(made.at)),
        where(back, money(made.fen), ""),
        where(~back, money(made.fen), ""),
        money(balance),
        words.words(("\t快捷支付", "\t快捷退款"), back.astype(np.int64)),
        words.joined("\t支付宝-", _sellers(words, made)),
    ]


def _sellers(words: Printer, made: Ledger) -> Cells:
    shop = words.words(_SHOPS, made.seller % SHOPS)
    plan = words.words(_PLAN_SELLERS, made.seller % PLANS)
    others = words.words((_FUND, _FRIEND), (made.kind == RECEIVED).astype(np.int64))
    return where(made.of_a_plan, plan, where(np.isin(made.kind, (INTEREST, RECEIVED)), others, shop))


def _texts(words: Printer, made: Ledger, quote: str = "") -> Cells:
    """What was bought; half of it with the order's number; a few have a comma, and the quotes asked for."""
    bought = words.words([f"{quote}{name}{quote}" if "," in name else name for name in _PRODUCTS], made.product)
    own = words.joined("订单", digits(made.number, 15), "-", words.words(_PLAIN_PRODUCTS, made.product))
    plan = words.words(PLAN_TEXTS, made.seller % PLANS)
    interest = words.joined("余额宝-", days(made.at, "%Y.%m.%d"), "-收益发放")
    text = where(made.of_a_plan, plan, where(made.worded_alone, own, bought))
    return where(
        made.kind == INTEREST, interest, where(made.kind == RECEIVED, words.words(("转账",), made.kind * 0), text)
    )
