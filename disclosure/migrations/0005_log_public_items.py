"""Items that were public before the log existed stand in it as begun; the triggers follow after every migration."""

from django.db import migrations

LOG = """INSERT INTO disclosure_itemchange (item, category, change, at)
SELECT id, category_id, 1, CURRENT_TIMESTAMP FROM disclosure_item WHERE status = 'published'"""


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0004_search_index")]
    operations = [migrations.RunSQL(LOG, migrations.RunSQL.noop)]
