"""The clock against a day-by-day loop over chinesecalendar, in the same run on the same days."""

from datetime import date, timedelta
from random import Random

import chinese_calendar

from applications.law.clock import Event, reply_deadline
from applications.law.transitions import Act
from liaocheng_gk.workdays import add_workdays

from .measure import Result, paired
from .official_calendar import official_calendar

FIRST, LAST = date(2019, 1, 2), date(2026, 9, 1)
TODAY = date(2026, 11, 24)
ONE = timedelta(days=1)


def loop(start: date, count: int, held: frozenset[date] = frozenset()) -> date:
    """What everybody writes: a day at a time."""
    day = start
    while count:
        day += ONE
        if chinese_calendar.is_workday(day) and day not in held:
            count -= 1
    return day


def stories(starts: list[date], random: Random) -> list[list[Event]]:
    """Cases as an office has them: most plain, some extended, supplemented, or waiting for an opinion."""
    told = []
    for start in starts:
        events = [Event(Act.CONFIRM_RECEIPT, start)]
        match random.choices(("plain", "extended", "supplemented", "opinion"), weights=(60, 15, 15, 10))[0]:
            case "extended":
                events.append(Event(Act.EXTEND, start + 14 * ONE, workdays=20))
            case "supplemented":
                events += [
                    Event(Act.ASK_CLARIFICATION, start + 5 * ONE),
                    Event(Act.RECEIVE_CLARIFICATION, start + 15 * ONE),
                ]
            case "opinion":
                events += [
                    Event(Act.CONSULT_THIRD_PARTY, start + 3 * ONE, party="a"),
                    Event(Act.RECEIVE_OPINION, start + 17 * ONE, party="a"),
                ]
        told.append(events)
    return told


def loop_deadline(events: list[Event]) -> date:
    """The same dates by the loop, without any check: less work than ours does."""
    start, count, held = events[0].on, 20, frozenset[date]()
    for event in events[1:]:
        match event.act:
            case Act.EXTEND:
                count += event.workdays
            case Act.RECEIVE_CLARIFICATION:
                start, count, held = event.on, 20, frozenset()
            case Act.RECEIVE_OPINION:
                sent = events[1].on
                held = frozenset(sent + n * ONE for n in range(1, (event.on - sent).days + 1))
    return loop(start, count, held)


def run(*, full: bool) -> list[Result]:
    days = official_calendar()
    random = Random(1)
    span = (LAST - FIRST).days
    count, sample, runs = (1_000_000, 4_000, 5) if full else (100_000, 400, 3)
    starts = [FIRST + random.randrange(span) * ONE for _ in range(count)]
    cases = stories(starts, random)
    add_workdays(FIRST, 20, days)  # the table is built once per calendar and not part of an addition

    assert all(add_workdays(day, 20, days) == loop(day, 20) for day in starts[:sample])
    assert all(reply_deadline(case, days, TODAY).due_on == loop_deadline(case) for case in cases[:sample])

    def ours() -> int:
        for day in starts:
            add_workdays(day, 20, days)
        return count

    def theirs() -> int:
        for day in starts[:sample]:
            loop(day, 20)
        return sample

    def our_deadlines() -> int:
        for case in cases:
            reply_deadline(case, days, TODAY)
        return count

    def their_deadlines() -> int:
        for case in cases[:sample]:
            loop_deadline(case)
        return sample

    against = "loop over chinesecalendar"
    return [
        Result("20 working days added", "date", *_named(paired(ours, theirs, runs=runs), against), 1000),
        Result(
            "deadline from events",
            "case",
            *_named(paired(our_deadlines, their_deadlines, runs=runs), against),
            50,
        ),
    ]


def _named(times: tuple[float, float], against: str) -> tuple[float, str, float]:
    return times[0], against, times[1]
