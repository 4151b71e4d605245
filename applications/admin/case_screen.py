"""What the case screen shows: the facts, the clock, the legal next steps, hints, letters, and what happened."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse

from applications.deadline_sheet import deadline_context
from applications.deed import Deed
from applications.forms.staff_field import StaffField
from applications.hints import hints_for
from applications.law.clock import awaiting_receipt
from applications.law.letters import LETTERS_BY_CODE, Recipient
from applications.law.outcomes import OUTCOMES
from applications.law.remedies import RemedyPeriods, remedy_of, remedy_periods
from applications.law.transitions import Act, Permission, Stage, Transition, next_steps
from applications.law.turns import by_purpose, lapsed, turn_of
from applications.light import light_of
from applications.models import Application, CaseEvent, FeeNotice, Letter, Service
from applications.objections import untold
from applications.outdated import overtaken_by
from applications.staff import staff_with
from applications.worklist import UNSERVED_WORKDAYS
from disclosure.law.exemptions import EXEMPTIONS
from liaocheng_gk.workdays import WorkCalendar, count_workdays

GROUNDS = {row.code: f"{row.article} {row.label}" for row in EXEMPTIONS}


class HandlerForm(forms.ModelForm):
    """Who handles the case. ``seen``: how many events the page was opened with; the admin asks the door."""

    handler = StaffField(label="承办人", queryset=User.objects.none(), empty_label="请选择")
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    class Meta:
        model = Application
        fields = ["handler"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "handler" in self.fields:  # those who may only look have no such field
            self.fields["handler"].queryset = staff_with(Permission.HANDLE)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "handler" in self.changed_data and (
            difference := overtaken_by(self.instance, cleaned.get("seen"))
        ):
            raise ValidationError(difference)
        return cleaned


@dataclass(frozen=True)
class LetterRow:
    """``filed``: goes to nobody. ``waiting``: working days since it went out without proof of service."""

    letter: Letter
    service: Service | None
    filed: bool
    waiting: int

    @property
    def is_late(self) -> bool:
        return self.waiting > UNSERVED_WORKDAYS

    @property
    def struck(self) -> list[Service]:
        """Mistaken entries, kept to be read."""
        return [entry for entry in self.letter.services.all() if entry.struck_at]


def screen_context(case: Application, *, user: User, calendar: WorkCalendar, today: date) -> dict[str, Any]:
    prefetch_related_objects(
        [case],
        Prefetch("events", CaseEvent.objects.select_related("by").prefetch_related("draft_files")),
        Prefetch("letters", Letter.objects.select_related("issued_by").prefetch_related("files", "services")),
        "identity_documents",
        "applicant_files",
        "disputes",
        "due_date_moves__by",
    )
    context = deadline_context(case, calendar, today)
    letter_rows = [_letter_row(letter, calendar, today) for letter in case.letters.all()]
    return context | {
        "light": light_of(context["deadline"]),
        "steps_now": _steps_now(case, user, letter_rows, today),
        "hints": hints_for(case),
        "proposal": _proposal(case),
        "untold": [] if case.stage == Stage.CLOSED else untold(case),
        "letter_rows": letter_rows,
        "remedies": _remedies(case, letter_rows, calendar),
        "fee": FeeNotice.objects.filter(application=case).first(),
        "events": [_event_row(event) for event in case.events.all()],
        "seen": len(case.events.all()),
        "may_handle": user.has_perm(f"applications.{Permission.HANDLE}"),
        "may_change_handler": user.has_perm(f"applications.{Permission.ASSIGN}")
        and case.stage != Stage.CLOSED,
        "may_add_dispute": user.has_perm("applications.add_dispute"),
    }


def _steps_now(case: Application, user: User, letter_rows: list[LetterRow], today: date) -> dict[str, Any]:
    """The acts open to the reader: those the procedure awaits now first, the others by what they are for."""
    rows = [
        row
        for row in next_steps(Stage(case.stage), case.acts)
        if user.has_perm(f"applications.{row.permission}")
        and (row.act is not Act.NOTE_RECEIPT or awaiting_receipt(case.law_events))
    ]
    turn = turn_of(
        Stage(case.stage),
        {row.act for row in rows},
        lapsed=lapsed(case.law_events, today),
        unserved=any(row.service is None and not row.filed for row in letter_rows),
    )
    awaited = [row for act in (turn.acts if turn else ()) for row in rows if row.act is act]
    return {
        "why": turn.why if turn else "",
        "awaited": [_step(case, row) for row in awaited],
        "others": [
            (purpose.label, [_step(case, row) for row in group])
            for purpose, group in by_purpose([row for row in rows if row not in awaited])
        ],
    }


def _step(case: Application, row: Transition) -> dict[str, Any]:
    return {"row": row, "url": reverse("admin:applications_application_act", args=[case.pk, row.act.value])}


def _letter_row(letter: Letter, calendar: WorkCalendar, today: date) -> LetterRow:
    service = next((entry for entry in letter.services.all() if entry.struck_at is None), None)
    filed = LETTERS_BY_CODE[letter.code].to is Recipient.FILE
    waiting = 0 if service or filed else count_workdays(letter.issued_on, today, calendar)
    return LetterRow(letter, service, filed, max(0, waiting))


def _remedies(case: Application, rows: list[LetterRow], calendar: WorkCalendar) -> RemedyPeriods | None:
    """Until when the applicant may go against the reply, once it is on record that the reply was received."""
    if case.stage != Stage.CLOSED:
        return None
    ending = [event for event in case.events.all() if event.outcome == case.outcome][-1]
    served = [row.service for row in rows if row.letter.event_id == ending.pk and row.service]
    if not served:
        return None
    refused = Deed(ending.on, grounds=ending.ground_codes).refused_under_14_to_16
    remedy = remedy_of(case.outcome, ending.on, refused_under_14_to_16=refused)
    return remedy_periods(remedy, served[0].served_on, calendar)


def _proposal(case: Application) -> dict[str, Any] | None:
    """The reply that lies before the head or waits to go out."""
    if case.stage not in (Stage.REVIEWING, Stage.REPLYING):
        return None
    proposed = [event for event in case.events.all() if event.act == Act.PROPOSE_REPLY]
    return _event_row(proposed[-1]) if proposed else None


def _event_row(event: CaseEvent) -> dict[str, Any]:
    return {
        "event": event,
        "outcome": OUTCOMES[event.outcome].label if event.outcome else "",
        "grounds": [GROUNDS.get(code, code) for code in event.ground_codes],
        "drafts": event.draft_files.all() if event.act == Act.PROPOSE_REPLY else [],
    }
