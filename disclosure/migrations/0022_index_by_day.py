"""The index now holds what turns with the days: it is emptied, every public item stands in the log, and is taken in from there."""

from django.db import migrations

EMPTY = [
    "DELETE FROM disclosure_searchpage",
    "DELETE FROM disclosure_searchentry",
    "DELETE FROM disclosure_searchsegment",
    "DELETE FROM disclosure_categorycount",
    "DELETE FROM disclosure_itemchange",
    """INSERT INTO disclosure_itemchange (item, category, change, at)
SELECT id, category_id, 1, CURRENT_TIMESTAMP FROM disclosure_item WHERE status = 'published'""",
]


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0021_validity_spans")]
    operations = [migrations.RunSQL(EMPTY, migrations.RunSQL.noop)]
