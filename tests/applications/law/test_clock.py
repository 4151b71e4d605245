"""The reply limit, article by article. Dates without a source are counted by hand from the notices."""

import ast
from datetime import date, timedelta
from pathlib import Path

import pytest

import applications.law
from applications.law.clock import (
    APPLICANT,
    LIMITS,
    Deadline,
    Event,
    Running,
    awaiting_receipt,
    explain,
    held_interval,
    reply_deadline,
    steps,
    with_receipts,
)
from applications.law.transitions import Act, NotAllowed
from liaocheng_gk.workdays import WorkCalendar

A = Act
TODAY = date(2026, 11, 24)


@pytest.fixture
def due(calendar):
    """The due date of a story: ``due((Act, "2024-01-02"), (Act, day, {"workdays": 5}))``."""

    def compute(*story, today: date = TODAY, **options) -> date | None:
        return told(calendar, *story, today=today, **options).due_on

    return compute


@pytest.fixture
def tell(calendar):
    def compute(*story, today: date = TODAY, **options) -> Deadline:
        return told(calendar, *story, today=today, **options)

    return compute


def told(calendar: WorkCalendar, *story, today: date, **options) -> Deadline:
    events = [
        Event(act, date.fromisoformat(day), **(extra[0] if extra else {})) for act, day, *extra in story
    ]
    return reply_deadline(events, calendar, today, **options)


# --- 条例33¶2: 20 working days, the day of receipt not counted ---

# (received, due, source)
GOLDEN = [
    ("2023-01-16", "2023-02-16", "law.md 10.1: Spring Festival, make-up weekend counts"),
    ("2023-09-15", "2023-10-19", "law.md 10.2: 中秋 and 国庆"),
    ("2025-01-14", "2025-02-17", "law.md 10.6: eight days of Spring Festival"),
    ("2025-12-19", "2026-01-19", "law.md 10.9: over the year's end"),
    ("2026-01-30", "2026-03-05", "law.md 10.10: Spring Festival 2026"),
    ("2026-02-24", "2026-03-23", "law.md 10.12: confirmed after the holiday"),
    ("2026-02-18", "2026-03-20", "law.md 10.12: the setting `submit`; foi-anchors 2.1"),
    ("2025-12-31", "2026-01-29", "foi-anchors 2.1"),
    ("2026-02-13", "2026-03-19", "foi-anchors 2.1"),
    ("2026-02-14", "2026-03-20", "foi-anchors 2.1: received on a make-up Saturday"),
    ("2026-04-30", "2026-06-01", "foi-anchors 2.1"),
    ("2026-09-20", "2026-10-23", "foi-anchors 2.1: received on a make-up Sunday"),
    ("2026-10-09", "2026-11-05", "foi-anchors 2.1: a Monday-to-Friday count would be a day too late"),
    ("2022-09-30", "2022-11-02", "judgment cited in foi-anchors 2.1"),
    ("2020-01-10", "2020-02-14", "foi-anchors 2.1: after the notice of 2020-01-27"),
]


@pytest.mark.parametrize(("received", "expected", "source"), GOLDEN, ids=[row[0] for row in GOLDEN])
def test_article_33_2_reply_within_20_working_days(due, received, expected, source):
    assert due((A.CONFIRM_RECEIPT, received)) == date.fromisoformat(expected), source


def test_article_33_1_a_reply_on_the_spot_is_in_time(tell):
    deadline = tell((A.CONFIRM_RECEIPT, "2026-03-03"), (A.REPLY, "2026-03-03"))
    assert (deadline.state, deadline.used, deadline.overdue) == (Running.ENDED, 0, False)


def test_article_33_2_a_reply_after_the_last_day_is_overdue_for_ever(tell):
    last = tell((A.CONFIRM_RECEIPT, "2026-03-03"), (A.REPLY, "2026-03-31"))
    late = tell((A.CONFIRM_RECEIPT, "2026-03-03"), (A.REPLY, "2026-04-01"))
    assert (last.overdue, late.overdue) == (False, True)


