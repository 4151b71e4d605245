"""The door of the small register: complaints and reports, mistakes found, corrections of one's own record."""

from datetime import date, datetime

from django import forms
from django.conf import settings
from django.utils import timezone

from liaocheng_gk.serials import locked_serial
from liaocheng_gk.workdays import WorkCalendar, add_workdays

from .models import Feedback
from .querycode import code_for, hash_of

SERIES = {
    Feedback.Kind.COMPLAINT: "TS",
    Feedback.Kind.SITE_ERROR: "JC",
    Feedback.Kind.CORRECTION: "GZ",
}


def file(form: forms.ModelForm, *, at: datetime) -> Feedback:
    """File what a valid form holds; a key that was filed before brings back that entry. Runs in a transaction."""
    key = form.cleaned_data["submission_key"]
    entry: Feedback = form.instance
    series, year = SERIES[Feedback.Kind(entry.kind)], timezone.localdate(at).year
    serial = locked_serial(series, year)
    filed = Feedback.objects.filter(submission_key=key).first()
    if filed is not None:
        return filed
    entry.number = f"{series}{year}-{serial.take():04d}"
    entry.submission_key, entry.query_code_hash, entry.submitted_at = key, hash_of(code_for(key)), at
    entry.full_clean()
    entry.save()
    return entry


def correction_due(entry: Feedback, calendar: WorkCalendar) -> date | None:
    """The day by which the office means to settle a correction (``GK_CORRECTION_WORKDAYS``); None for other entries.

    A target of the office's own: 条例41 sets no limit.
    """
    if entry.kind != Feedback.Kind.CORRECTION:
        return None
    return add_workdays(timezone.localdate(entry.submitted_at), settings.GK_CORRECTION_WORKDAYS, calendar)
