"""What to do by when: mandates, the 48 hours to the minute, complaint clocks, limitation, evidence, days to watch."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from forbidden_words import banned_in

from audit.judging.claims import compute_claims
from audit.judging.escalation import working_days_after
from audit.judging.next_steps import next_steps
from audit.law import load
from audit.tables import ENDS, EVENTS, FINDINGS, NEXT_STEPS, REFUNDS, WATCH, check


def end(**changes):
    """The article's own case: cancelled 2025-06-10, billing day 1, service end 2025-07-01."""
    plain = {
        "person": "p", "cancellation_id": "C1", "service": "卡盟钻", "cancelled_at": "2025-06-10", "path": "app",
        "service_end": "2025-07-01", "interval": "month", "interval_count": 1, "billing_day": 1,
        "anchor_on": "2025-05-01", "subscription_id": "S1",
    }  # fmt: skip
    return {**plain, **changes}


def finding(number=1, on="2025-07-01", **changes):
    plain = {
        "person": "p", "finding_id": f"F{number}", "cancellation_id": "C1", "subscription_id": "S1",
        "verdict": "after_end", "payment_id": f"t{number}", "civil_date": on, "interest_from_on": on,
        "currency": "CNY", "proof": "B", "amount_minor": 3000, "claimable_minor": 3000, "questioned_minor": 0,
        "channel": "wechat", "counterparty": "示例科技", "description": "连续包月",
    }  # fmt: skip
    return {**plain, **changes}


def event(what, at, **changes):
    plain = {"person": "p", "cancellation_id": "C1", "source": "case", "what": what, "whom": "客服", "occurred_at": at,
             "has_time": " " in at}  # fmt: skip
    return {**plain, **changes}


def table(kind, rows):
    frame = pd.DataFrame(rows)
    for column in frame.columns.intersection([c for c, k in kind.columns.items() if k in ("date", "time")]):
        frame[column] = pd.to_datetime(frame[column], format="mixed")
    return kind.of(frame) if len(frame) else kind.empty()


def steps(findings=(), events=(), ends=None, as_of="2025-09-01", jurisdiction="cn", watched=()):
    found, today = table(FINDINGS, findings), date.fromisoformat(as_of)
    claims = compute_claims(found, REFUNDS.empty(), as_of=today, jurisdiction=jurisdiction)
    ends = table(ENDS, [end()] if ends is None else ends)
    law, seen = {"as_of": today, "jurisdiction": jurisdiction}, table(WATCH, watched)
    return check(next_steps(ends, found, table(EVENTS, events), claims, **law, watched=seen), NEXT_STEPS)


def of_kind(table, kind):
    """(by, the English words) of every step of the kind; the time only where it has one."""
    rows = table[table["kind"] == kind].to_dict("records")
    return [(f"{r['by_at']:%Y-%m-%d %H:%M}" if r["has_time"] else f"{r['by_at']:%Y-%m-%d}", r["what"]) for r in rows]


def days_of(table, kind):
    return [by for by, _ in of_kind(table, kind)]


CHARGED = [finding(1), finding(2, "2025-08-01")]


def test_the_clocks_of_the_worked_example():
    # W18
    asked = [event("contacted", "2025-07-02 10:00")]
    assert days_of(steps(CHARGED, asked), "escalate") == ["2025-07-04 10:00"]
    assert days_of(steps(CHARGED), "keep_evidence") == ["2025-12-10"]
    assert days_of(steps(as_of="2025-06-15"), "watch") == ["2025-07-01", "2025-08-01"]


def test_evidence_is_kept_longer_where_the_matter_goes_on():
    found = of_kind(steps(CHARGED, [event("contacted", "2025-07-02 10:00")]), "keep_evidence")
    assert [by for by, _ in found] == ["2025-12-10", "2026-01-02"]
    assert "3 years" in found[0][1]


def test_retention_days_gone_by_are_no_steps_any_more():
    assert of_kind(steps(as_of="2028-01-01"), "keep_evidence") == []
    ((by, what),) = of_kind(steps(CHARGED, as_of="2026-03-01"), "keep_evidence")
    assert by == "2026-03-01"
    assert what == "Delete nothing before the dispute is over; 3 years are advised."