def test_article_33_2_days_used_and_left_add_up_to_the_limit(tell):
    deadline = tell((A.CONFIRM_RECEIPT, "2026-03-03"), today=date(2026, 3, 20))
    assert (deadline.used, deadline.left, deadline.workdays) == (13, 7, 20)


def test_article_31_before_receipt_there_is_no_limit(tell):
    deadline = tell()
    assert (deadline.state, deadline.due_on, deadline.started_on) == (Running.NOT_STARTED, None, None)


# --- 条例33¶2: extension ---


def test_article_33_extension_is_counted_from_the_first_due_date(due):
    story = [(A.CONFIRM_RECEIPT, "2026-03-03"), (A.EXTEND, "2026-03-20", {"workdays": 20})]
    assert due(story[0]) == date(2026, 3, 31)
    assert due(*story) == date(2026, 4, 29)


def test_article_33_used_and_left_add_up_to_the_extended_limit_and_stand_still_with_the_reply(tell):
    extended = ((A.CONFIRM_RECEIPT, "2026-03-03"), (A.EXTEND, "2026-03-20", {"workdays": 5}))
    deadline = tell(*extended, (A.REPLY, "2026-03-31"), today=date(2026, 5, 29))
    assert (deadline.used, deadline.left, deadline.workdays) == (20, 5, 25)


def test_article_33_extension_on_the_last_day_is_in_time(due):
    assert due((A.CONFIRM_RECEIPT, "2026-03-03"), (A.EXTEND, "2026-03-31", {"workdays": 1})) == date(
        2026, 4, 1
    )


def test_article_33_extension_after_the_last_day_is_refused(due):
    with pytest.raises(NotAllowed, match=r"2026-03-31）届满前.*条例第33条第2款"):
        due((A.CONFIRM_RECEIPT, "2026-03-03"), (A.EXTEND, "2026-04-01", {"workdays": 1}))


@pytest.mark.parametrize("workdays", [0, 21, -1])
def test_article_33_extension_is_1_to_20_working_days(due, workdays):
    with pytest.raises(NotAllowed, match="最长为20个工作日"):
        due((A.CONFIRM_RECEIPT, "2026-03-03"), (A.EXTEND, "2026-03-20", {"workdays": workdays}))


def test_article_33_extension_is_granted_once(due):
    extend = (A.EXTEND, "2026-03-20", {"workdays": 5})
    with pytest.raises(NotAllowed, match=r"只能进行一次（条例第33条第2款）"):
        due((A.CONFIRM_RECEIPT, "2026-03-03"), extend, extend)


def test_article_33_extension_after_held_days_counts_from_the_moved_due_date(due):
    # The first limit is 7 April for a consultation from 9 to 16 March; an extension on 7 April is in time.
    story = [
        (A.CONFIRM_RECEIPT, "2026-03-03"),
        (A.CONSULT_ORGAN, "2026-03-09", {"party": "省厅"}),
        (A.RECEIVE_OPINION, "2026-03-13", {"party": "省厅"}),
    ]
    assert due(*story) == date(2026, 4, 7)
    assert due(*story, (A.EXTEND, "2026-04-07", {"workdays": 2})) == date(2026, 4, 9)
    with pytest.raises(NotAllowed, match="2026-04-07"):
        due(*story, (A.EXTEND, "2026-04-08", {"workdays": 2}))


# --- 条例30: supplement ---


def test_article_30_a_supplement_starts_the_clock_afresh(due):
    assert due(
        (A.CONFIRM_RECEIPT, "2024-04-26"),
        (A.ASK_CLARIFICATION, "2024-05-09"),
        (A.RECEIVE_CLARIFICATION, "2024-05-13"),
    ) == date(2024, 6, 11)  # law.md 10.4; without the restart 2024-05-27


def test_article_30_the_clock_stops_while_the_applicant_is_asked(tell):
    deadline = tell(
        (A.CONFIRM_RECEIPT, "2024-04-26"), (A.ASK_CLARIFICATION, "2024-05-09"), today=date(2024, 9, 1)
    )
    assert (deadline.state, deadline.due_on) == (Running.STOPPED, None)
    assert (deadline.stopped_since, deadline.used) == (date(2024, 5, 9), 7)


