"""Every format this program reads, by hand: a bill that is not in this list is not read."""

from __future__ import annotations

from audit.statements.alipay import ALIPAY_APP, ALIPAY_APP_2021, ALIPAY_MERCHANT, ALIPAY_WEB
from audit.statements.banks import CMB_PDF_TABLE, CMB_WEB
from audit.statements.platforms import JD, MEITUAN
from audit.statements.wechat import WECHAT_CSV, WECHAT_XLSX

FORMATS = (
    WECHAT_CSV,
    WECHAT_XLSX,
    ALIPAY_WEB,
    ALIPAY_APP_2021,
    ALIPAY_APP,
    ALIPAY_MERCHANT,
    JD,
    MEITUAN,
    CMB_WEB,
    CMB_PDF_TABLE,
)