@pytest.mark.parametrize(
    ("as_of", "says"), [("2025-07-04", "If support has not answered"), ("2025-07-05", "Support has not answered")]
)
def test_the_48_hours_run_out_to_the_minute(as_of, says):
    ((by, what),) = of_kind(steps(CHARGED[:1], [event("contacted", "2025-07-02 10:00")], as_of=as_of), "escalate")
    assert by == "2025-07-04 10:00"
    assert what.startswith(says)
    assert "2025-07-04 10:00" in what


def test_a_contact_without_a_time_counts_to_the_end_of_its_second_day():
    ((by, what),) = of_kind(steps(CHARGED[:1], [event("contacted", "2025-07-02")], as_of="2025-07-04"), "escalate")
    assert (by, what[:26]) == ("2025-07-04", "If support has not answere")


def test_the_first_contact_starts_the_clock_and_an_answer_stops_it():
    twice = [event("contacted", "2025-07-05 09:00"), event("contacted", "2025-07-02 10:00")]
    assert days_of(steps(CHARGED, twice), "escalate") == ["2025-07-04 10:00"]
    assert days_of(steps(CHARGED, [*twice, event("answered", "2025-07-06 10:00")]), "escalate") == []
    assert days_of(steps(CHARGED, [*twice, event("answered", "2025-07-01 10:00")]), "escalate") == ["2025-07-04 10:00"]


def test_a_refusal_goes_on_at_once():
    refused = [event("contacted", "2025-07-02 10:00"), event("refused", "2025-07-02 11:30")]
    ((by, what),) = of_kind(steps(CHARGED, refused), "escalate")
    assert by == "2025-07-02 11:30"
    assert what.startswith("Support refused on 2025-07-02 11:30: go on to the national 12315 platform at once")


def test_what_the_agency_says_is_not_what_support_says():
    asked = event("contacted", "2025-07-02 10:00")
    elsewhere = event("complained", "2025-07-03 09:00", whom="微信支付")
    assert days_of(steps(CHARGED, [asked, elsewhere]), "escalate") == ["2025-07-04 10:00"]
    assert days_of(steps(CHARGED, [asked, elsewhere]), "acceptance") == []
    filed = event("complained", "2025-07-07", whom="全国12315平台")
    assert days_of(steps(CHARGED, [asked, filed]), "escalate") == []
    assert days_of(steps(CHARGED, [asked, filed]), "acceptance") == ["2025-07-16"]
    refused = event("refused", "2025-07-10", whom="12315")
    assert days_of(steps(CHARGED, [asked, filed, refused]), "acceptance") == []
    assert days_of(steps(CHARGED, [asked, refused]), "escalate") == ["2025-07-04 10:00"]


def test_another_cancellations_contact_starts_no_clock():
    other = [event("contacted", "2025-07-02 10:00", cancellation_id="C2"), event("contacted", "2025-07-02", person="q")]
    assert days_of(steps(CHARGED, other), "escalate") == []


def test_what_bills_say_is_no_contact():
    assert days_of(steps(CHARGED, [event("contacted", "2025-07-02", source="bill")]), "escalate") == []


@pytest.mark.parametrize(("as_of", "mediation"), [("2026-11-20", "60 days after acceptance"), ("2026-04-14", "")])
def test_the_complaint_has_the_clocks_of_the_day_of_filing(as_of, mediation):
    # CASES 34; the older rule is known from memory only and is not quoted
    ((_, what),) = of_kind(steps(CHARGED, [event("contacted", "2025-07-02 10:00")], as_of=as_of), "escalate")
    assert "within 7 working days" in what
    assert (mediation in what, "Order 121" in what) == (True, mediation != "")
    assert "cannot order a payment" in what


def test_the_clocks_of_a_complaint_that_was_filed():
    filed = [event("complained", "2026-05-06 09:00", whom="12315")]
    made = steps(CHARGED, filed, as_of="2026-05-10")
    assert days_of(made, "acceptance") == ["2026-05-15"]
    assert days_of(made, "contact") == []
    accepted = steps(CHARGED, [*filed, event("accepted", "2026-05-12", whom="12315")], as_of="2026-05-20")
    assert days_of(accepted, "acceptance") == []
    ((by, what),) = of_kind(accepted, "mediation_ends")
    assert by == "2026-07-11"
    assert "art" in what
    assert "Order 121" in what


