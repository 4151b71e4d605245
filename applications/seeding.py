"""Generated applications for load tests: every outcome, several years, the same for the same seed."""

from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from liaocheng_gk.models import Serial
from liaocheng_gk.workdays import WorkCalendar, add_workdays

from .law.applicants import ApplicantKind, IdentityKind
from .law.clock import REPLY_WORKDAYS
from .law.outcomes import OUTCOME_ROWS
from .law.receipt import Channel
from .law.transitions import Act, Clock, Stage
from .models import Application, CaseEvent

FIRST_DAY = date(2019, 5, 15)  # the revised 条例 came into force
BATCH = 2000
TOPICS = (
    "部门预算",
    "专项资金分配结果",
    "企业名录",
    "统计数据",
    "会议纪要",
    "行政许可材料",
    "政策文件",
    "补贴发放情况",
)
BY_REPLY = [outcome.code for outcome in OUTCOME_ROWS if outcome.by_reply]


def load_applications(count: int, *, seed: int, calendar: WorkCalendar, today: date) -> int:
    """Insert ``count`` applications with their events; all but the latest are closed. Returns how many.

    Walks past ``casework`` on purpose: no letter is written and no scan stored. Events, copies and numbers agree
    with one another as the door would leave them.
    """
    random = Random(seed)  # noqa: S311 -- reproducible cases, no secrets
    prefix = settings.GK_APPLICATION_PREFIX
    last = dict(Serial.objects.filter(series=prefix).values_list("year", "last"))
    span = (today - FIRST_DAY).days
    for start in range(0, count, BATCH):
        cases, stories = [], []
        for place in range(start, min(start + BATCH, count)):
            submitted = FIRST_DAY + timedelta(days=span * place // count)
            last[submitted.year] = last.get(submitted.year, 0) + 1
            number = f"{prefix}{submitted.year}-{last[submitted.year]:04d}"
            case, events = _case(random, number, submitted, calendar, today)
            cases.append(case)
            stories.append(events)
        Application.objects.bulk_create(cases)
        for case, events in zip(cases, stories, strict=True):
            for event in events:
                event.application = case
        CaseEvent.objects.bulk_create([event for events in stories for event in events])
    for year, serial in last.items():
        Serial.objects.update_or_create(series=prefix, year=year, defaults={"last": serial})
    return count


def _case(
    random: Random, number: str, submitted: date, calendar: WorkCalendar, today: date
) -> tuple[Application, list[CaseEvent]]:
    kind = random.choices(list(ApplicantKind), weights=(70, 14, 3, 4, 5, 4))[0]
    organisation = kind is not ApplicantKind.NATURAL
    case = Application(
        number=number,
        submission_key=UUID(int=random.getrandbits(128), version=4),
        query_code_hash=f"{random.getrandbits(256):064x}",
        submitted_at=datetime.combine(submitted, time(10), tzinfo=timezone.get_current_timezone()),
        channel=random.choice(list(Channel)).value,
        applicant_kind=kind.value,
        name=f"压测申请人{random.randrange(10**6):06d}",
        identity_kind=(IdentityKind.CREDIT_CODE if organisation else IdentityKind.PASSPORT).value,
        identity_number=f"SEED{random.randrange(10**9):09d}",
        contact_name="压测联系人" if organisation else "",
        phone="0635-0000000",
        description=f"{submitted.year}年{random.choice(TOPICS)}（压测数据）",
        carrier="electronic",
        delivery="online",
    )
    received = add_workdays(submitted, 1, calendar)
    if received > today:
        return case, []
    events = [_event(Act.CONFIRM_RECEIPT, received, Clock.START, "条例31")]
    case.stage, case.received_on = Stage.HANDLING.value, received
    case.due_on = add_workdays(received, REPLY_WORKDAYS, calendar)
    case.due_provisional = not calendar.is_official(case.due_on)
    closed = add_workdays(received, random.randint(1, REPLY_WORKDAYS), calendar)
    if closed <= today:
        case.stage, case.closed_on, case.outcome = Stage.CLOSED.value, closed, random.choice(BY_REPLY)
        events.append(_event(Act.REPLY, closed, Clock.END, "条例36", case.outcome))
        case.reported_on, case.reported_outcome = case.closed_on, case.outcome
    return case, events


def _event(act: Act, on: date, clock: Clock, article: str, outcome: str = "") -> CaseEvent:
    return CaseEvent(act=act.value, on=on, clock=clock.value, article=article, outcome=outcome)
