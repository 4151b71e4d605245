"""Migrations of the catalogue that change rows: what lay there before, and what readers have of it afterwards."""

import pytest
from django.core.management import call_command

from tests.migrating import migrate

BEFORE, AFTER = ("disclosure", "0023_large_segments"), ("disclosure", "0024_files_wait")
ROOMS = [("applications", "__first__"), ("reports", "__first__")]


def _item(apps, category, number: int, status: str, awaiting: str = ""):
    public = {
        "index_number": f"113715000046313412/2026-{number:05d}",
        "published_at": "2026-03-10T09:00:00+08:00",
        "publisher": "聊城市商务局",
        "secrecy_reviewer": "审查员",
    }
    return apps.get_model("disclosure", "Item").objects.create(
        title=f"第{number}条", category=category, formed_on="2026-03-02", status=status, awaiting=awaiting,
        **{} if status == "draft" else public,
        **{"withdrawn_at": "2026-03-20T09:00:00+08:00", "withdrawn_reason": "误发"} if status == "withdrawn" else {},
    )  # fmt: skip


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_files_that_never_passed_the_gate_wait_and_their_items_with_them(put_back):
    old = migrate(BEFORE)
    category = old.get_model("disclosure", "Category").objects.create(slug="a", title="甲", description="甲")
    attachment = old.get_model("disclosure", "Attachment")
    items = {
        "late file": _item(old, category, 1, "published"),  # a file came after it was public
        "clean": _item(old, category, 2, "published"),
        "under review": _item(old, category, 3, "published", "sign"),
        "draft": _item(old, category, 4, "draft", "draft"),
        "withdrawn": _item(old, category, 5, "withdrawn", "draft"),
    }
    files = (
        ("late file", "passed", "x"), ("late file", "new", ""), ("clean", "passed", "before-the-gate"),
        ("under review", "new", ""), ("draft", "new", ""), ("withdrawn", "new", ""),
    )  # fmt: skip
    for of, name, cleared in files:
        attachment.objects.create(item=items[of], file=f"items/{name}", name=name, size=1, cleared=cleared)

    new = migrate(AFTER)
    rows = new.get_model("disclosure", "Attachment").objects.order_by("pk")
    assert [(row.item_id, row.name, row.state) for row in rows] == [
        (items[of].pk, name, "waiting" if of in ("late file", "under review") and not cleared else "own")
        for of, name, cleared in files
    ]
    stored = new.get_model("disclosure", "Item").objects.in_bulk()
    assert {of: stored[item.pk].awaiting for of, item in items.items()} == {
        "late file": "draft", "clean": "", "under review": "sign", "draft": "draft", "withdrawn": "draft",
    }  # fmt: skip
    assert (stored[items["late file"].pk].status, stored[items["late file"].pk].pending) == (
        "published",
        None,
    )

    again = migrate(BEFORE)  # nothing of the files is lost on the way back, nor what waits for them
    assert again.get_model("disclosure", "Attachment").objects.count() == len(files)
    assert again.get_model("disclosure", "Item").objects.get(title="第1条").awaiting == "draft"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_triggers_go_and_come_with_the_tables_they_ask(put_back):
    """Else a release taken back could store no file any more."""
    call_command("migrate", "disclosure", "0024", verbosity=0)
    apps = migrate(("disclosure", "0024_files_wait"))
    category = apps.get_model("disclosure", "Category").objects.create(slug="a", title="甲", description="甲")
    item = _item(apps, category, 1, "published")
    attachments = apps.get_model("disclosure", "Attachment").objects
    attachments.create(item=item, file="items/a", name="a", size=1, cleared="x")
    attachments.all().delete()
    call_command("migrate", verbosity=0)
    with pytest.raises(Exception, match="public file stays"):
        migrate(("disclosure", "0026_former_files")).get_model("disclosure", "Attachment").objects.create(
            item_id=item.pk, file="items/b", name="b", size=1, cleared="x"
        )