def test_mediation_under_the_rule_known_from_memory_is_not_dated():
    filed = [event("complained", "2025-09-01", whom="12315"), event("accepted", "2025-09-05", whom="12315")]
    made = steps(CHARGED, filed, as_of="2025-09-10")
    assert days_of(made, "mediation_ends") == []
    ((_, what),) = of_kind(made, "acceptance")
    assert what.startswith("The complaint of 2025-09-01 was accepted on 2025-09-05: note its outcome")


@pytest.mark.parametrize(
    ("start", "days", "end_on"),
    [("2025-09-01", 7, "2025-09-10"), ("2025-09-05", 1, "2025-09-08"), ("2025-09-26", 7, "2025-10-15")],
)
def test_working_days_skip_weekends_and_long_holidays(start, days, end_on):
    assert working_days_after(date.fromisoformat(start), days) == date.fromisoformat(end_on)


def test_the_first_letter_is_a_step_only_where_money_is_claimed():
    assert days_of(steps(CHARGED), "contact") == ["2025-09-01"]
    assert days_of(steps([finding(claimable_minor=0, verdict="in_term")]), "contact") == []
    assert days_of(steps(CHARGED, [event("contacted", "2025-08-30")]), "contact") == []


def test_nothing_is_escalated_where_nothing_is_at_stake():
    due = [finding(claimable_minor=0, verdict="in_term")]
    assert days_of(steps(due, [event("contacted", "2025-07-02 10:00")]), "escalate") == []
    by_support = steps(due, [event("contacted", "2025-07-02 10:00")], [end(path="support")])
    assert days_of(by_support, "escalate") == ["2025-07-04 10:00"]


def test_every_rails_mandate_is_closed_before_its_earliest_debit():
    mixed = [
        finding(1), finding(2, "2025-08-01", channel="alipay"),
        finding(3, "2025-08-01", channel="bank:cmb", verdict="mirror", claimable_minor=0),
        finding(4, "2025-08-02", channel="jd", verdict="one_off", claimable_minor=0),
    ]  # fmt: skip
    found = of_kind(steps(mixed, as_of="2025-09-10"), "close_mandate")
    # the next anchor is 10-01; Alipay may debit five days before it, WeChat one: the day before is the last safe one
    assert [by for by, _ in found] == ["2025-09-25", "2025-09-29"]
    assert "before 2025-09-26: later may be too late for the next debit (billing day 2025-10-01)" in found[0][1]
    assert [what.split(",")[0] for _, what in found] == [
        "Close the mandate at Alipay", "Close the mandate at WeChat Pay",
    ]  # fmt: skip
    assert "Auto-renewal" in found[1][1]


def test_a_store_with_a_cut_off_is_left_a_day_earlier():
    found = of_kind(steps([finding(channel="apple")], as_of="2025-09-10"), "close_mandate")
    assert [by for by, _ in found] == ["2025-09-28"]


def test_a_bank_is_named_and_what_was_typed_by_hand_holds_no_mandate():
    charges = [finding(channel="bank:cmb"), finding(2, "2025-08-01", channel="hand")]
    found = of_kind(steps(charges, as_of="2025-09-10"), "close_mandate")
    assert [what.split(",")[0] for _, what in found] == ["Close the mandate at China Merchants Bank"]


def test_a_mandate_whose_debit_may_come_any_day_is_closed_today():
    ((by, what),) = of_kind(steps(CHARGED, as_of="2025-09-30"), "close_mandate")
    assert (by, "today" in what, "at any moment" in what) == ("2025-09-30", True, True)
    unknown = [end(interval="", anchor_on=None, service_end=None)]
    assert days_of(steps(CHARGED, ends=unknown, as_of="2025-09-10"), "close_mandate") == ["2025-09-10"]


def test_questions_are_a_step_with_their_amount():
    asked = [finding(1, claimable_minor=0, questioned_minor=3000, verdict="unclear"), finding(2)]
    ((by, what),) = of_kind(steps(asked), "decide")
    assert by == "2025-09-01"
    assert "¥30.00 hangs on it (charges in question: 1)" in what


