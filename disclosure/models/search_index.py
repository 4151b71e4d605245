"""The search index and the log that keeps it, and the counts of the catalogue, in step with the items.

The log is written by the database itself (``disclosure.change_log``), in the transaction that changes an item, whoever
changes it. What stands in the log is searched item by item; ``disclosure.search.indexing`` takes it into the index.
"""

from django.db import models

from .category import Category


class ItemChange(models.Model):
    """An item began (+1) or ceased (-1) to be public as it was; a change of a public item is both."""

    item = models.BigIntegerField()  # no foreign key: the row outlives an item that was deleted
    category = models.BigIntegerField()
    change = models.SmallIntegerField()
    at = models.DateTimeField()


class SearchSegment(models.Model):
    """Items published from ``start`` on, up to the start of the next segment."""

    start_time = (
        models.BigIntegerField()
    )  # microseconds since 1970 of the first item; of the first segment: 0
    start_item = models.BigIntegerField()
    size = models.PositiveIntegerField()  # items
    token = models.BigIntegerField()  # drawn; tells it from every other segment there ever was
    years = models.JSONField()  # of publication
    departments = models.JSONField()
    spans = models.BinaryField(default=bytes)  # of the items whose validity turns: disclosure.search.spans

    class Meta:
        ordering = ["start_time", "start_item"]


class SearchPage(models.Model):
    """A page of postings of one segment, found by its first key."""

    pk = models.CompositePrimaryKey("segment_id", "first_key")
    segment = models.ForeignKey(SearchSegment, models.CASCADE, db_index=False)
    first_key = models.BigIntegerField()
    content = models.BinaryField()


class SearchEntry(models.Model):
    """Where an item stands in the index."""

    item = models.BigIntegerField(primary_key=True)
    segment = models.ForeignKey(SearchSegment, models.CASCADE)
    slot = models.PositiveIntegerField()


class CategoryCount(models.Model):
    """Public items of a category, without those still in the log."""

    category = models.OneToOneField(Category, models.CASCADE, primary_key=True)
    number = models.BigIntegerField(default=0)


class CatalogueState(models.Model):
    """One row: until when the log has been taken in. Tells machines whether the catalogue has changed."""

    last_change = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)
