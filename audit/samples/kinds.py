"""Every kind of case DESIGN §4 knows, by name, in the order in which seeds walk through them."""

from __future__ import annotations

from collections.abc import Callable

from audit.samples import kinds_bills, kinds_periods, kinds_questions, kinds_refunds, kinds_stores, kinds_twice
from audit.samples.lives import Life
from audit.samples.truth import Draft

KINDS: dict[str, Callable[[Life], Draft]] = {
    kind.__name__: kind
    for kind in (
        kinds_periods.plain,
        kinds_periods.named_by_the_person,
        kinds_periods.zipped,
        kinds_periods.no_debit_after,
        kinds_periods.early_debit,
        kinds_periods.precharged,
        kinds_periods.fixed_days,
        kinds_periods.month_end,
        kinds_periods.weekly,
        kinds_periods.quarterly,
        kinds_periods.yearly,
        kinds_periods.price_steps,
        kinds_periods.stated_end,
        kinds_periods.same_day_before,
        kinds_periods.same_day_after,
        kinds_periods.same_day_unknown,
        kinds_periods.arrears,
        kinds_periods.immediate,
        kinds_periods.immediate_unknown_fault,
        kinds_periods.rescinded,
        kinds_periods.trial,
        kinds_periods.bank_only,
        kinds_twice.mirror,
        kinds_twice.overlapping,
        kinds_twice.duplicate,
        kinds_twice.two_plans,
        kinds_twice.beneficiaries,
        kinds_twice.family,
        kinds_twice.one_off,
        kinds_twice.two_cancellations,
        kinds_twice.corroborated,
        kinds_twice.typed_by_hand,
        kinds_refunds.status_and_row,
        kinds_refunds.status_alone,
        kinds_refunds.web_column,
        kinds_refunds.numbered_row,
        kinds_refunds.refunded_in_parts,
        kinds_refunds.refunded_in_full,
        kinds_refunds.refunded_after_demand,
        kinds_refunds.row_without_number,
        kinds_questions.resubscribed,
        kinds_questions.wrong_rail,
        kinds_questions.notice_disputed,
        kinds_questions.spending_only,
        kinds_questions.from_memory,
        kinds_questions.silent_then_debited,
        kinds_questions.silent_but_not_resubscribed,
        kinds_questions.unpaid_period,
        kinds_questions.over_three_years,
        kinds_questions.costs,
        kinds_questions.opaque_store,
        kinds_bills.uneven_days,
        kinds_bills.half_yearly,
        kinds_bills.fortnightly,
        kinds_bills.gap_in_bills,
        kinds_bills.never_paid_order,
        kinds_bills.taken_out_of_statistics,
        kinds_bills.mirrored_after_a_holiday,
        kinds_bills.twins_by_card,
        kinds_stores.store_history,
        kinds_stores.store_cancelled_by_itself,
        kinds_stores.foreign_by_paypal,
    )
}
