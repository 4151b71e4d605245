"""Texts read by the database, for words that the index alone does not prove."""

import json
from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import BooleanField, F, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex

from disclosure.models import Item, ItemQuerySet


def among(items: list[int]) -> ItemQuerySet:
    """These items; as one value, for thousands of them would be slow to read as many."""
    if connection.vendor == "postgresql":
        return Item.objects.filter(RawSQL("disclosure_item.id = ANY(%s)", [items], BooleanField()))
    chosen = RawSQL("SELECT value FROM json_each(%s)", [json.dumps(items)])
    return Item.objects.filter(pk__in=chosen)


def holding(rows: ItemQuerySet, words: Sequence[str]) -> ItemQuerySet:
    """Those of ``rows`` whose text holds every word."""
    rows = rows.alias(**_places_of(words))
    return rows.filter(**{f"{name}__gt": 0 for name in _places_of(words)})


def lacking(rows: ItemQuerySet, words: Sequence[str]) -> ItemQuerySet:
    """Those of ``rows`` whose text lacks one of the words."""
    lacks = (Q(**{name: 0}) for name in _places_of(words))
    return rows.alias(**_places_of(words)).filter(reduce(or_, lacks))


def _places_of(words: Sequence[str]) -> dict[str, StrIndex]:
    return {f"word_{number}": StrIndex(F("search_text"), Value(word)) for number, word in enumerate(words)}