def test_the_notice_of_a_disputed_renewal_has_its_day_and_its_contents_by_the_law_of_the_debit():
    def notice(on):
        asked = finding(1, on, claimable_minor=0, questioned_minor=3000, verdict="notice_disputed")
        ((_, what),) = of_kind(steps([asked], as_of="2026-09-01"), "notice")
        return what

    # W18: on a renewal of 2024-07-01 the five days of the rule of 2021 end on 06-26; from May 2025 on none are counted
    assert "it had to come by 2024-06-26 (Measures for the Supervision of Online Trading (2021), art. 18)." in notice(
        "2024-07-01"
    )
    assert "it had to come before the debit (Regulations implementing" in notice("2025-07-01")
    assert "how to cancel" not in notice("2026-04-09")
    assert notice("2026-04-10").endswith("It had to say when, how much, and how to cancel.")
    assert of_kind(steps(CHARGED), "notice") == []
    early = finding(1, "2021-04-30", claimable_minor=0, questioned_minor=3000, verdict="notice_disputed")
    assert of_kind(steps([early]), "notice") == []  # no such duty yet


def test_limitation_of_the_earliest_charge_with_its_weekday():
    # W14: 2028-07-01 is a Saturday
    ((by, what),) = of_kind(steps(CHARGED), "limitation")
    assert by == "2028-07-01"
    assert "a Saturday" in what
    assert "later ones (1) ends after it, the last, of 2025-08-01, on 2028-08-01" in what


def test_limitation_speaks_of_what_is_still_owed_and_knows_holidays():
    repaid = finding(1, "2025-04-20", claimable_minor=0)
    may_day, later = finding(2, "2025-05-01"), finding(3, "2025-05-01")
    ((by, what),) = of_kind(steps([repaid, may_day, later]), "limitation")
    assert (by, "a public holiday" in what, "later ones" in what) == ("2028-05-01", True, False)
    abroad = of_kind(steps([may_day], jurisdiction="uk"), "limitation")
    assert not any("holiday" in what for _, what in abroad)


def test_charges_overtaken_by_limitation_are_said_apart():
    made = steps([finding(1, "2021-07-01"), finding(2, "2022-08-01"), finding(3, "2023-08-01")])
    ((by, what),) = of_kind(made, "limitation_passed")
    assert (by, "debits up to 2022-08-01 (2 in all)" in what) == ("2025-09-01", True)
    assert days_of(made, "limitation") == ["2026-08-01"]


def test_apple_is_asked_within_sixty_days():
    charge = finding(1, "2025-07-01", channel="alipay", counterparty="App Store & Apple Music")
    assert days_of(steps([charge], as_of="2025-08-01"), "ask_store") == ["2025-08-30"]
    ((by, what),) = of_kind(steps([charge], as_of="2025-09-10"), "ask_store")
    assert (by, "more than the advised 60 days" in what) == ("2025-09-10", True)
    assert days_of(steps(CHARGED), "ask_store") == []


def test_watching_goes_on_while_charges_come():
    assert days_of(steps(CHARGED, as_of="2025-09-10"), "watch") == ["2025-10-01"]
    assert days_of(steps(as_of="2025-09-10"), "watch") == []


ABROAD = [finding(n, f"2025-{month:02}-01", currency="USD") for n, month in enumerate((5, 6, 7, 8, 9), start=1)]


def test_every_debit_has_the_last_day_of_its_own_windows():
    # 60 days from 07-11 on are still open on 09-09; card networks' windows are from memory and not named
    charges = [finding(n, on, currency="USD") for n, on in ((1, "2025-05-01"), (2, "2025-07-11"), (3, "2025-08-01"))]
    found = of_kind(steps(charges, jurisdiction="us", as_of="2025-09-09"), "dispute")
    assert [by for by, _ in found] == ["2025-09-09", "2025-09-30"]
    assert ["2025-07-11 ($30.00)" in found[0][1], "2025-08-01 ($30.00)" in found[1][1]] == [True, True]
    assert "Regulation E, 12 CFR 1005.11 (if taken from a bank account) or Regulation Z" in found[0][1]


def test_thirteen_months_for_every_debit_in_the_union():
    found = steps(ABROAD, jurisdiction="eu", as_of="2025-09-10")
    assert days_of(found, "dispute") == ["2026-06-01", "2026-07-01", "2026-08-01", "2026-09-01", "2026-10-01"]
    assert found.loc[found["kind"] == "dispute", "what_zh"].str.contains("第2015/2366号指令第71条").all()


