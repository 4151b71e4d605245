"""What readers see of an item's own words: it goes public only as it was reviewed; a correction waits in ``pending``."""

import json
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import Any

from .law.publication import Status
from .law.review import Weight, weight_of
from .models import Item

REVIEWED_FIELDS = (
    *(
        "title",
        "category_id",
        "article20",
        "theme",
        "genre",
        "publisher",
        "department",
        "source",
        "document_number",
    ),
    *("formed_on", "weight", "summary", "keywords", "body"),
)


def own_words(item: Item) -> dict[str, Any]:
    """The reviewed fields as they may stand in JSON."""
    values = {name: getattr(item, name) for name in REVIEWED_FIELDS}
    return values | {"formed_on": item.formed_on.isoformat()}


def take_words(item: Item, words: dict[str, Any]) -> None:
    """Set reviewed fields of ``item`` from ``words``; nothing is saved."""
    for name, value in words.items():
        setattr(item, name, date.fromisoformat(value) if name == "formed_on" else value)


def snapshot(item: Item) -> dict[str, Any]:
    """What a version keeps: the words, the validity and the names of the files."""
    return own_words(item) | {
        "validity": item.validity,
        **{
            name: getattr(item, name) and getattr(item, name).isoformat()
            for name in ("repealed_on", "in_force_on", "expires_on")
        },
        "files": list(item.attachments.readers().values_list("name", flat=True)),
    }


def text_digest(item: Item, files: Iterable[tuple[str, str]] | None = None) -> str:
    """Names the text under review, with what waits in ``pending`` and the files: any change gives another one.

    Args:
        files: (name, stored name) of the attachments as they are planned; read from the database if left out.
    """
    words = own_words(item) | (item.pending or {})
    if files is None:
        files = item.attachments.planned().values_list("name", "file")
    words["files"] = [list(file) for file in files]
    # What a text does to others is reviewed with it; of a public text it has been done already.
    if item.status not in (Status.SCHEDULED, Status.PUBLISHED) and (
        links := item.links.values_list("kind", "earlier", "on")
    ):
        words["links"] = [[kind, earlier, on and on.isoformat()] for kind, earlier, on in links]
    return sha256(json.dumps(words, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def review_weight(item: Item) -> Weight:
    """By what waits for review, if anything does."""
    words = {"weight": item.weight, "document_number": item.document_number} | (item.pending or {})
    return weight_of(words["weight"], words["document_number"])
