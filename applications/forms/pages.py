"""The application form in three pages, as the progress line names them; check page and receipt follow."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class FormPage:
    key: str
    title: str
    fields: tuple[str, ...]


PAGES = (
    FormPage(
        "contact",
        "申请人",
        (
            "applicant_kind",
            "name",
            "identity_kind",
            "identity_number",
            "representative",
            "contact_name",
            "phone",
            "scan_front",
            "scan_back",
        ),
    ),
    FormPage("want", "所需信息", ("description",)),
    FormPage("receive", "获取方式", ("carrier", "delivery", "email", "address", "postcode")),
)
CHECK, RECEIPT = "check", "receipt"
_TITLES = {page.key: page.title for page in PAGES} | {CHECK: "核对", RECEIPT: "回执"}


class Step(NamedTuple):
    title: str
    state: str
    """``done``, ``now`` or ``later``."""


def page_named(key: str) -> FormPage | None:
    return next((page for page in PAGES if page.key == key), None)


def progress(now: str) -> list[Step]:
    """The progress line as it stands on the page with this key."""
    keys = list(_TITLES)
    at = keys.index(now)
    return [
        Step(_TITLES[key], "done" if place < at else "now" if place == at else "later")
        for place, key in enumerate(keys)
    ]