def test_article_30_asking_is_in_time_on_the_seventh_working_day_only(due):
    with pytest.raises(NotAllowed, match=r"7个工作日内（2024-05-09前）作出（条例第30条）"):
        due((A.CONFIRM_RECEIPT, "2024-04-26"), (A.ASK_CLARIFICATION, "2024-05-10"))


def test_article_30_the_seven_working_days_run_from_the_first_receipt(due):
    with pytest.raises(NotAllowed, match="2024-05-09前"):
        due(
            (A.CONFIRM_RECEIPT, "2024-04-26"),
            (A.ASK_REASONS, "2024-04-28"),
            (A.RECEIVE_REASONS, "2024-05-08"),
            (A.ASK_CLARIFICATION, "2024-05-10"),
        )


def test_article_30_the_office_asks_once(due):
    with pytest.raises(NotAllowed, match=r"“告知补正”只能进行一次（条例第30条）"):
        due(
            (A.CONFIRM_RECEIPT, "2024-04-26"),
            (A.ASK_CLARIFICATION, "2024-04-28"),
            (A.RECEIVE_CLARIFICATION, "2024-04-29"),
            (A.ASK_CLARIFICATION, "2024-04-30"),
        )


def test_article_30_abandonment_waits_for_the_period_given(tell):
    asked = (A.ASK_CLARIFICATION, "2024-05-09", {"until": date(2024, 5, 29)})
    with pytest.raises(NotAllowed, match="到2024-05-29届满"):
        tell((A.CONFIRM_RECEIPT, "2024-04-26"), asked, (A.ABANDON, "2024-05-29"))
    ended = tell((A.CONFIRM_RECEIPT, "2024-04-26"), asked, (A.ABANDON, "2024-05-30"))
    assert (ended.state, ended.ended_on, ended.due_on) == (Running.ENDED, date(2024, 5, 30), None)
    recorded = tell((A.CONFIRM_RECEIPT, "2024-04-26"), asked, (A.ABANDON, "2024-05-29"), recorded=3)
    assert recorded.ended_on == date(2024, 5, 29)


def test_article_30_a_supplement_period_lies_after_the_letter(due):
    with pytest.raises(NotAllowed, match="应晚于告知之日"):
        due(
            (A.CONFIRM_RECEIPT, "2024-04-26"),
            (A.ASK_CLARIFICATION, "2024-05-09", {"until": date(2024, 5, 9)}),
        )


def test_article_30_a_restart_forgets_an_earlier_extension_unless_the_office_reads_it_otherwise(due):
    story = (
        (A.CONFIRM_RECEIPT, "2026-03-03"),
        (A.EXTEND, "2026-03-04", {"workdays": 5}),
        (A.ASK_CLARIFICATION, "2026-03-05"),
        (A.RECEIVE_CLARIFICATION, "2026-03-16"),
    )
    assert due(*story) == date(2026, 4, 14)
    assert due(*story, extension_survives_restart=True) == date(2026, 4, 21)


# --- 条例32, 34, 33¶3: opinions ---


def test_article_33_3_days_of_consultation_are_not_counted(due):
    assert due(
        (A.CONFIRM_RECEIPT, "2024-09-03"),
        (A.CONSULT_THIRD_PARTY, "2024-09-06", {"party": "甲", "party_received_on": date(2024, 9, 9)}),
        (A.RECEIVE_OPINION, "2024-09-30", {"party": "甲"}),
    ) == date(2024, 10, 29)  # without the 16 working days held: 8 October


def test_article_33_3_the_day_of_sending_counts_and_the_day_of_the_answer_does_not():
    assert held_interval(date(2026, 3, 9), date(2026, 3, 13), None, TODAY) == (
        date(2026, 3, 10),
        date(2026, 3, 13),
    )


def test_article_32_without_an_answer_the_holding_ends_with_the_third_partys_15_working_days(tell):
    # Received by the third party on 2024-05-09: its last day is 2024-05-29 (law.md 10.4).
    story = (
        (A.CONFIRM_RECEIPT, "2024-04-26"),
        (A.CONSULT_THIRD_PARTY, "2024-05-06", {"party": "甲", "party_received_on": date(2024, 5, 9)}),
    )
    waiting, silent = tell(*story, today=date(2024, 5, 29)), tell(*story, today=date(2024, 5, 30))
    assert (waiting.state, silent.state) == (Running.HELD, Running.RUNNING)
    assert max(silent.held) == date(2024, 5, 29)
    assert silent.due_on == tell(*story, today=date(2024, 7, 1)).due_on == date(2024, 6, 21)


