"""Facts about the world that change without the program: channels, services, words in bills, holidays."""

from __future__ import annotations

from audit.catalogue.bills import BillKind, bill_kinds, bill_of, may_send_bills, speaks_of_bills
from audit.catalogue.channels import Channel, channel, channels, is_own_sale, keep_as_it_came, store_that_took
from audit.catalogue.holidays import is_long_holiday_between, is_public_holiday, long_holidays
from audit.catalogue.service_names import NameParts, any_digit, fold, fold_spaced
from audit.catalogue.services import Service, find_service, name_parts, services
from audit.catalogue.words import WordLists, words

__all__ = [
    "BillKind",
    "Channel",
    "NameParts",
    "Service",
    "WordLists",
    "any_digit",
    "bill_kinds",
    "bill_of",
    "channel",
    "channels",
    "find_service",
    "fold",
    "fold_spaced",
    "is_long_holiday_between",
    "is_own_sale",
    "is_public_holiday",
    "keep_as_it_came",
    "long_holidays",
    "may_send_bills",
    "name_parts",
    "services",
    "speaks_of_bills",
    "store_that_took",
    "words",
]
