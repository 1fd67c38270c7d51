"""Every format this program reads, by hand: a bill that is not in this list is not read."""

from __future__ import annotations

from audit.statements.alipay import ALIPAY_APP, ALIPAY_APP_2021, ALIPAY_MERCHANT, ALIPAY_WEB
from audit.statements.amazon import AMAZON_FORMATS
from audit.statements.apple import APPLE_FORMATS
from audit.statements.banks import CMB_CREDIT_STATEMENT, CMB_CREDIT_WEB, CMB_PDF_TABLE, CMB_WEB
from audit.statements.camt import CAMT_FORMATS
from audit.statements.commercial_banks import (
    CGB_CREDIT,
    CIB_DEBIT,
    CITIC_CREDIT,
    HSBC_HK,
    PAB_DEBIT,
    SPDB_CREDIT,
    SPDB_DEBIT,
)
from audit.statements.dutch_banks import DUTCH_FORMATS
from audit.statements.fintech_banks import FINTECH_FORMATS
from audit.statements.german_banks import GERMAN_FORMATS
from audit.statements.german_savings_banks import GERMAN_SAVINGS_FORMATS
from audit.statements.google_play import GOOGLE_PLAY_FORMATS
from audit.statements.mt940 import MT940_FORMATS
from audit.statements.ofx import OFX_FORMATS
from audit.statements.other_european_banks import OTHER_EUROPEAN_FORMATS
from audit.statements.paypal import PAYPAL_FORMATS
from audit.statements.platforms import JD, MEITUAN
from audit.statements.state_banks import (
    ABC_DEBIT,
    BOC_CREDIT,
    BOC_DEBIT,
    BOCOM_CREDIT,
    BOCOM_DEBIT,
    CCB_DEBIT,
    CCB_NUMBERED,
    ICBC_CREDIT,
    ICBC_DEBIT,
)
from audit.statements.uk_banks import UK_BANK_FORMATS
from audit.statements.us_accounts import US_ACCOUNT_FORMATS
from audit.statements.us_cards import US_CARD_FORMATS
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
    CMB_CREDIT_WEB,
    CMB_CREDIT_STATEMENT,
    ICBC_DEBIT,
    ICBC_CREDIT,
    CCB_DEBIT,
    CCB_NUMBERED,
    ABC_DEBIT,
    BOC_DEBIT,
    BOC_CREDIT,
    BOCOM_DEBIT,
    BOCOM_CREDIT,
    CITIC_CREDIT,
    SPDB_DEBIT,
    SPDB_CREDIT,
    CIB_DEBIT,
    CGB_CREDIT,
    PAB_DEBIT,
    HSBC_HK,
    *US_CARD_FORMATS,
    *US_ACCOUNT_FORMATS,
    *UK_BANK_FORMATS,
    *APPLE_FORMATS,
    *GOOGLE_PLAY_FORMATS,
    *AMAZON_FORMATS,
    *FINTECH_FORMATS,
    *GERMAN_FORMATS,
    *GERMAN_SAVINGS_FORMATS,
    *DUTCH_FORMATS,
    *OTHER_EUROPEAN_FORMATS,
    *PAYPAL_FORMATS,
    *OFX_FORMATS,
    *CAMT_FORMATS,
    *MT940_FORMATS,
)