def test_a_window_counted_from_the_statement_may_still_be_open():
    ((by, what),) = of_kind(steps(ABROAD[:3], jurisdiction="us", as_of="2025-09-10"), "ask_bank")
    # from 07-01 the 60 days ended on 08-30, from a statement of 07-31 they end on 09-29; from 06-01 they are over
    assert by == "2025-09-10"
    assert "(debits: 3, the oldest of 2025-05-01)" in what
    assert "For the debit of 2025-07-01 the 60 days are over if counted from the debit" in what
    assert "For the debits of 2025-05-01, 2025-06-01 the time limits named here are over" in what
    late = of_kind(steps(ABROAD[:3], jurisdiction="us", as_of="2025-10-10"), "ask_bank")[0][1]
    assert "if counted from the debit" not in late
    assert "For the debits of 2025-05-01, 2025-06-01, 2025-07-01 the time limits" in late


def test_where_no_window_may_be_named_the_bank_is_asked_for_it():
    made = steps(ABROAD, jurisdiction="uk")
    assert of_kind(made, "dispute") == []
    ((_, what),) = of_kind(made, "ask_bank")
    assert "not named here because their texts were not checked" in what
    assert "13 months" not in what
    assert (
        of_kind(steps(ABROAD, [event("contacted", "2025-08-20", whom="my bank")], jurisdiction="uk"), "ask_bank") == []
    )


def test_the_next_debit_from_an_account_can_be_stopped_three_business_days_before():
    def stop(as_of):
        return of_kind(steps(ABROAD, jurisdiction="us", as_of=as_of), "stop_payment")

    # 2025-10-01 is a Wednesday: Tuesday, Monday, Friday
    ((by, what),) = stop("2025-09-10")
    assert (by, "due on 2025-10-01: at least 3 business days" in what) == ("2025-09-26", True)
    assert "in writing within 14 days" in what
    assert [by for by, _ in stop("2025-09-27")] == ["2025-10-29"]  # too late for October: November 1st is a Saturday
    assert of_kind(steps(ABROAD, jurisdiction="eu"), "stop_payment") == []


def test_a_contract_of_the_union_can_be_withdrawn_from_within_fourteen_days():
    def last(opened, as_of):
        return of_kind(steps([], ends=[end(opened_at=opened)], jurisdiction="eu", as_of=as_of), "withdraw")

    ((by, what),) = last("2026-06-10 08:00", "2026-06-20")
    assert by == "2026-06-24"
    assert "withdrawal function" in what
    assert "art. 11a" in what
    assert "function" not in last("2026-06-05 08:00", "2026-06-18")[0][1]  # the function is there from June 19th on
    assert last("2026-06-05 08:00", "2026-06-20") == []
    assert of_kind(steps([], ends=[end(opened_at="2026-06-10")], as_of="2026-06-20"), "withdraw") == []


ASKED = event("contacted", "2025-07-02 10:00")


def test_a_contact_after_an_answer_starts_the_hours_again():
    answered = [ASKED, event("answered", "2025-07-03 10:00")]
    assert days_of(steps(CHARGED, answered), "escalate") == []
    ((by, what),) = of_kind(steps(CHARGED, answered), "answer")
    assert (by, what[:57]) == ("2025-09-01", "Support answered on 2025-07-03 10:00, and ¥60.00 is still")
    again = steps(CHARGED, [*answered, event("contacted", "2025-07-08 09:00")])
    assert (days_of(again, "escalate"), days_of(again, "answer")) == (["2025-07-10 09:00"], [])


def test_a_promise_is_held_to_its_hours_and_outlives_an_earlier_refusal():
    told = [ASKED, event("refused", "2025-07-03 10:00"), event("promised", "2025-07-04 12:00")]
    made = steps(CHARGED[:1], told, as_of="2025-07-06")
    assert days_of(made, "escalate") == []
    ((by, what),) = of_kind(made, "promise")
    assert (by, "If no bill shows the money by 2025-07-06 12:00" in what) == ("2025-07-06 12:00", True)
    over = steps(CHARGED, told)
    ((by, what),) = of_kind(over, "escalate")
    assert (by, days_of(over, "promise")) == ("2025-07-06 12:00", [])
    assert what.startswith("Support promised a solution on 2025-07-04 12:00, and ¥60.00 is still open")
    assert days_of(over, "ask_platform") == ["2025-07-06 12:00"]
    assert days_of(steps(CHARGED, [*told, event("refused", "2025-07-07 08:00")]), "escalate") == ["2025-07-07 08:00"]


