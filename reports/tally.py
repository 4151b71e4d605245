"""From the register to the cells of table three and four: one query a table, by dated events, never by today's status.

A case counts in the year it was first received (r01), is carried over while open at a year's end (r02, r25), and is a
result in the year it was first closed (国办公开办函〔2021〕30号; law of attribution in docs/decisions.md).
"""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from applications.law.applicants import REPORT_COLUMN, ApplicantKind
from applications.law.outcomes import OUTCOMES
from applications.models import Application, Dispute

from .forms import Form
from .forms.form import APPLICANT_COLUMNS, RESULT_COLUMNS, RESULT_GROUPS

FLOWS = ("r01", "r02", "r24", "r25")
TOTAL = APPLICANT_COLUMNS[-1].key
TOTAL_OF_FOUR = RESULT_COLUMNS[-1].key
GROUP_OF = {
    Dispute.Kind.REVIEW: "review",
    Dispute.Kind.DIRECT_SUIT: "direct",
    Dispute.Kind.SUIT_AFTER_REVIEW: "after_review",
}


def tally_three(form: Form, year: int) -> dict[str, Decimal]:
    """Every figure of table three for ``year``. The totals are counted on their own, not added up from the rows."""
    counts: dict[str, int] = defaultdict(int)
    for row in (
        _touching(year).values("applicant_kind", "reported_outcome").annotate(**_flows(year)).order_by()
    ):
        column = REPORT_COLUMN[ApplicantKind(row["applicant_kind"])]
        for flow in FLOWS:
            counts[f"t3.{flow}.{column}"] += row[flow]
            counts[f"t3.{flow}.{TOTAL}"] += row[flow]
        if row["r24"]:
            result = result_row(form, row["reported_outcome"])
            counts[f"t3.{result}.{column}"] += row["r24"]
            counts[f"t3.{result}.{TOTAL}"] += row["r24"]
    return {key: Decimal(counts[key]) for key in form.keys_of_three}


def tally_four(form: Form, year: int) -> dict[str, Decimal]:
    """Every figure of table four: what was concluded in ``year``, and what was pending at its end."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    # Nothing is concluded before it is accepted (a constraint), so two days decide and the database asks no more.
    open_then = Q(concluded_on__isnull=True) | Q(concluded_on__gt=last)
    counts: dict[str, int] = defaultdict(int)
    rows = (
        _disputes_touching(year)
        .values("kind", "result")
        .annotate(
            open=Count("pk", filter=open_then), done=Count("pk", filter=Q(concluded_on__range=(first, last)))
        )
        .order_by()
    )
    for row in rows:
        group = GROUP_OF[Dispute.Kind(row["kind"])]
        counts[f"t4.{group}.pending"] += row["open"]
        counts[f"t4.{group}.{row['result']}"] += row["done"]
        counts[f"t4.{group}.total"] += row["open"] + row["done"]
    keys = [f"t4.{group.key}.{column.key}" for group in RESULT_GROUPS for column in RESULT_COLUMNS]
    return {key: Decimal(counts[key]) for key in keys}


def pending_at_end(year: int) -> Q:
    """Disputes that stood before a review body or a court when ``year`` ended."""
    last = date(year, 12, 31)
    return Q(accepted_on__lte=last) & (Q(concluded_on__isnull=True) | Q(concluded_on__gt=last))


def cases_behind(form: Form, year: int, key: str) -> QuerySet[Application]:
    """The applications that a figure of table three counts.

    Raises:
        KeyError: no such figure in this form.
    """
    if key not in form.keys_of_three:
        raise KeyError(key)
    _, row, column = key.split(".")
    cases = _touching(year)
    if column != TOTAL:
        kinds = [kind.value for kind in ApplicantKind if REPORT_COLUMN[kind] == column]
        cases = cases.filter(applicant_kind__in=kinds)
    if row in FLOWS:
        return cases.filter(_conditions(year)[row])
    outcomes = [code for code in OUTCOMES if result_row(form, code) == row]
    return cases.filter(_conditions(year)["r24"], reported_outcome__in=outcomes)


def disputes_behind(form: Form, year: int, key: str) -> QuerySet[Dispute]:
    """The reviews and suits that a figure of table four counts.

    Raises:
        KeyError: no such figure in this form.
    """
    if key not in form.keys_of_four:
        raise KeyError(key)
    _, group, column = key.split(".")
    found = _disputes_touching(year).filter(
        kind__in=[kind.value for kind, name in GROUP_OF.items() if name == group]
    )
    pending = pending_at_end(year)
    if column == TOTAL_OF_FOUR:
        return found
    return found.filter(pending) if column == "pending" else found.exclude(pending).filter(result=column)


def _disputes_touching(year: int) -> QuerySet[Dispute]:
    return Dispute.objects.filter(
        Q(concluded_on__isnull=True) | Q(concluded_on__gte=date(year, 1, 1)),
        accepted_on__lte=date(year, 12, 31),
    )


def result_row(form: Form, outcome: str) -> str:
    """The row of item three in which ``outcome`` counts under this form."""
    of_2019, of_2021 = OUTCOMES[outcome].report_rows
    return of_2021 if of_2021 in form.rows_of_three else of_2019


def _touching(year: int) -> QuerySet[Application]:
    """Cases that stand in any figure of the year's table: received by its end and not closed before it began."""
    return Application.objects.filter(received_on__lte=date(year, 12, 31)).filter(
        Q(reported_on__isnull=True) | Q(reported_on__gte=date(year, 1, 1))
    )


def _conditions(year: int) -> dict[str, Q]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    return {
        "r01": Q(received_on__gte=first),
        "r02": Q(received_on__lt=first),
        "r24": Q(reported_on__range=(first, last)),
        "r25": Q(reported_on__isnull=True) | Q(reported_on__gt=last),
    }


def _flows(year: int) -> dict[str, Count]:
    return {name: Count("pk", filter=condition) for name, condition in _conditions(year).items()}
