"""What a page of search asks of the database. What depends on the catalogue alone is kept for an edition."""

import re
from html import unescape
from itertools import product
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosure.models import AttachmentText, Item, SearchSegment
from disclosure.search import readings
from disclosure.search.indexing import take_in_changes
from tests.factories.disclosure import CategoryFactory, attach, moment, public_row, published

MOST = 8
OPENING = ("BEGIN", "SET TRANSACTION", "COMMIT")  # of the snapshot: they read nothing
LINK = re.compile(r'rel="(prev|next)" href="([^"]+)"')
QUESTIONS = {
    "1 sign": "q=商",
    "2 signs": "q=商务",
    "3 signs": "q=商务局",
    "4 signs": "q=商务通知",
    "8 signs": "q=商务通知今年二月",
    "two words": "q=商务通知+正文之中",
    "in files alone": "q=附件里面",
    "nowhere": "q=没有的词",
    "filters": "q=商务通知&category=news&year=2026&validity=in_force&department=外贸科",
    "filters alone": "category=news",
}


def asked_by(client, address: str) -> SimpleNamespace:
    """The statements that a page reads with, the words unread before; and its links to the pages around it."""
    readings._kept.clear()
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address).content.decode()
    statements = [query["sql"] for query in asked if not query["sql"].startswith(OPENING)]
    links = {rel: unescape(link) for rel, link in LINK.findall(page)}
    return SimpleNamespace(statements=statements, links=links, page=page)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("segments", ["one segment", "many segments"])
def test_a_page_of_search_costs_at_most_eight_queries(bureau, client, request, segments):
    if segments == "many segments":
        request.getfixturevalue("small_segments")
    news = CategoryFactory(slug="news")
    for number in range(45):
        public_row(
            category=news,
            department="外贸科",
            validity="in_force",
            index_number=f"113715000046313412/2026-{number:05d}",
            title=f"商务通知今年二月{number}" if number % 2 else f"商务局公告{number}",
            body="<p>商务通知今年二月，正文之中，商务局</p>",
            at=moment(3 + number % 20),
        )
    file = attach(published(category=news, title="有附件的", at=moment(2)), "名单.pdf")
    AttachmentText.objects.filter(attachment=file).update(text="附件里面的字")
    file.item.save()
    take_in_changes()
    assert (SearchSegment.objects.count() > 8) == (segments == "many segments")
    client.get("/search/?q=商务")
    asked = walked(client)
    missed = [name for (name, *_), page in asked.items() if "共 0 条" in page.page]
    assert set(missed) == {"nowhere"}
    assert "附件“名单.pdf”" in asked["in files alone", "date", 1].page
    assert len(asked) > 40
    assert {where: page.statements for where, page in asked.items() if len(page.statements) > MOST} == {}
    # What has changed since is read beside the index: on every page, both ways, and where the page's edge has moved.
    Item.objects.filter(index_number__contains="2026-0002").update(body="<p>商务通知今年二月，改过</p>")
    Item.objects.filter(index_number__endswith="2026-00031").update(published_at=moment(27))
    client.get("/search/?q=商务")
    asked = walked(client)
    assert {where: page.statements for where, page in asked.items() if len(page.statements) > MOST} == {}


def walked(client) -> dict[tuple[str, str, int], SimpleNamespace]:
    """Every question in both orders: the first page (1), the next (2) and back (-1), as ``asked_by`` tells."""
    asked = {}
    for (name, question), order in product(QUESTIONS.items(), ("relevance", "date")):
        asked[name, order, 1] = page = asked_by(client, f"/search/?{question}&order={order}")
        if older := page.links.get("next"):
            asked[name, order, 2] = behind = asked_by(client, older)
            asked[name, order, -1] = asked_by(client, behind.links["prev"])
    return asked