def test_article_32_the_third_partys_limit_runs_from_its_receipt_not_from_sending(tell):
    def last_held(**extra) -> date:
        return max(
            tell(
                (A.CONFIRM_RECEIPT, "2024-04-26"),
                (A.CONSULT_THIRD_PARTY, "2024-05-06", {"party": "甲", **extra}),
                today=date(2024, 8, 1),
            ).held
        )

    assert last_held() == date(2024, 5, 24)
    assert last_held(party_received_on=date(2024, 5, 9)) == date(2024, 5, 29)


def test_article_32_a_receipt_entered_later_moves_the_third_partys_limit_and_may_be_corrected(tell):
    sent = ((A.CONFIRM_RECEIPT, "2024-04-26"), (A.CONSULT_THIRD_PARTY, "2024-05-06", {"party": "甲"}))
    entered = (A.NOTE_RECEIPT, "2024-05-13", {"party": "甲", "party_received_on": date(2024, 5, 8)})
    corrected = (A.NOTE_RECEIPT, "2024-05-14", {"party": "甲", "party_received_on": date(2024, 5, 9)})
    last = [
        max(tell(*sent, *receipts, today=date(2024, 8, 1)).held)
        for receipts in ((), (entered,), (entered, corrected))
    ]
    assert last == [date(2024, 5, 24), date(2024, 5, 28), date(2024, 5, 29)]


def test_article_32_each_receipt_belongs_to_its_own_party_and_to_the_letter_still_out(tell):
    story = (
        (A.CONFIRM_RECEIPT, "2024-04-26"),
        (A.CONSULT_THIRD_PARTY, "2024-05-06", {"party": "甲"}),
        (A.CONSULT_JOINT_MAKER, "2024-05-06", {"party": "乙"}),
        (A.RECEIVE_OPINION, "2024-05-07", {"party": "甲"}),
        (A.CONSULT_THIRD_PARTY, "2024-05-08", {"party": "甲"}),
        (A.NOTE_RECEIPT, "2024-05-10", {"party": "甲", "party_received_on": date(2024, 5, 10)}),
    )
    # 甲's second letter, received on the 10th, ends on the 30th; 乙's runs from sending and ends on the 24th.
    assert max(tell(*story, today=date(2024, 8, 1)).held) == date(2024, 5, 30)
    known = with_receipts([Event(a, date.fromisoformat(on), **dict(*rest)) for a, on, *rest in story])
    assert [event.party_received_on for event in known[1:5]] == [None, None, None, date(2024, 5, 10)]


@pytest.mark.parametrize(
    ("party", "received_on", "fault"),
    [
        ("乙", date(2024, 5, 8), "没有发给“乙”"),
        ("市财政局", date(2024, 5, 8), "没有发给“市财政局”"),  # another organ has no statutory limit
        ("甲", date(2024, 5, 3), "之间"),
        ("甲", date(2024, 5, 14), "之间"),
        ("甲", None, "之间"),
    ],
)
def test_article_32_a_receipt_needs_a_letter_that_is_out_and_a_day_that_can_be(
    tell, party, received_on, fault
):
    with pytest.raises(NotAllowed, match=fault):
        tell(
            (A.CONFIRM_RECEIPT, "2024-04-26"),
            (A.CONSULT_THIRD_PARTY, "2024-05-06", {"party": "甲"}),
            (A.CONSULT_ORGAN, "2024-05-06", {"party": "市财政局"}),
            (A.NOTE_RECEIPT, "2024-05-13", {"party": party, "party_received_on": received_on}),
        )


