"""Search in registers whose personal texts are sealed: exact by look-up column, by part only among the newest entries.

A name, phone or certificate number is found in the whole register if it is given whole. Parts of names and of what
was asked for are looked for by opening the newest ``OPENED`` entries of the list as it is filtered.
"""

from collections.abc import Sequence

from django.db.models import Model, Q, QuerySet

from disclosure.folding import fold
from liaocheng_gk.vault import lookup_fields, lookup_hash

OPENED = 5000
SEARCH_HELP = "编号的一部分，或者完整的姓名、电话、证件号码；姓名和内容的一部分在最近 5000 件中查找。"


def holding(entries: QuerySet, words: str, texts: Sequence[str]) -> Q:
    """The condition for entries of which ``words`` are the name, phone or number, or stand in ``texts``."""
    found = Q(pk__in=_by_part(entries, words, texts))
    for field in lookup_fields(entries.model):
        if digest := lookup_hash(field.purpose, words):
            found |= Q(**{field.name: digest})
    return found


def _by_part(entries: QuerySet, words: str, texts: Sequence[str]) -> list[int]:
    wanted = [fold(word) for word in words.split()]
    if not wanted:
        return []
    newest = (
        entries.select_related(None)
        .order_by("-pk")
        .only("pk", *_bound(entries.model, texts), *texts)[:OPENED]
    )
    return [
        entry.pk
        for entry in newest
        if all(any(word in fold(getattr(entry, text)) for text in texts) for word in wanted)
    ]


def _bound(model: type[Model], texts: Sequence[str]) -> set[str]:
    return {model._meta.get_field(text).bind for text in texts}
