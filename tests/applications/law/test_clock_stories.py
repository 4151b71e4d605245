"""Random legal stories of every kind against an oracle that is told them again and walks the days one by one."""

from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from applications.law.clock import EXTENSION_WORKDAYS, Event, Running, reply_deadline
from applications.law.transitions import TRANSITIONS, Act, NotAllowed, Stage, transition_for
from bench.official_calendar import official_calendar

CALENDAR = official_calendar()
ONE = timedelta(days=1)

A = Act
# The law once more, in the words of a reader: what begins the 20 days, what stops them.
BEGINS = {A.CONFIRM_RECEIPT, A.RECEIVE_CLARIFICATION, A.RECEIVE_REASONS, A.RECEIVE_PAYMENT, A.REOPEN}
STOPS = {A.ASK_CLARIFICATION, A.ASK_REASONS, A.NOTIFY_FEE}
ENDS = {A.REPLY, A.ABANDON, A.LAPSE_FEE, A.WITHDRAW}
ASKS = {A.CONSULT_THIRD_PARTY: 15, A.CONSULT_JOINT_MAKER: 15, A.CONSULT_ORGAN: None}


@st.composite
def stories(draw) -> list[Event]:
    """Receipt, then acts that the stage allows; what the procedure refuses for other reasons is left out."""
    events = [Event(A.CONFIRM_RECEIPT, draw(st.dates(date(2019, 1, 2), date(2026, 3, 31))))]
    stage = Stage.HANDLING
    for _ in range(draw(st.integers(0, 14))):
        act = draw(st.sampled_from([row.act for row in TRANSITIONS if row.source is stage]))
        on = events[-1].on + draw(st.integers(0, 9)) * ONE
        event = Event(
            act,
            on,
            workdays=draw(st.integers(1, EXTENSION_WORKDAYS)),
            until=on + draw(st.integers(1, 60)) * ONE,
            party=draw(st.sampled_from("甲乙")),
            party_received_on=draw(st.none() | st.integers(0, 5).map(lambda later, on=on: on + later * ONE)),
        )
        try:
            reply_deadline([*events, event], CALENDAR, on)
        except NotAllowed:
            continue
        stage = transition_for(stage, act, [told.act for told in events], office_rules=False).target
        events.append(event)
    return events


def counted_on(day: date, workdays: int) -> date:
    while workdays:
        day += ONE
        workdays -= CALENDAR.is_workday(day)
    return day


def spans(events: list[Event]) -> list[tuple[date, date | None]]:
    """When each opinion was asked for and the last day it may hold, None while nothing ends it."""
    found: list[tuple[date, date | None]] = []
    waiting: list[tuple[Event, date | None]] = []
    for event in events:
        if event.act in ASKS:
            limit = ASKS[event.act]
            waiting.append((event, limit and counted_on(event.party_received_on or event.on, limit)))
        elif event.act is A.RECEIVE_OPINION:
            asked = next(row for row in waiting if row[0].party == event.party)
            waiting.remove(asked)
            found.append((asked[0].on, min(event.on, asked[1] or event.on)))
        elif event.act is A.NOTE_RECEIPT:
            told = next(row for row in waiting if row[0].party == event.party and row[1])
            later = (told[0], counted_on(event.party_received_on, ASKS[told[0].act]))
            waiting[waiting.index(told)] = later
        elif event.act is A.REOPEN:
            found, waiting = [], []
    return found + [(event.on, limit) for event, limit in waiting]


def retold(events: list[Event], today: date) -> tuple[date | None, int, bool]:
    """Due date, days used and whether the period is stopped, counted day by day."""
    begun, last = 0, A.CONFIRM_RECEIPT
    for place, event in enumerate(events):
        # A refusal proposed before any reasons came ends the waiting for them.
        if event.act in BEGINS or (event.act is A.PROPOSE_REPLY and last is A.ASK_REASONS):
            begun = place
        if event.act not in {A.RECEIVE_OPINION, A.TRANSFER, A.NOTE_RECEIPT}:
            last = event.act
    since, start = events[begun:], events[begun].on
    stopped = next((event.on for event in since if event.act in STOPS), None)
    ended = next((event.on for event in since if event.act in ENDS), None)
    now = ended or stopped or today
    allowed = 20 + sum(event.workdays for event in since if event.act is A.EXTEND)

    def counts(day: date) -> bool:
        held = any(sent < day <= min(end or now, now) for sent, end in spans(events))
        return CALENDAR.is_workday(day) and not held

    used = sum(counts(start + n * ONE) for n in range(1, (now - start).days + 1))
    if stopped:
        return None, used, True
    for event in since:
        if event.act is A.DEFER:
            return event.until, used, False
    day = start
    while allowed:
        day += ONE
        allowed -= counts(day)
    return day, used, False


@settings(max_examples=150)
@given(stories(), st.integers(0, 90))
def test_every_legal_story_agrees_with_the_day_by_day_walk(events, later):
    today = events[-1].on + later * ONE
    deadline = reply_deadline(events, CALENDAR, today)
    due_on, used, stopped = retold(events, today)
    assert (deadline.due_on, deadline.used) == (due_on, used)
    assert (
        deadline.state is Running.STOPPED or (deadline.state is Running.ENDED and due_on is None)
    ) == stopped


@settings(max_examples=100)
@given(stories())
def test_a_computed_due_date_is_never_a_rest_day(events):
    deadline = reply_deadline(events, CALENDAR, events[-1].on)
    assume(deadline.due_on is not None and not deadline.fixed_under)
    assert CALENDAR.is_workday(deadline.due_on)


@settings(max_examples=100)
@given(stories())
def test_what_was_accepted_once_is_computed_the_same_as_record(events):
    today = events[-1].on
    assert reply_deadline(events, CALENDAR, today) == reply_deadline(
        events, CALENDAR, today, recorded=len(events)
    )


def test_article_33_2_a_due_date_once_passed_stays_passed():
    """Every act on every day after the limit: none of them makes a late, unanswered case look punctual."""
    received = Event(A.CONFIRM_RECEIPT, date(2026, 3, 3))
    late = date(2026, 4, 1)
    for act in Act:
        event = Event(act, late, workdays=20, until=date(2026, 6, 30), party="甲")
        try:
            deadline = reply_deadline([received, event], CALENDAR, late)
        except NotAllowed:
            continue
        assert deadline.overdue is True, act