def test_109_6_a_fee_notice_received_later_gives_the_applicant_the_whole_period(tell):
    story = (
        (A.CONFIRM_RECEIPT, "2024-03-01"),
        (A.NOTIFY_FEE, "2024-03-04"),
        (A.NOTE_RECEIPT, "2024-03-12", {"party": APPLICANT, "party_received_on": date(2024, 3, 11)}),
    )
    # 20 working days from 4 March end on 1 April, from 11 March on 9 April (清明 and its make-up day between).
    with pytest.raises(NotAllowed, match="期限到2024-04-09届满"):
        tell(*story, (A.LAPSE_FEE, "2024-04-09"))
    assert tell(*story, (A.LAPSE_FEE, "2024-04-10")).state is Running.ENDED


def test_awaiting_receipt_names_what_is_out_and_forgets_what_was_answered_or_reopened():
    def out(*acts: tuple[Act, str]) -> list[str]:
        return [
            event.party for event in awaiting_receipt([Event(act, TODAY, party=who) for act, who in acts])
        ]

    asked = [(A.CONSULT_THIRD_PARTY, "甲"), (A.CONSULT_JOINT_MAKER, "乙"), (A.CONSULT_ORGAN, "丙")]
    assert out(*asked) == ["甲", "乙"]
    assert out(*asked, (A.RECEIVE_OPINION, "甲")) == ["乙"]
    assert out(*asked, (A.REOPEN, "")) == []
    assert out((A.NOTIFY_FEE, "")) == [APPLICANT]
    assert out((A.NOTIFY_FEE, ""), (A.RECEIVE_PAYMENT, "")) == []


def test_article_34_a_joint_maker_has_15_working_days(tell):
    held = tell(
        (A.CONFIRM_RECEIPT, "2024-04-26"),
        (A.CONSULT_JOINT_MAKER, "2024-05-06", {"party": "甲", "party_received_on": date(2024, 5, 9)}),
        today=date(2024, 8, 1),
    ).held
    assert max(held) == date(2024, 5, 29)


def test_article_33_3_another_organ_has_no_limit_of_its_own_and_the_date_moves_with_today(tell):
    story = ((A.CONFIRM_RECEIPT, "2026-03-03"), (A.CONSULT_ORGAN, "2026-03-09", {"party": "省厅"}))
    dates = [tell(*story, today=date(2026, 3, day)).due_on for day in (9, 10, 13, 14, 16)]
    assert dates == [
        date(2026, 3, 31),
        date(2026, 4, 1),
        date(2026, 4, 7),
        date(2026, 4, 7),
        date(2026, 4, 8),
    ]


def test_article_33_3_overlapping_consultations_count_as_their_union(due):
    first = (A.CONSULT_ORGAN, "2026-03-09", {"party": "甲"})
    second = (A.CONSULT_ORGAN, "2026-03-11", {"party": "乙"})
    both = due(
        (A.CONFIRM_RECEIPT, "2026-03-03"),
        first,
        second,
        (A.RECEIVE_OPINION, "2026-03-13", {"party": "甲"}),
        (A.RECEIVE_OPINION, "2026-03-17", {"party": "乙"}),
    )
    one = due((A.CONFIRM_RECEIPT, "2026-03-03"), first, (A.RECEIVE_OPINION, "2026-03-17", {"party": "甲"}))
    assert both == one == date(2026, 4, 9)


def test_article_33_3_answers_may_come_in_any_order(due):
    sent = [
        (A.CONFIRM_RECEIPT, "2026-03-03"),
        (A.CONSULT_ORGAN, "2026-03-09", {"party": "甲"}),
        (A.CONSULT_ORGAN, "2026-03-09", {"party": "乙"}),
    ]
    answers = [("甲", "2026-03-11"), ("乙", "2026-03-13")]
    swapped = [("乙", "2026-03-11"), ("甲", "2026-03-13")]
    assert due(*sent, *[(A.RECEIVE_OPINION, day, {"party": who}) for who, day in answers]) == due(
        *sent, *[(A.RECEIVE_OPINION, day, {"party": who}) for who, day in swapped]
    )


def test_article_33_3_an_answer_of_somebody_never_asked_is_refused(due):
    with pytest.raises(NotAllowed, match="没有向“乙”征求过"):
        due(
            (A.CONFIRM_RECEIPT, "2026-03-03"),
            (A.CONSULT_ORGAN, "2026-03-09", {"party": "甲"}),
            (A.RECEIVE_OPINION, "2026-03-11", {"party": "乙"}),
        )


