"""From the catalogue to table two: the bureau's normative documents, by their dated events."""

from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from disclosure.law.publication import ENDED, Validity
from disclosure.models import Category, Item

from .forms import Form

NORMATIVE = "normative-documents"  # the category of the fixtures; another bureau's tree may lack it
KEY = "t2.normative."


def tally_two(form: Form, year: int) -> dict[str, Decimal]:
    """The figures of table two that the catalogue can count; empty where it holds no normative document."""
    counted = documents_of(year)
    return {
        key: Decimal(counted[key.removeprefix(KEY)])
        for key in form.keys_of_two
        if key.removeprefix(KEY) in counted
    }


def documents_of(year: int) -> dict[str, int]:
    """``made`` and ``repealed`` in the year and ``valid`` on 31 December; empty where the catalogue holds none so far."""
    known = _documents(year)
    counts = known.aggregate(
        held=Count("pk"),
        **{name: Count("pk", filter=condition) for name, condition in _conditions(year).items()},
    )
    return counts if counts.pop("held") else {}


def documents_behind(year: int, key: str) -> QuerySet[Item]:
    """The items that a figure of table two counts.

    Raises:
        KeyError: the catalogue does not count this figure.
    """
    return _documents(year).filter(_conditions(year)[key.removeprefix(KEY)])


def _documents(year: int) -> QuerySet[Item]:
    category = Category.objects.filter(slug=NORMATIVE).first()
    if category is None:
        return Item.objects.none()
    of_kind = Item.objects.public().in_category(category).filter(formed_on__lte=date(year, 12, 31))
    return of_kind.exclude(validity=Validity.NOT_APPLICABLE.value)


def _conditions(year: int) -> dict[str, Q]:
    ended = Q(validity__in=[value.value for value in ENDED])
    return {
        "made": Q(formed_on__year=year),
        "repealed": ended & Q(repealed_on__year=year),
        "valid": Q(validity=Validity.IN_FORCE.value) | ended & Q(repealed_on__gt=date(year, 12, 31)),
    }
