"""The release gate once more, over everything of the catalogue that readers can reach."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from liaocheng_gk.gate import Finding, inspect_text
from liaocheng_gk.phones import published_phones

from . import body as body_text
from .law.publication import Change, Status
from .models import Attachment, Category, Item, Version
from .release import inspect_file_of, inspect_words
from .stops import Part, with_release
from .visiting import visit

CHUNK = 500


@dataclass(frozen=True)
class Sighting:
    """Something found in public. ``address``: the page it stands on; ``released``: a second person let it pass."""

    address: str
    part: str
    finding: Finding
    released: bool = False

    def __str__(self) -> str:
        passed = "（已由第二人放行）" if self.released else ""
        return f"{self.address} {self.part}：{self.finding}{passed}"


def scan_items() -> Iterator[Sighting]:
    """Words, files and notes of every public item, what the pages of withdrawn and retired ones still say, and the words
    of columns and fixed pages, which no door of publication lets out.
    """
    phones = published_phones()
    public = Item.objects.public().defer("search_text").prefetch_related("attachments").order_by("pk")
    for item in public.iterator(chunk_size=CHUNK):
        parts = [inspect_words(item, phones)]
        parts += [_as_cleared(row, phones) for row in item.attachments.all() if row.cleared]
        yield from _sightings(item, parts)
    notes = Version.objects.filter(item__status=Status.PUBLISHED).exclude(note="").select_related("item")
    for version in notes.defer("words").iterator(chunk_size=CHUNK):
        for finding in inspect_text(version.note, allowed=phones):
            yield Sighting(version.item.get_absolute_url(), "历次变动的说明", finding)
    titles = Version.objects.filter(item__status=Status.RETIRED, change=Change.RETIRED).select_related("item")
    for version in titles.iterator(chunk_size=CHUNK):
        for finding in inspect_text(version.words["title"], allowed=phones):
            yield Sighting(version.item.get_absolute_url(), "标题", finding)
    gone = Item.objects.filter(status=Status.WITHDRAWN).only("pk", "index_number", "withdrawn_reason")
    for item in gone.iterator(chunk_size=CHUNK):
        for finding in inspect_text(item.withdrawn_reason, allowed=phones):
            yield Sighting(item.get_absolute_url(), "撤下原因", finding)
    for address, part, text in _fixed_words():
        for finding in inspect_text(text, allowed=phones):
            yield Sighting(address, part, finding)


def _fixed_words() -> Iterator[tuple[str, str, str]]:
    """(address, part, text) of columns, and of the pages that show what the office keeps of itself."""
    for column in Category.objects.order_by("pk"):
        words = "\n".join((column.title, column.description, column.keywords))
        yield column.get_absolute_url(), "栏目名称、描述和关键词", words
    for name, part in (("guide", "指南和页脚"), ("rules", "制度")):
        address = reverse(f"disclosure:{name}")
        page = visit(address).content.decode()
        yield address, part, body_text.plain(page[max(page.find("<main"), 0) :])


def _sightings(item: Item, parts: list[Part]) -> Iterator[Sighting]:
    """Only where something was found are the books asked whether it was released."""
    for part in parts:
        if part.findings:
            released = with_release(part, item.stops.released()).released
            for finding in part.findings:
                yield Sighting(item.get_absolute_url(), part.name, finding, released)


def _as_cleared(row: Attachment, phones: list[str]) -> Part:
    """The file as it lies on the disk; one that passed before there was a gate is marked once it passes."""
    part = inspect_file_of(row, phones)
    if row.cleared == part.digest:
        return part
    if row.cleared == Attachment.BEFORE_THE_GATE:
        if not part.findings:
            Attachment.objects.filter(pk=row.pk).update(cleared=part.digest)
        return part
    return Part(part.name, part.digest, (*part.findings, Finding("CHANGED", "")), row)