def test_article_33_3_an_opinion_still_awaited_after_a_restart_holds_the_new_period_too(tell):
    story = (
        (A.CONFIRM_RECEIPT, "2026-03-03"),
        (A.CONSULT_ORGAN, "2026-03-04", {"party": "甲"}),
        (A.ASK_CLARIFICATION, "2026-03-05"),
        (A.RECEIVE_CLARIFICATION, "2026-03-16"),
    )
    assert tell(*story, today=date(2026, 3, 18)).state is Running.HELD
    # Without the two days held: 14 April.
    assert tell(*story, (A.RECEIVE_OPINION, "2026-03-18", {"party": "甲"})).due_on == date(2026, 4, 16)


@pytest.mark.parametrize(
    ("stop", "restart"),
    [
        (A.ASK_CLARIFICATION, A.RECEIVE_CLARIFICATION),
        (A.ASK_REASONS, A.RECEIVE_REASONS),
        (A.NOTIFY_FEE, A.RECEIVE_PAYMENT),
    ],
)
def test_article_33_3_an_opinion_that_comes_while_the_applicant_is_waited_for_holds_nothing_afterwards(
    due, stop, restart
):
    assert due(
        (A.CONFIRM_RECEIPT, "2026-03-03"),
        (A.CONSULT_ORGAN, "2026-03-04", {"party": "甲"}),
        (stop, "2026-03-05"),
        (A.RECEIVE_OPINION, "2026-03-10", {"party": "甲"}),
        (restart, "2026-03-16"),
    ) == date(2026, 4, 14)


def test_article_33_3_an_opinion_that_comes_while_the_draft_is_reviewed_ends_the_holding_that_day(due):
    # Entered only after the draft came back on 13 March, three days more would have been held.
    assert due(
        (A.CONFIRM_RECEIPT, "2026-03-03"),
        (A.CONSULT_ORGAN, "2026-03-04", {"party": "甲"}),
        (A.PROPOSE_REPLY, "2026-03-09"),
        (A.RECEIVE_OPINION, "2026-03-10", {"party": "甲"}),
        (A.RETURN_REPLY, "2026-03-13"),
    ) == date(2026, 4, 7)


def test_review_law_a_case_opened_again_awaits_no_opinion_of_its_first_life(tell):
    deadline = tell(
        (A.CONFIRM_RECEIPT, "2026-03-03"),
        (A.CONSULT_ORGAN, "2026-03-04", {"party": "甲"}),
        (A.REPLY, "2026-03-20"),
        (A.REOPEN, "2026-06-01"),
    )
    assert (deadline.state, deadline.due_on) == (Running.RUNNING, date(2026, 6, 30))


# --- 条例35: excess ---


def test_article_35_reasons_restart_the_clock(due):
    assert due(
        (A.CONFIRM_RECEIPT, "2026-03-03"),
        (A.ASK_REASONS, "2026-03-05"),
        (A.RECEIVE_REASONS, "2026-03-16"),
    ) == date(2026, 4, 14)


def test_article_35_a_reasonable_later_day_replaces_the_limit(tell):
    deadline = tell((A.CONFIRM_RECEIPT, "2026-03-03"), (A.DEFER, "2026-03-20", {"until": date(2026, 6, 30)}))
    assert (deadline.due_on, deadline.fixed_under) == (date(2026, 6, 30), "条例35")


@pytest.mark.parametrize("until", [None, date(2026, 3, 20), date(2026, 3, 31)])
def test_article_35_the_later_day_must_be_named_and_be_later_than_the_limit(due, until):
    with pytest.raises(NotAllowed, match=r"晚于原答复期限（2026-03-31）的合理期限（条例第35条）"):
        due((A.CONFIRM_RECEIPT, "2026-03-03"), (A.DEFER, "2026-03-20", {"until": until}))


