"""Takes the log of changes into the search index: every segment that a change touches is made anew from the items.

A change stays in the log, and its item is searched by reading it, until the commit that brings it into the index: the
index may lag, and never lies. No page waits for this; a timer calls ``manage.py index_search``.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from secrets import randbits
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, F, Max, Q

from disclosure.batches import batched
from disclosure.models import (
    CatalogueState,
    Category,
    CategoryCount,
    Item,
    ItemChange,
    SearchEntry,
    SearchPage,
    SearchSegment,
)

from .contents import Contents, read_segment
from .places import Place, microseconds, moment_of
from .postings import CAPACITY
from .snapshot import snapshot
from .spans import pack_spans

STANDING = ("validity", "in_force_on", "expires_on", "repealed_on")
BATCH = 1_000  # rows read or written at a time


class Span(NamedTuple):
    """A segment (pk None: still to be made) and the first place that belongs to it (None: whatever comes before)."""

    start: Place | None
    pk: int | None


def take_in_changes() -> int:
    """Bring the index up to the log as it stands now; returns how many changes were taken in.

    Of two runs at a time, the second finds its segments gone, leaves the log as it is and returns 0.
    """
    changes = list(ItemChange.objects.values_list("pk", "item", "category", "change", "at"))
    spans = [Span((time, item), pk) for pk, time, item in _segments()] or [Span(None, None)]
    spans[0] = Span(None, spans[0].pk)
    for number in _touched(spans, {item for _, item, *_ in changes}):
        end = spans[number + 1].start if number + 1 < len(spans) else None
        if not _rebuild(spans[number], end):
            return 0
    _count(changes)
    return len(changes)


def rebuild() -> int:
    """Make the index and the counts anew from the items; returns the number of public items."""
    with snapshot():
        SearchSegment.objects.all().delete()
        CategoryCount.objects.all().delete()
        last = ItemChange.objects.aggregate(pk=Max("pk"), at=Max("at"))
        ItemChange.objects.all().delete()
        counts = Item.objects.public().order_by().values_list("category").annotate(Count("pk"))
        CategoryCount.objects.bulk_create(
            CategoryCount(category_id=pk, number=number) for pk, number in counts
        )
        _rebuild(Span(None, None), None)
        if last["pk"]:
            _remember(last["pk"], last["at"])
        return sum(CategoryCount.objects.values_list("number", flat=True))


def _segments() -> list[tuple[int, int, int]]:
    return list(SearchSegment.objects.values_list("pk", "start_time", "start_item"))


def _touched(spans: list[Span], items: set[int]) -> list[int]:
    """Numbers of the spans that hold one of ``items`` or are to hold it."""
    touched: set[int] = set()
    number_of = {span.pk: number for number, span in enumerate(spans)}
    starts = [span.start for span in spans[1:]]
    for some in batched(items, BATCH):
        held = SearchEntry.objects.filter(pk__in=some).values_list("segment", flat=True).distinct()
        touched.update(number_of[segment] for segment in held if segment in number_of)
        for pk, published_at in Item.objects.public().filter(pk__in=some).values_list("pk", "published_at"):
            touched.add(bisect_right(starts, (microseconds(published_at), pk)))
    return sorted(touched)


@transaction.atomic
def _rebuild(span: Span, end: Place | None) -> bool:
    """Replace one segment by as many as its items need; whether it was still there to be replaced."""
    rows = _items(span.start, end)
    segment = read_segment(rows, CAPACITY)
    # Made before anything is written: SQLite is locked as shortly as can be.
    pages: Iterable[tuple[int, bytes]] = list(segment.pages()) if segment else []
    if span.pk is not None and not SearchSegment.objects.filter(pk=span.pk).delete()[0]:
        return False
    while segment:
        _write(segment, pages)
        if segment := read_segment(rows, CAPACITY):
            pages = segment.pages()
    return True


def _items(start: Place | None, end: Place | None) -> Iterator[Any]:
    """The public items from ``start`` up to before ``end``, oldest first."""
    rows = Item.objects.public()
    if start:
        moment = moment_of(start[0])
        rows = rows.filter(Q(published_at__gt=moment) | Q(published_at=moment, pk__gte=start[1]))
    if end:
        moment = moment_of(end[0])
        rows = rows.filter(Q(published_at__lt=moment) | Q(published_at=moment, pk__lt=end[1]))
    fields = ("pk", "published_at", "title", "search_text", "category_id", "department", *STANDING)
    ordered = rows.order_by("published_at", "pk").values_list(*fields, named=True)
    return ordered.iterator(chunk_size=BATCH)


def _write(segment: Contents, pages: Iterable[tuple[int, bytes]]) -> None:
    time, item = segment.places[0]
    pk = SearchSegment.objects.create(
        start_time=time,
        start_item=item,
        size=len(segment.places),
        token=randbits(62),
        years=sorted(segment.years),
        departments=sorted(segment.departments),
        spans=pack_spans(segment.turns),
    ).pk
    for some in batched(pages, BATCH):
        SearchPage.objects.bulk_create(
            SearchPage(segment_id=pk, first_key=key, content=page) for key, page in some
        )
    for some in batched(enumerate(segment.places), BATCH):
        SearchEntry.objects.bulk_create(
            (SearchEntry(item=item, segment_id=pk, slot=slot) for slot, (_, item) in some),
            update_conflicts=True,  # an item whose time was changed may still stand in a segment not yet made anew
            unique_fields=["item"],
            update_fields=["segment", "slot"],
        )


@transaction.atomic
def _count(changes: list[tuple]) -> None:
    """Add the changes to the counts and take them out of the log."""
    sums = Counter()
    for _, _, category, change, _ in changes:
        sums[category] += change
    for category in Category.objects.filter(pk__in=[pk for pk in sums if sums[pk]]):
        count, _ = CategoryCount.objects.get_or_create(category=category)
        CategoryCount.objects.filter(pk=count.pk).update(number=F("number") + sums[category.pk])
    for some in batched((pk for pk, *_ in changes), BATCH):
        ItemChange.objects.filter(pk__in=some).delete()
    if changes:
        _remember(max(pk for pk, *_ in changes), max(at for *_, at in changes))


def _remember(last_change: int, at: datetime) -> None:
    CatalogueState.objects.update_or_create(pk=1, defaults={"last_change": last_change, "changed_at": at})
