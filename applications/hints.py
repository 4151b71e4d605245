"""What the desk should know of a case before it decides: earlier cases, likely duplicates, frequency, other matters.

Nothing here forbids anything. The queries are bounded: the applicant's own newest cases by index, and the newest
others by primary key.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from disclosure.folding import fold

from .law.diversion import diversions_in
from .law.fees import PER_PIECE, fee_of_piece
from .models import Application

OWN_CASES = 100  # the applicant's newest cases looked at
OTHER_CASES = 500  # the newest cases of others looked at
SHOWN = 10
SIMILAR = 0.5  # share of common pairs of characters from which a description counts as alike
COMPARED = 600  # characters of a description that are compared
FREE_PIECES = PER_PIECE[0].last  # pieces a month for which nothing may be charged (109号4)


@dataclass(frozen=True)
class Similar:
    """Another case that asks for much the same. ``own``: by the same applicant, where 条例36(六) may apply."""

    case: Application
    percent: int
    own: bool


@dataclass(frozen=True)
class Frequency:
    """The applicant's pieces in the calendar month and year of the case. ``place``: which piece of the month it is."""

    place: int
    in_month: int
    in_year: int

    @property
    def chargeable(self) -> bool:
        return self.place > (FREE_PIECES or 0)

    @property
    def yuan(self) -> int:
        """What this piece would cost by itself, if counted by pieces."""
        return fee_of_piece(self.place)


@dataclass(frozen=True)
class Hints:
    own: list[Application]
    similar: list[Similar]
    frequency: Frequency
    diversions: list[tuple[str, str, str, str]]
    """(what it looks like, the words found, what may be told, article)"""


def hints_for(case: Application) -> Hints:
    """Everything the case screen shows, in three queries."""
    own = list(same_applicant(case).order_by("-pk")[:OWN_CASES])
    others = Application.objects.exclude(pk__in=[case.pk, *(other.pk for other in own)]).only(
        "number", "submission_key", "description", "stage", "outcome", "closed_on"
    )
    return Hints(
        own=own[:SHOWN],
        similar=similar_cases(case, own, others.order_by("-pk")[:OTHER_CASES]),
        frequency=frequency(case),
        diversions=[
            (row.label, "、".join(words), row.suggestion, row.article)
            for row, words in diversions_in(case.description)
        ],
    )


def same_applicant(case: Application) -> QuerySet[Application]:
    """Other cases by the same person: by the number of the certificate, without one by name and phone."""
    return Application.objects.filter(_is_applicant(case)).exclude(pk=case.pk)


def _is_applicant(case: Application) -> Q:
    if case.identity_hash:
        return Q(identity_hash=case.identity_hash)
    if case.name_hash:
        return Q(name_hash=case.name_hash, phone_hash=case.phone_hash)
    return Q(pk=case.pk)  # erased: nobody is known any more


def similar_cases(
    case: Application, own: Iterable[Application], others: Iterable[Application]
) -> list[Similar]:
    """Cases whose description is alike, the applicant's own first, then by likeness."""
    pairs = bigrams(case.description)
    found = [
        Similar(other, round(100 * share), is_own)
        for cases, is_own in ((own, True), (others, False))
        for other in cases
        if (share := likeness(pairs, bigrams(other.description))) >= SIMILAR
    ]
    return sorted(found, key=lambda row: (not row.own, -row.percent, -row.case.pk))[:SHOWN]


def bigrams(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters, without blanks and signs; a single character stands for itself."""
    signs = "".join(filter(str.isalnum, fold(text[:COMPARED])))
    return frozenset(signs[at : at + 2] for at in range(max(1, len(signs) - 1))) if signs else frozenset()


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient of two sets of pairs, 0 to 1."""
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 0.0


def frequency(case: Application) -> Frequency:
    """How often the applicant asks: what 条例35 and the fee by pieces look at; both leave the judgment to the office."""
    month, next_month, year, next_year = _bounds(case)
    this_month = Q(submitted_at__gte=month, submitted_at__lt=next_month)
    counted = Application.objects.filter(
        _is_applicant(case), submitted_at__gte=year, submitted_at__lt=next_year
    ).aggregate(
        in_year=Count("pk"),
        in_month=Count("pk", filter=this_month),
        place=Count("pk", filter=this_month & Q(pk__lte=case.pk)),
    )
    return Frequency(**counted)


def _bounds(case: Application) -> tuple[datetime, datetime, datetime, datetime]:
    """First moments of the month, the next month, the year and the next year of submission, in the bureau's zone."""
    day = case.submitted_on
    following = (day.year + day.month // 12, day.month % 12 + 1)
    zone = timezone.get_current_timezone()
    return tuple(
        datetime(year, month, 1, tzinfo=zone)
        for year, month in ((day.year, day.month), following, (day.year, 1), (day.year + 1, 1))
    )