def test_article_35_a_day_fixed_by_decision_waits_for_no_notice(tell):
    fixed = (A.DEFER, "2026-12-10", {"until": date(2027, 3, 1)})
    deadline = tell((A.CONFIRM_RECEIPT, "2026-12-03"), fixed, today=date(2026, 12, 10))
    assert (deadline.due_on, deadline.provisional) == (date(2027, 3, 1), False)


def test_article_35_a_limit_fixed_otherwise_is_not_extended(due):
    with pytest.raises(NotAllowed, match=r"另定答复期限（2026-06-30），不能再延长（条例第33条第2款）"):
        due(
            (A.CONFIRM_RECEIPT, "2026-03-03"),
            (A.DEFER, "2026-03-20", {"until": date(2026, 6, 30)}),
            (A.EXTEND, "2026-03-23", {"workdays": 5}),
        )


@pytest.mark.parametrize(
    ("act", "extra", "rule"),
    [
        (A.DEFER, {"until": date(2026, 6, 30)}, "条例第35条"),
        (A.ASK_REASONS, {}, "条例第35条"),
        (A.NOTIFY_FEE, {}, "109号第6条"),
        (A.EXTEND, {"workdays": 20}, "条例第33条第2款"),
    ],
)
def test_article_33_nothing_makes_a_late_case_punctual_again(tell, act, extra, rule):
    received = (A.CONFIRM_RECEIPT, "2026-03-03")
    assert tell(received, (act, "2026-03-31", extra)).overdue is (act is A.EXTEND or act is A.DEFER)
    with pytest.raises(NotAllowed, match=rf"“{act.label}”须在答复期限（2026-03-31）届满前.*（{rule}）"):
        tell(received, (act, "2026-04-01", extra))


# --- 109号6: fee ---


def test_109_6_payment_restarts_the_period_on_the_next_day(due):
    assert due(
        (A.CONFIRM_RECEIPT, "2026-03-03"), (A.NOTIFY_FEE, "2026-03-05"), (A.RECEIVE_PAYMENT, "2026-03-16")
    ) == date(2026, 4, 14)


def test_109_6_a_lapse_waits_for_20_working_days_from_the_notice(tell):
    notified = (A.NOTIFY_FEE, "2026-03-02", {"party_received_on": date(2026, 3, 3)})
    with pytest.raises(NotAllowed, match="到2026-03-31届满"):
        tell((A.CONFIRM_RECEIPT, "2026-03-02"), notified, (A.LAPSE_FEE, "2026-03-31"))
    assert (
        tell((A.CONFIRM_RECEIPT, "2026-03-02"), notified, (A.LAPSE_FEE, "2026-04-01")).state is Running.ENDED
    )


# --- after review or judgment ---


def test_review_law_a_case_opened_again_has_a_new_period(tell):
    story = (
        (A.CONFIRM_RECEIPT, "2026-03-03"),
        (A.REPLY, "2026-03-20"),
        (A.REOPEN, "2026-06-01"),
    )
    open_again = tell(*story, today=date(2026, 6, 2))
    assert (open_again.state, open_again.due_on, open_again.ended_on) == (
        Running.RUNNING,
        date(2026, 6, 30),
        None,
    )
    closed_again = tell(*story, (A.REPLY, "2026-06-30"), (A.SERVE, "2026-07-01"))
    assert (closed_again.state, closed_again.overdue) == (Running.ENDED, False)


# --- the order of things, the calendar, the explanation ---


def test_events_out_of_order_are_refused(due):
    with pytest.raises(NotAllowed, match="早于它之前的事项"):
        due((A.CONFIRM_RECEIPT, "2026-03-03"), (A.ASK_CLARIFICATION, "2026-03-02"))


def test_what_is_on_record_is_not_judged_again_when_the_calendar_is_amended(calendar):
    """A day that turns out a working day moves the limit to 30 March; the extension of 31 March was in time."""
    events = [
        Event(A.CONFIRM_RECEIPT, date(2026, 3, 3)),
        Event(A.EXTEND, date(2026, 3, 31), workdays=1),
    ]
    amended = WorkCalendar(
        calendar.holidays, {**calendar.makeup, date(2026, 3, 14): "临时"}, calendar.notices
    )
    with pytest.raises(NotAllowed, match="2026-03-30"):
        reply_deadline(events, amended, TODAY)
    assert reply_deadline(events, amended, TODAY, recorded=2).due_on == date(2026, 3, 31)
    with pytest.raises(NotAllowed, match="2026-03-30"):
        reply_deadline(events, amended, TODAY, recorded=1)


