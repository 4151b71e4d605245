"""Files of a public item wait for their review beside the public ones; those that came after it and never passed the gate wait, too."""

from django.db import migrations, models

WAIT = [
    """UPDATE disclosure_attachment SET state = 'waiting' WHERE cleared = ''
AND item_id IN (SELECT id FROM disclosure_item WHERE status = 'published')""",
    """UPDATE disclosure_item SET awaiting = 'draft' WHERE status = 'published' AND awaiting = ''
AND id IN (SELECT item_id FROM disclosure_attachment WHERE state = 'waiting')""",
]


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0023_large_segments"),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="state",
            field=models.CharField(
                choices=[("own", "在用"), ("waiting", "新增，待公开"), ("leaving", "待删除")],
                default="own",
                editable=False,
                max_length=8,
                verbose_name="情况",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["own", "waiting", "leaving"])),
                name="attachment_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "waiting"), _negated=True), ("cleared", ""), _connector="OR"
                ),
                name="attachment_waits_inside",
                violation_error_message="待公开的附件不能先于审核公开。",
            ),
        ),
        migrations.RunSQL(WAIT, migrations.RunSQL.noop),
    ]