def test_a_refund_that_no_bill_shows_is_looked_for():
    made = steps(CHARGED, [ASKED, event("refunded", "2025-07-05")])
    ((_, what),) = of_kind(made, "refund_noted")
    assert "You noted a refund on 2025-07-05, and ¥60.00 is still open" in what
    paid = [finding(claimable_minor=0, verdict="in_term")]
    assert days_of(steps(paid, [ASKED, event("refunded", "2025-07-05")]), "refund_noted") == []


def test_beside_the_agency_the_wallets_and_the_banks_of_the_cards_are_asked():
    card = [finding(1, funding_account="1234"), finding(2, "2025-08-01", channel="bank:cmb")]
    made = steps(card, [ASKED])
    ((by, what),) = of_kind(made, "ask_platform")
    assert (by, what.split(":")[0]) == ("2025-07-04 10:00", "Complain at WeChat Pay")
    ((by, what),) = of_kind(made, "ask_bank")
    assert by == "2025-07-04 10:00"
    assert "Give the bank of the card ending 1234 and China Merchants Bank the letter" in what
    told = steps(card, [ASKED, event("complained", "2025-07-05", whom="微信支付客服")])
    assert (days_of(told, "ask_platform"), days_of(told, "ask_bank")) == ([], ["2025-07-04 10:00"])
    told = steps(card, [ASKED, event("complained", "2025-07-05", whom="招商银行")])
    assert (days_of(told, "ask_platform"), days_of(told, "ask_bank")) == (["2025-07-04 10:00"], [])
    assert days_of(steps(CHARGED), "ask_platform") == []


def test_after_the_agency_the_court():
    filed = [event("complained", "2026-05-06 09:00", whom="12315")]
    refused = steps(CHARGED, [*filed, event("refused", "2026-05-12", whom="12315")], as_of="2026-05-20")
    ((by, what),) = of_kind(refused, "court")
    assert (by, "on 2026-05-12 without a result" in what) == ("2026-05-20", True)
    accepted = [*filed, event("accepted", "2026-05-12", whom="12315")]
    assert days_of(steps(CHARGED, accepted, as_of="2026-07-11"), "court") == []
    assert days_of(steps(CHARGED, accepted, as_of="2026-07-12"), "court") == ["2026-07-12"]
    assert days_of(steps([], accepted, as_of="2026-07-12"), "court") == []


def unseen(on, channel="wechat", account="小明", state="not_covered"):
    return {"person": "p", "cancellation_id": "C1", "subscription_id": "S1", "channel": channel, "account_id": account,
            "from_on": on, "to_on": on, "state": state}  # fmt: skip


def test_the_bill_to_export_is_named_with_its_range_and_its_menu_once_an_account():
    watched = [
        unseen("2025-07-01", state="clean"), unseen("2025-08-01"), unseen("2025-09-01"),
        unseen("2025-09-01", "bank:cmb", "1234"),
    ]  # fmt: skip
    made = steps(CHARGED, watched=watched, as_of="2025-09-10")
    bank, wechat = sorted(of_kind(made, "export"), key=lambda step: "WeChat" in step[1])
    assert wechat[0] == "2025-09-10"
    assert wechat[1].startswith("Export the bill of WeChat Pay (小明) from 2025-07-01 to 2025-09-10, put it beside")
    assert "the periods from 2025-08-01, 2025-09-01 are quiet" in wechat[1]
    assert "For personal reconciliation" in wechat[1]
    assert bank[1].startswith("Export the bill of China Merchants Bank (1234) from 2025-08-01 to 2025-09-10")
    assert "请导出微信支付（小明）自 2025-07-01 至 2025-09-10 的账单" in "".join(made["what_zh"])
    assert of_kind(steps(CHARGED, watched=[unseen("2025-08-01", state="upcoming")]), "export") == []


def test_steps_stand_by_person_cancellation_and_day():
    ends = [end(cancellation_id="C10"), end(cancellation_id="C2"), end(person="a")]
    made = steps(CHARGED, ends=ends)
    keys = list(dict.fromkeys(zip(made["person"], made["cancellation_id"], strict=True)))
    assert keys == [("a", "C1"), ("p", "C2"), ("p", "C10")]
    assert made.groupby(["person", "cancellation_id"])["by_at"].is_monotonic_increasing.all()


