"""Fill Wagtail with the items that the portal holds: read as JSON lines from standard input."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
django.setup()

from columns.models import Bureau, ColumnPage, ItemPage  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.db import connection  # noqa: E402
from treebeard.mp_tree import MP_Node  # noqa: E402
from wagtail.models import Locale, Page, Site  # noqa: E402

BATCH = 2000


def main() -> None:
    head = json.loads(sys.stdin.readline())
    root = Page.get_first_root_node()
    top = root.add_child(instance=Page(title="法定主动公开内容", slug="catalogue"))
    site, _ = Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "127.0.0.1", "port": 80, "root_page": top}
    )
    Bureau.objects.create(site=site, **head["bureau"])
    columns = {}
    for row in head["columns"]:
        page = ColumnPage(
            title=row["title"], slug=row["slug"], description=row["description"], show_in_menus=True
        )
        columns[row["slug"]] = top.add_child(instance=page)
    places = dict.fromkeys(columns, 0)
    batch = []
    for line in sys.stdin:
        batch.append(json.loads(line))
        if len(batch) == BATCH:
            insert(batch, columns, places)
            batch = []
    insert(batch, columns, places)
    for slug, number in places.items():
        Page.objects.filter(pk=columns[slug].pk).update(numchild=number)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def insert(batch: list[dict], columns: dict[str, ColumnPage], places: dict[str, int]) -> None:
    """Past ``add_child``, which would take an hour: the tree's paths are counted here."""
    kind, locale = ContentType.objects.get_for_model(ItemPage), Locale.get_default()
    pages = []
    for row in batch:
        parent = columns[row["column"]]
        places[row["column"]] += 1
        path = parent.path + MP_Node._int2str(places[row["column"]]).rjust(4, "0")
        pages.append(
            Page(
                title=row["title"], draft_title=row["title"], slug=row["slug"], path=path, depth=parent.depth + 1,
                content_type=kind, locale=locale, live=True, url_path=f"{parent.url_path}{row['slug']}/",
                first_published_at=row["published_at"], last_published_at=row["published_at"],
            )
        )  # fmt: skip
    Page.objects.bulk_create(pages)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO columns_itempage"
            " (page_ptr_id, index_number, document_number, publisher, formed_on, published_at, body)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [
                (
                    page.pk, row["index_number"], row["document_number"], row["publisher"], row["formed_on"],
                    row["published_at"], row["body"],
                )
                for page, row in zip(pages, batch, strict=True)
            ],
        )  # fmt: skip


main()
