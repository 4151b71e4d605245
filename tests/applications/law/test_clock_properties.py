"""Random but legal stories against a naive oracle that walks day by day, and laws that hold for all of them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from applications.law.clock import EXTENSION_WORKDAYS, REPLY_WORKDAYS, Event, reply_deadline
from applications.law.transitions import Act
from bench.official_calendar import official_calendar
from liaocheng_gk.workdays import WorkCalendar

CALENDAR = official_calendar()
TODAY = date(2026, 11, 24)
ONE = timedelta(days=1)
days = st.dates(date(2019, 1, 2), date(2026, 6, 30))


def naive_due(received: date, held: set[date], workdays: int, calendar: WorkCalendar) -> date:
    """Walk one day at a time; count it if it is a working day on which the clock runs."""
    day, counted = received, 0
    while counted < workdays:
        day += ONE
        counted += calendar.is_workday(day) and day not in held
    return day


@st.composite
def consultations(draw, received: date) -> list[tuple[date, date]]:
    """Some spans (sent, answered) after receipt, that may overlap."""
    spans = []
    for _ in range(draw(st.integers(0, 4))):
        sent = received + timedelta(days=draw(st.integers(0, 20)))
        spans.append((sent, sent + timedelta(days=draw(st.integers(0, 25)))))
    return spans


def story(received: date, spans: list[tuple[date, date]]) -> list[Event]:
    told = []
    for place, (sent, answered) in enumerate(spans):
        told.append((sent, 0, Event(Act.CONSULT_ORGAN, sent, party=str(place))))
        told.append((answered, 1, Event(Act.RECEIVE_OPINION, answered, party=str(place))))
    told.sort(key=lambda row: row[:2])
    return [Event(Act.CONFIRM_RECEIPT, received), *(event for _, _, event in told)]


def days_held(spans: list[tuple[date, date]]) -> set[date]:
    return {
        sent + timedelta(days=n) for sent, answered in spans for n in range(1, (answered - sent).days + 1)
    }


@given(st.data())
def test_the_clock_agrees_with_the_naive_walk(data):
    received = data.draw(days)
    spans = data.draw(consultations(received))
    deadline = reply_deadline(story(received, spans), CALENDAR, TODAY)
    assert deadline.due_on == naive_due(received, days_held(spans), REPLY_WORKDAYS, CALENDAR)


@given(st.data())
def test_an_extension_lengthens_by_exactly_its_working_days(data):
    received = data.draw(days)
    spans = data.draw(consultations(received))
    workdays = data.draw(st.integers(1, EXTENSION_WORKDAYS))
    events = story(received, spans)
    plain = reply_deadline(events, CALENDAR, TODAY).due_on
    last = events[-1].on
    if last > plain:  # the first limit has passed: nothing is left to extend
        return
    extended = reply_deadline([*events, Event(Act.EXTEND, plain, workdays=workdays)], CALENDAR, TODAY)
    assert extended.due_on == naive_due(received, days_held(spans), REPLY_WORKDAYS + workdays, CALENDAR)


@given(days, st.integers(0, 15), st.integers(0, 30))
def test_a_pause_of_n_counted_days_moves_the_date_by_exactly_n_counted_days(received, offset, length):
    sent = received + timedelta(days=offset)
    plain = naive_due(received, set(), REPLY_WORKDAYS, CALENDAR)
    if sent >= plain:
        return
    held = reply_deadline(story(received, [(sent, sent + timedelta(days=length))]), CALENDAR, TODAY).due_on
    paused = sum(CALENDAR.is_workday(sent + timedelta(days=n)) for n in range(1, length + 1))
    assert held == (naive_due(plain, set(), paused, CALENDAR) if paused else plain)


@given(st.data())
def test_the_order_of_overlapping_consultations_does_not_matter(data):
    received = data.draw(days)
    spans = data.draw(consultations(received))
    shuffled = data.draw(st.permutations(spans))
    one, other = (reply_deadline(story(received, given), CALENDAR, TODAY) for given in (spans, shuffled))
    assert (one.due_on, one.held) == (other.due_on, other.held)


@given(st.data())
def test_the_due_date_is_a_working_day_and_not_a_held_one(data):
    received = data.draw(days)
    deadline = reply_deadline(story(received, data.draw(consultations(received))), CALENDAR, TODAY)
    assert CALENDAR.is_workday(deadline.due_on)
    assert deadline.due_on not in deadline.held


@settings(max_examples=25)  # each example builds a calendar of sixty years
@given(days, st.sets(days, max_size=6))
def test_a_new_holiday_never_makes_a_limit_earlier(received, added):
    fuller = WorkCalendar(
        {**CALENDAR.holidays, **dict.fromkeys(added, "临时")},
        {day: name for day, name in CALENDAR.makeup.items() if day not in added},
        CALENDAR.notices,
    )
    events = [Event(Act.CONFIRM_RECEIPT, received)]
    assert reply_deadline(events, fuller, TODAY).due_on >= reply_deadline(events, CALENDAR, TODAY).due_on


@given(days)
def test_a_later_receipt_never_makes_a_limit_earlier(received):
    later = [
        reply_deadline([Event(Act.CONFIRM_RECEIPT, received + ONE * n)], CALENDAR, TODAY).due_on
        for n in range(8)
    ]
    assert all(first <= second for first, second in pairwise(later))


@given(st.data())
def test_the_clock_is_a_function_of_what_it_is_given(data):
    received = data.draw(days)
    events = story(received, data.draw(consultations(received)))
    assert reply_deadline(events, CALENDAR, TODAY) == reply_deadline(list(events), CALENDAR, TODAY)


@pytest.mark.parametrize("today", [date(2026, 3, 1), date(2026, 12, 31)])
def test_without_an_open_consultation_today_changes_no_date(today):
    events = story(date(2026, 1, 5), [(date(2026, 1, 8), date(2026, 1, 20))])
    assert reply_deadline(events, CALENDAR, today).due_on == reply_deadline(events, CALENDAR, TODAY).due_on
