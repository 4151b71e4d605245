"""The item at an address, with what it has beside its text, in one question.

It is not written by the ORM, which takes longer to write it than the database to answer it.
"""

from functools import cache

from django.db.models import Field

from liaocheng_gk import prepared

from .law.publication import Change, Status
from .models import Item
from .models.item import OFFICE_ONLY

_QUESTION = """SELECT {columns},
 EXISTS (SELECT 1 FROM disclosure_attachment WHERE item_id = i.id) AS has_attachments,
 EXISTS (SELECT 1 FROM disclosure_link WHERE later_id = i.id OR earlier_id = i.id) AS has_links,
 EXISTS (SELECT 1 FROM disclosure_version WHERE item_id = i.id AND change <> %s) AS has_history
FROM disclosure_item i WHERE index_number = %s AND status NOT IN (%s, %s)"""


def item_at(index_number: str) -> Item | None:
    """The item that is or was public under this number, with ``has_attachments``, ``has_links`` and ``has_history``."""
    values = (Change.FIRST.value, index_number, Status.DRAFT.value, Status.SCHEDULED.value)
    names = [field.attname for field in _fields()]
    beside = ("has_attachments", "has_links", "has_history")
    return next(iter(prepared.instances_of(Item, _question(), values, names, beside)), None)


@cache
def _question() -> str:
    return _QUESTION.format(columns=", ".join(f"i.{field.column}" for field in _fields()))


@cache
def _fields() -> list[Field]:
    left_out = {"search_text", *OFFICE_ONLY}
    return [field for field in Item._meta.concrete_fields if field.name not in left_out]
