"""The reply limit of an application: a pure function of what happened, the calendar and today (条例30-35, 109号).

Nothing here is stored. A deadline explains itself: ``steps`` lists every day from receipt to the last day, whether
it counted, and why.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from liaocheng_gk.labelled import Labelled
from liaocheng_gk.workdays import WorkCalendar, add_workdays, count_workdays, days_between

from .citations import cited
from .transitions import CONSULTATIONS, Act, Clock, NotAllowed, Stage, Transition, transition_for


@dataclass(frozen=True)
class Limit:
    """A statutory limit in working days and where it stands."""

    label: str
    workdays: int
    article: str


LIMITS = {
    "reply": Limit("答复", 20, "条例33¶2"),
    "extension": Limit("延长答复期限", 20, "条例33¶2"),
    "clarification": Limit("告知补正", 7, "条例30"),
    "third_party": Limit("第三方提出意见", 15, "条例32"),
    "joint_maker": Limit("共同制作机关提出意见", 15, "条例34"),
    "fee": Limit("缴纳信息处理费", 20, "109号6"),
}
REPLY_WORKDAYS = LIMITS["reply"].workdays
EXTENSION_WORKDAYS = LIMITS["extension"].workdays
# What these acts do to the limit is lawful only while it runs.
_MOVES = frozenset({Clock.STOP, Clock.LENGTHEN, Clock.FIX})

# How long a consulted party has, from the day it receives the letter. Another organ has no statutory limit.
OPINION_WORKDAYS = {
    Act.CONSULT_THIRD_PARTY: LIMITS["third_party"].workdays,
    Act.CONSULT_JOINT_MAKER: LIMITS["joint_maker"].workdays,
}


_FEE_ACTS = frozenset({Act.NOTIFY_FEE, Act.RECEIVE_PAYMENT, Act.LAPSE_FEE, Act.WITHDRAW})
APPLICANT = "申请人"  # whom a fee notice addresses, where a receipt is entered


@dataclass(frozen=True)
class Event:
    """What happened to a case on a day.

    ``workdays``: length of an extension. ``until``: the later day fixed under 条例35. ``party``: whom a consultation
    and its answer concern, so that several may be open at once. ``party_received_on``: the day the party got the letter;
    its own period runs from there. Known later, it comes with an event of its own (``NOTE_RECEIPT``).
    """

    act: Act
    on: date
    workdays: int = 0
    until: date | None = None
    party: str = ""
    party_received_on: date | None = None


class Running(Labelled):
    NOT_STARTED = "not_started", "尚未起算"
    RUNNING = "running", "计算中"
    HELD = "held", "停计中"
    STOPPED = "stopped", "已停止，待重新起算"
    ENDED = "ended", "已办结"


@dataclass(frozen=True)
class Step:
    """One calendar day of the calculation. ``number``: which counted working day it is, or None."""

    day: date
    number: int | None
    reason: str
    notice: str


@dataclass(frozen=True)
class Deadline:
    """The limit as it stands ``today``.

    ``due_on`` is None before receipt and while the period has stopped to begin anew. While an opinion is awaited it
    is the day that follows if the opinion came today. ``used`` and ``left`` are working days; ``left`` is negative
    when overdue.
    """

    state: Running
    today: date
    started_on: date | None = None
    due_on: date | None = None
    provisional: bool = False
    stopped_since: date | None = None
    workdays: int = REPLY_WORKDAYS
    used: int = 0
    left: int | None = None
    held: frozenset[date] = field(default_factory=frozenset)
    fixed_under: str = ""
    ended_on: date | None = None

    @property
    def overdue(self) -> bool:
        return self.due_on is not None and (self.ended_on or self.today) > self.due_on


@dataclass
class _Consultation:
    event: Event
    ended_on: date | None = None


def unanswered(events: Sequence[Event]) -> list[Event]:
    """The consultations of the present life of a case to which no opinion has come."""
    return [events[place] for place in _unanswered(events)]


def awaiting_receipt(events: Sequence[Event]) -> list[Event]:
    """The letters out whose period runs from the day they are received: consultations with a limit, a fee notice.

    A fee notice bears ``APPLICANT`` as its party.
    """
    return [replace(events[place], party=party) for place, party in _running_from_receipt(events)]


def _unanswered(events: Sequence[Event]) -> list[int]:
    waiting: list[int] = []
    for place, event in enumerate(events):
        if event.act in CONSULTATIONS:
            waiting.append(place)
        elif event.act is Act.RECEIVE_OPINION:
            asked = next((asked for asked in waiting if events[asked].party == event.party), None)
            waiting = [other for other in waiting if other != asked]
        elif event.act is Act.REOPEN:
            waiting = []
    return waiting


def _running_from_receipt(events: Sequence[Event]) -> list[tuple[int, str]]:
    """Place among the events and addressee."""
    out = [
        (place, events[place].party) for place in _unanswered(events) if events[place].act in OPINION_WORKDAYS
    ]
    money = [place for place, event in enumerate(events) if event.act in _FEE_ACTS]
    if money and events[money[-1]].act is Act.NOTIFY_FEE:
        out.append((money[-1], APPLICANT))
    return out


def with_receipts(events: Sequence[Event]) -> list[Event]:
    """The events, each letter with the day it was received where that was entered later.

    Raises:
        NotAllowed: a receipt of no letter that is out, or on a day before it was sent or after the entry.
    """
    known = list(events)
    for now, entry in enumerate(events):
        if entry.act is not Act.NOTE_RECEIPT:
            continue
        out = {party: place for place, party in reversed(_running_from_receipt(known[:now]))}
        if entry.party not in out:
            raise NotAllowed(
                f"没有发给“{entry.party}”、期限自收到之日起算的函件（条例第32条、第34条，109号文第6条）。"
            )
        sent = known[out[entry.party]]
        if entry.party_received_on is None or not sent.on <= entry.party_received_on <= entry.on:
            raise NotAllowed(
                f"“{entry.party}”收到之日应当在发出之日（{sent.on}）和登记之日（{entry.on}）之间，请核对。"
            )
        known[out[entry.party]] = replace(sent, party_received_on=entry.party_received_on)
    return known


def held_interval(
    sent_on: date, answered_on: date | None, limit_on: date | None, today: date
) -> tuple[date, date]:
    """First and last day that do not count while an opinion is awaited (条例33¶3). The one place for the end points.

    The day the letter goes out counts, the day the opinion arrives does not. Without an answer the holding ends with
    the party's own limit; while that still runs, with today.
    """
    ends = [day for day in (answered_on, limit_on) if day is not None]
    last = min(ends) if ends else today
    if answered_on is None:
        last = min(last, today)
    first = date.fromordinal(sent_on.toordinal() + 1)
    return first, last


def opinion_limit(event: Event, calendar: WorkCalendar) -> date | None:
    """The last day on which a consulted party may answer; None where the law sets none."""
    workdays = OPINION_WORKDAYS.get(event.act)
    return (workdays and add_workdays(event.party_received_on or event.on, workdays, calendar)) or None


def held_days(consultations: Iterable[_Consultation], calendar: WorkCalendar, today: date) -> frozenset[date]:
    """The working days held, as a union: overlapping consultations are never counted double.

    Raises:
        ValueError: a letter went out on a day that the calendar does not reach.
    """
    days: set[date] = set()
    for consultation in consultations:
        calendar.workdays_until(consultation.event.on)
        limit_on = opinion_limit(consultation.event, calendar)
        first, last = held_interval(consultation.event.on, consultation.ended_on, limit_on, today)
        days.update(filter(calendar.number_of, days_between(first, last)))
    return frozenset(days)


def reply_deadline(
    events: Sequence[Event],
    calendar: WorkCalendar,
    today: date,
    *,
    extension_survives_restart: bool = False,
    recorded: int = 0,
) -> Deadline:
    """Compute the reply limit from the events of one case, in the order they happened.

    Args:
        events: in order of their day; two of one day in order of entry. Days after ``today`` do not exist yet.
        today: in the bureau's time zone; only open consultations and the days used depend on it.
        extension_survives_restart: the office's reading; by default a restart forgets an earlier extension.
        recorded: how many events, from the first, are on record. Their days were judged when they were entered and
            are not judged again: a calendar amended since must not refuse what was in time.

    Raises:
        NotAllowed: an order of events that the procedure forbids; the message names the rule.
    """
    stage, done = Stage.SUBMITTED, list[Act]()
    started_on: date | None = None
    received_on: date | None = None
    stop: Event | None = None
    ended_on: date | None = None
    extra = 0
    fixed: tuple[date, str] | None = None
    consultations: list[_Consultation] = []
    last_on: date | None = None

    for place, event in enumerate(with_receipts(events)):
        if last_on is not None and event.on < last_on:
            raise NotAllowed(f"“{event.act.label}”（{event.on}）早于它之前的事项（{last_on}）。")
        last_on = event.on
        row = transition_for(stage, event.act, done, office_rules=False)
        if place >= recorded and row.clock is Clock.END:
            _check_end(event, stop, calendar)
        elif place >= recorded and row.clock in _MOVES:
            assert started_on is not None  # noqa: S101 -- the table stops and moves only what was received
            assert received_on is not None  # noqa: S101
            limit = fixed[0] if fixed else _due_on(started_on, extra, consultations, calendar, event.on)
            _check_move(
                event, row, limit, received_on=received_on, is_fixed=fixed is not None, calendar=calendar
            )
        match row.clock:
            case Clock.START | Clock.RESTART:
                if ended_on is not None:  # opened again: what was asked in the closed case is asked no more
                    consultations = []
                received_on = received_on or event.on
                started_on, stop, fixed, ended_on = event.on, None, None, None
                extra = extra if extension_survives_restart else 0
            case Clock.STOP:
                stop = event
            case Clock.LENGTHEN:
                extra = event.workdays
            case Clock.FIX:
                fixed = (event.until, row.article) if event.until else fixed
            case Clock.HOLD:
                consultations.append(_Consultation(event))
            case Clock.RESUME:
                _answered(consultations, event)
            case Clock.END:
                ended_on = event.on
            case _:  # Clock.NONE; Clock.SINCE is in the events already
                pass
        stage = row.target
        done.append(event.act)

    if started_on is None:
        state = Running.NOT_STARTED if ended_on is None else Running.ENDED
        return Deadline(state, today, ended_on=ended_on)

    stopped_since = stop.on if stop else None
    until = ended_on or stopped_since or today
    held = held_days(consultations, calendar, until)
    used = max(0, _counted(started_on, until, held, calendar))
    if stopped_since is not None:
        state = Running.STOPPED if ended_on is None else Running.ENDED
        return Deadline(
            state, today, started_on, stopped_since=stopped_since, used=used, held=held, ended_on=ended_on
        )
    due_on = fixed[0] if fixed else add_workdays(started_on, REPLY_WORKDAYS + extra, calendar, excluded=held)
    waiting = any(c.ended_on is None and _still_waits(c, calendar, until) for c in consultations)
    state = Running.ENDED if ended_on else Running.HELD if waiting else Running.RUNNING
    return Deadline(
        state,
        today,
        started_on,
        due_on,
        provisional=not fixed and not (calendar.is_official(started_on) and calendar.is_official(due_on)),
        workdays=REPLY_WORKDAYS + extra,
        used=used,
        left=count_workdays(until, due_on, calendar),
        held=held,
        fixed_under=fixed[1] if fixed else "",
        ended_on=ended_on,
    )


def steps(deadline: Deadline, calendar: WorkCalendar) -> list[Step]:
    """Every day from the start to the due date, counted or not, and the notice behind it (期限计算书)."""
    if deadline.started_on is None or deadline.due_on is None:
        return []
    return explain(deadline.started_on, deadline.due_on, calendar, held=deadline.held)


def explain(
    start: date, due_on: date, calendar: WorkCalendar, *, held: frozenset[date] = frozenset()
) -> list[Step]:
    """The days of any working-day limit: ``start`` itself is shown and not counted (民法典201)."""
    rows, number = [], 0
    for day in days_between(start, due_on):
        notice = calendar.notices.get(day.year, "")
        reason = calendar.reason(day)
        if day == start:
            rows.append(Step(day, None, "起算之日，不计入", notice))
        elif not calendar.is_workday(day):
            rows.append(Step(day, None, reason, notice))
        elif day in held:
            rows.append(Step(day, None, f"{reason}，征求意见停计", notice))
        else:
            number += 1
            rows.append(Step(day, number, reason, notice))
    return rows


def _answered(consultations: list[_Consultation], event: Event) -> None:
    for consultation in consultations:
        if consultation.ended_on is None and consultation.event.party == event.party:
            consultation.ended_on = event.on
            return
    raise NotAllowed(f"没有向“{event.party or '第三方'}”征求过尚未答复的意见（条例第33条第3款）。")


def _check_move(
    event: Event, row: Transition, limit: date, *, received_on: date, is_fixed: bool, calendar: WorkCalendar
) -> None:
    """What stops or moves the limit comes before it ends: nothing makes a late case punctual again."""
    if event.on > limit:
        raise NotAllowed(
            f"“{event.act.label}”须在答复期限（{limit}）届满前作出并告知申请人（{cited(row.article)}）。"
        )
    match event.act:
        case Act.ASK_CLARIFICATION:
            within = LIMITS["clarification"].workdays
            last = add_workdays(received_on, within, calendar)
            if event.on > last:
                raise NotAllowed(
                    f"告知补正应在收到申请之日起{within}个工作日内（{last}前）作出（条例第30条）。"
                )
        case Act.EXTEND:
            if is_fixed:
                raise NotAllowed(f"已依照条例第35条另定答复期限（{limit}），不能再延长（条例第33条第2款）。")
            if not 1 <= event.workdays <= EXTENSION_WORKDAYS:
                raise NotAllowed(
                    f"延长答复期限最长为{EXTENSION_WORKDAYS}个工作日，至少一个工作日（条例第33条第2款）。"
                )
        case Act.DEFER:
            if event.until is None or event.until <= limit:
                raise NotAllowed(f"延迟答复须写明晚于原答复期限（{limit}）的合理期限（条例第35条）。")
    if event.until is not None and event.until <= event.on:
        raise NotAllowed(f"“{event.act.label}”所定期限应晚于告知之日（{event.on}）。")


def _check_end(event: Event, stop: Event | None, calendar: WorkCalendar) -> None:
    """What ends a case for the applicant's silence waits until the period given has passed (条例30, 109号6)."""
    if stop is None or event.act not in (Act.ABANDON, Act.LAPSE_FEE):
        return
    if event.act is Act.ABANDON:
        last = stop.until
    else:
        last = add_workdays(stop.party_received_on or stop.on, LIMITS["fee"].workdays, calendar)
    if last is not None and event.on <= last:
        raise NotAllowed(f"申请人的期限到{last}届满，此前不能“{event.act.label}”。")


def _due_on(
    started_on: date, extra: int, consultations: list[_Consultation], calendar: WorkCalendar, today: date
) -> date:
    held = held_days(consultations, calendar, today)
    return add_workdays(started_on, REPLY_WORKDAYS + extra, calendar, excluded=held)


def _counted(start: date, end: date, held: frozenset[date], calendar: WorkCalendar) -> int:
    return count_workdays(start, end, calendar) - sum(start < day <= end for day in held)


def _still_waits(consultation: _Consultation, calendar: WorkCalendar, today: date) -> bool:
    limit_on = opinion_limit(consultation.event, calendar)
    return limit_on is None or today <= limit_on