def test_an_act_the_stage_forbids_is_refused_by_name(due):
    with pytest.raises(NotAllowed, match="“待确认”的申请不能“答复”"):
        due((A.REPLY, "2026-03-03"))


def test_withdrawal_before_receipt_ends_without_a_limit(tell):
    deadline = tell((A.WITHDRAW, "2026-03-03"))
    assert (deadline.state, deadline.due_on, deadline.ended_on) == (Running.ENDED, None, date(2026, 3, 3))


@pytest.mark.parametrize(
    ("received", "due_on", "provisional"),
    [("2026-12-03", date(2026, 12, 31), False), ("2026-12-04", date(2027, 1, 4), True)],
)
def test_a_limit_in_a_year_without_notice_is_provisional_and_never_a_crash(
    tell, received, due_on, provisional
):
    deadline = tell((A.CONFIRM_RECEIPT, received), today=date(2026, 12, 10))
    assert (deadline.due_on, deadline.provisional) == (due_on, provisional)


def test_without_any_calendar_the_answer_is_provisional(calendar):
    deadline = told(WorkCalendar(), (A.CONFIRM_RECEIPT, "2026-03-03"), today=TODAY)
    assert (deadline.due_on, deadline.provisional) == (date(2026, 3, 31), True)


def test_the_explanation_lists_every_day_with_its_reason_and_notice(tell, calendar):
    deadline = tell(
        (A.CONFIRM_RECEIPT, "2026-09-18"),
        (A.CONSULT_ORGAN, "2026-09-21", {"party": "省厅"}),
        (A.RECEIVE_OPINION, "2026-09-23", {"party": "省厅"}),
    )
    rows = steps(deadline, calendar)
    assert [row.day for row in rows] == [
        date(2026, 9, 18) + timedelta(days=offset)
        for offset in range((deadline.due_on - date(2026, 9, 18)).days + 1)
    ]
    told_days = {row.day.isoformat()[5:]: (row.number, row.reason) for row in rows}
    assert told_days["09-18"] == (None, "起算之日，不计入")
    assert told_days["09-19"] == (None, "周末")
    assert told_days["09-20"] == (1, "国庆节调休上班")
    assert told_days["09-21"] == (2, "工作日")
    assert told_days["09-22"] == (None, "工作日，征求意见停计")
    assert told_days["09-25"] == (None, "中秋节放假")
    assert rows[-1].number == 20
    assert {row.notice for row in rows} == {"国办发明电〔2025〕7号"}


def test_the_explanation_of_a_year_without_notice_says_so_on_every_day():
    rows = explain(date(2026, 12, 30), date(2027, 1, 4), WorkCalendar())
    assert [(row.reason, row.notice) for row in rows] == [
        ("起算之日，不计入", ""),
        ("工作日（暂定）", ""),
        ("元旦放假（法定，暂定）", ""),
        ("周末", ""),
        ("周末", ""),
        ("工作日（暂定）", ""),
    ]


def test_without_a_date_there_is_nothing_to_explain(tell, calendar):
    assert steps(tell(), calendar) == []


def test_the_explanation_of_a_plain_limit_ends_on_its_last_day(calendar):
    rows = explain(date(2024, 4, 26), date(2024, 5, 9), calendar)
    assert (rows[-1].day, rows[-1].number) == (date(2024, 5, 9), LIMITS["clarification"].workdays)


def test_the_law_knows_days_only_and_no_clock():
    """Nothing here can depend on UTC near midnight: no module of the law imports datetime or time."""
    folder = Path(applications.law.__file__).parent
    forbidden = []
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                forbidden += [
                    (path.name, name.name) for name in node.names if name.name in {"time", "datetime"}
                ]
            elif isinstance(node, ast.ImportFrom) and node.module in {"time", "datetime"}:
                names = {name.name for name in node.names} - {"date", "timedelta"}
                forbidden += [(path.name, name) for name in names]
    assert forbidden == []
