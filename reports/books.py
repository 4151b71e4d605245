"""What the register and the catalogue say of a year, gathered for the checks: a fixed number of queries."""

from datetime import date

from django.db.models import Min, Q, Sum

from applications.law.outcomes import OUTCOME_ROWS, Remedy
from applications.models import Application, Dispute, FeeNotice

from .catalogue import tally_two
from .checks_ledger import Ledger
from .forms import form_for
from .tally import pending_at_end, tally_four, tally_three

REVIEW_FIRST_SINCE = date(2024, 1, 1)  # 行政复议法 (2023) 23, in force from that day


def ledger_of(year: int) -> Ledger | None:
    """The books of ``year``; None for years without a prescribed form, whose tables nobody can count."""
    form = form_for(year)
    if form is None:
        return None
    first_case = Application.objects.aggregate(day=Min("received_on"))["day"]
    return Ledger(
        counts=tally_three(form, year) | tally_four(form, year),
        fees_yuan=FeeNotice.objects.filter(paid_on__year=year).aggregate(sum=Sum("yuan"))["sum"] or 0,
        documents=tally_two(form, year),
        direct_suits=_direct_suits(year),
        begun=first_case is not None and first_case.year <= year,
    )


def _direct_suits(year: int) -> int:
    refusals = [row.code for row in OUTCOME_ROWS if row.remedy is Remedy.REVIEW_FIRST]
    return (
        Dispute.objects.filter(pending_at_end(year) | Q(concluded_on__year=year))
        .filter(
            kind=Dispute.Kind.DIRECT_SUIT,
            accepted_on__gte=REVIEW_FIRST_SINCE,
            application__reported_outcome__in=refusals,
        )
        .count()
    )