def test_a_cancellation_that_may_mean_several_plans_has_its_steps_once():
    ends = [end(), end(subscription_id="S2")]
    assert len(steps(CHARGED, ends=ends)) == len(steps(CHARGED))


def test_no_cancellation_no_steps():
    assert len(steps([], ends=[])) == 0


def test_every_step_is_worded_in_both_languages_and_says_nothing_forbidden():
    asked = [finding(3, claimable_minor=0, questioned_minor=3000, verdict="unclear", channel="apple")]
    old = [finding(4, "2021-07-01")]
    events = [event("contacted", "2025-07-02 10:00"), event("refused", "2025-07-03")]
    made = steps([*CHARGED, *asked, *old], events)
    assert (made["what"] != "").all()
    assert made["what_zh"].str.contains("[\u4e00-\u9fff]").all()
    assert not made["what"].str.contains(r"[{}]").any()
    assert not made["what_zh"].str.contains(r"[{}]").any()
    law = load("cn")
    assert [found for w in (*made["what"], *made["what_zh"]) if (found := banned_in(law.wording, w))] == []


# --- a case that is closed ----------------------------------------------------------------------------------------

TWO = [finding(1, "2025-07-01"), finding(2, "2025-08-01")]


@pytest.mark.parametrize(
    ("what", "en", "zh"),
    [("paid", "all was paid back", "已退清"), ("part_paid", "settled for a part", "部分退款后了结"),
     ("given_up", "given up", "已放弃")],
)  # fmt: skip
def test_a_closed_case_has_one_line_with_its_proof_and_no_other_step(what, en, zh):
    told = [event("contacted", "2025-08-05 10:00"),
            event(what, "2025-08-20", evidence="到账.png", amount_minor=6000, currency="CNY")]  # fmt: skip
    [only] = steps(TWO, told).to_dict("records")
    assert (only["kind"], only["by_at"]) == ("closed", pd.Timestamp("2025-08-20"))
    assert only["what"].startswith(f"Closed on 2025-08-20: {en} (¥60.00). Proof: 到账.png.")
    assert only["what_zh"].startswith(f"2025-08-20 已了结：{zh}（¥60.00）。凭证：到账.png。")


def test_closed_as_paid_without_proof_or_money_in_the_bills_says_both():
    [only] = steps(TWO, [event("paid", "2025-08-20")]).to_dict("records")
    assert "没有写明凭证" in only["what_zh"]
    assert "账单中尚看不到其中 ¥60.00" in only["what_zh"]


def test_a_later_debit_opens_the_case_again_and_support_is_asked_anew():
    told = [event("contacted", "2025-08-05 10:00"), event("paid", "2025-08-20", evidence="到账.png")]
    open_again = steps([*TWO, finding(3, "2025-09-01")], told, as_of="2025-09-03")
    kinds = set(open_again["kind"])
    assert "closed" not in kinds
    assert {"reopened", "contact"} <= kinds
    assert "escalate" not in kinds  # the contact before the closing was answered by it
    [why] = open_again.loc[open_again["kind"].eq("reopened"), "what_zh"]
    assert why == "该案已于 2025-08-20 了结（已退清），现重新打开：之后又有扣款（首笔 2025-09-01，共 1 笔）。"


def test_who_writes_again_opens_the_case_again():
    told = [event("given_up", "2025-08-20"), event("demanded", "2025-08-25 10:00")]
    open_again = steps(TWO, told, as_of="2025-09-03")
    assert "2025-08-25" in open_again.loc[open_again["kind"].eq("reopened"), "what"].item()
    assert "escalate" in set(open_again["kind"])


def test_a_closing_still_to_come_closes_nothing():
    assert "closed" not in set(steps(TWO, [event("paid", "2025-10-01")], as_of="2025-09-03")["kind"])


def test_a_closing_is_of_its_own_case_alone():
    other = end(cancellation_id="C2", subscription_id="S2")
    found = steps(TWO, [event("given_up", "2025-08-20")], ends=[end(), other])
    assert set(found.loc[found["cancellation_id"].eq("C1"), "kind"]) == {"closed"}
    assert "closed" not in set(found.loc[found["cancellation_id"].eq("C2"), "kind"])
