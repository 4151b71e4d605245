"""Kept pages: never stale, never another reader's, and not built again for a browser that has them."""

import gzip
import re
from datetime import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone

from disclosure.publication import withdraw
from liaocheng_gk import edition
from liaocheng_gk.models import Agency
from liaocheng_gk.public_pages import KEPT, code_digest
from liaocheng_gk.shelf import SHELF
from tests.factories.disclosure import CategoryFactory, attach, moment, office, published

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = (
    "/",
    "/guide/",
    "/rules/",
    "/catalogue/",
    "/catalogue/news/",
    "/catalogue/article20/20-01/",
    "/sitemap/",
    "/open-data/",
    "/reports/",
)
REPORT = ("/reports/2023/", "/reports/2023/print/")
# What asking for a kept page costs: the edition; and once in an edition, the office hours.
EDITION_AND_HOURS = 2


@pytest.fixture
def site(bureau):
    """Items, files and a report; nothing kept yet."""
    SHELF.clear()
    news = CategoryFactory(slug="news", title="通知公告")
    item = published(category=news, title="公开的通知")
    attach(item)
    call_command("loaddata", "figures_2023", verbosity=0)
    yield item
    SHELF.clear()


@pytest.fixture
def pages(site) -> tuple[str, ...]:
    return (*PAGES, *REPORT, site.get_absolute_url())


def queries(client: Client, url: str, **headers: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        client.get(url, headers=headers)
    return [query["sql"] for query in seen]


def test_every_marked_view_is_in_the_list_of_pages(pages):
    """A view marked later must come into these tests."""
    marked = {
        pattern.name
        for room in get_resolver().url_patterns
        for pattern in getattr(room, "url_patterns", [])
        if getattr(pattern.callback, "public_page", None) == KEPT
    }
    assert marked == {
        *("home", "guide", "rules", "catalogue", "category", "sitemap_page", "open_data", "item", "kind"),
        *("list", "report", "print"),
    }
    assert len(pages) == len(marked)


def test_kept_page_is_the_page_as_it_was_built(pages):
    for url in pages:
        built, kept = Client().get(url), Client().get(url)
        assert (built.status_code, kept.status_code) == (200, 200)
        assert built.content == kept.content
        assert dict(built.items()) | {"X-Accel-Expires": ""} == dict(kept.items()) | {"X-Accel-Expires": ""}
        assert "default-src 'self'" in kept["Content-Security-Policy"]


def test_kept_page_costs_the_edition_alone(pages):
    client = Client()
    for url in pages:
        client.get(url)
        assert len(queries(client, url)) == 1


def test_304_does_not_build_the_page(pages):
    """Not even in a worker that has not kept it: the tag says all that the page depends on."""
    client = Client()
    for url in pages:
        tag = client.get(url)["ETag"]
        SHELF.clear()
        response = client.get(url, headers={"If-None-Match": tag})
        assert (response.status_code, response.content) == (304, b"")
        assert response["ETag"] == tag
        assert len(queries(client, url, **{"If-None-Match": tag})) <= EDITION_AND_HOURS


def test_kept_page_is_stale_for_nobody_after_any_change(site):
    client, url = Client(), site.get_absolute_url()
    tag = client.get(url)["ETag"]
    assert "公开的通知" in client.get("/catalogue/news/").content.decode()
    withdraw(site, by=office(), at=moment(20), reason="含个人信息")
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 410
    assert "公开的通知" not in client.get("/catalogue/news/").content.decode()
    published(category=site.category, title="新的通知")
    assert "新的通知" in client.get("/catalogue/news/").content.decode()


def test_kept_report_is_gone_with_its_publication(site):
    assert Client().get("/reports/2023/").status_code == 200
    with connection.cursor() as cursor:  # past every door
        cursor.execute(
            "UPDATE reports_report SET status = 'draft', published_on = NULL, published_by_id = NULL"
        )
    assert Client().get("/reports/2023/").status_code == 404


def test_kept_page_ends_with_the_day_and_with_the_hours(site):
    """The footer says when the office opens; at its hours and at midnight the page is another one."""
    client = Client()
    zone = timezone.get_default_timezone()
    tags = []
    for day, hour, minute in ((24, 9, 0), (24, 9, 30), (24, 12, 30), (25, 9, 0)):
        with time_machine.travel(datetime(2026, 11, day, hour, minute, tzinfo=zone), tick=False):
            tags.append(client.get("/")["ETag"])
    assert tags[0] == tags[1]
    assert len(set(tags)) == 3


def test_kept_page_of_large_type_is_not_the_other(pages):
    large, normal = Client(), Client()
    large.post("/display/", {"type": "large"})
    for url in pages:
        for _ in range(2):
            assert ("type-large" in large.get(url).content.decode()) == ("print" not in url)
            assert "type-large" not in normal.get(url).content.decode()
        assert large.get(url)["ETag"] != normal.get(url)["ETag"]


def test_kept_page_shows_no_host_to_another(site):
    url = site.get_absolute_url()
    assert b"http://localhost/" in Client().get(url, headers={"Host": "localhost"}).content
    assert b"localhost" not in Client().get(url).content
    assert Client().get("/", headers={"Host": "evil.example"}).status_code == 400
    assert b"evil.example" not in Client().get("/").content


def test_reader_with_a_session_gets_no_kept_page_and_leaves_none(site, staff):
    member = Client()
    member.force_login(staff("zhang-san", "reports.view_report"))
    for _ in range(2):
        response = member.get("/reports/2023/")
        assert "ETag" not in response
        assert "X-Accel-Expires" not in response
        assert "private" in response["Cache-Control"]
    before = Client().get("/reports/2023/")
    assert len(queries(Client(), "/reports/2023/")) == 1
    assert len(queries(member, "/reports/2023/")) > 3
    assert before["Cache-Control"] == "no-cache"


def test_nothing_of_one_reader_is_ever_kept(pages, staff):
    """Everything that a request can carry of a person is carried, on every page; then a stranger looks."""
    mark = "PERSONAL-7f3a"
    member = Client()
    member.force_login(staff(mark))
    for url in pages:
        member.get(url)
        Client(
            headers={"User-Agent": mark, "Referer": f"http://testserver/{mark}", "Accept-Language": mark}
        ).get(url)
        Client(headers={"Authorization": f"Basic {mark}", "X-Forwarded-For": mark}).get(url)
        carrier = Client()
        for name in ("csrftoken", "gk_draft", "gk_receipt", "messages", "sessionid", "_tracker"):
            carrier.cookies[name] = mark
        carrier.get(url)
    for url in pages:
        response = Client().get(url)
        assert mark not in response.content.decode()
        assert mark not in str(list(response.items()))
        assert not response.cookies


def test_page_with_a_cookie_or_a_token_is_not_kept(site, staff):
    """The pages for applying carry a token each; they are not marked, and would not be kept if they were."""
    for url in ("/apply/", "/apply/status/", "/feedback/", "/admin/login/", "/search/?q=通知"):
        response = Client().get(url)
        assert response.status_code == 200
        assert "ETag" not in response
        assert "X-Accel-Expires" not in response


def test_marked_view_with_a_form_is_not_kept(site, rf):
    from django.middleware.csrf import get_token  # noqa: PLC0415 -- for this test alone

    from liaocheng_gk.public_pages import PublicPages, may_be_kept  # noqa: PLC0415

    request = rf.get("/")
    response = PublicPages(lambda request: Client().get("/").__class__(get_token(request)))(request)
    assert "ETag" not in response
    assert not may_be_kept(request, response)


def test_within_a_transaction_nothing_is_kept(site):
    with transaction.atomic():
        published(category=site.category, title="还没有提交")
        assert "还没有提交" in Client().get("/catalogue/news/").content.decode()
        transaction.set_rollback(True)
    assert "还没有提交" not in Client().get("/catalogue/news/").content.decode()


def test_kept_page_is_sent_packed_to_who_asks_for_it(site):
    packed = Client(headers={"Accept-Encoding": "gzip, br"})
    for _ in range(2):
        response = packed.get("/catalogue/news/")
        assert response["Content-Encoding"] == "gzip"
        assert int(response["Content-Length"]) == len(response.content)
        assert gzip.decompress(response.content) == Client().get("/catalogue/news/").content
    assert "Accept-Encoding" in response["Vary"]


def test_head_answers_like_get_and_keeps_nothing(site):
    assert Client().head("/").status_code == 200
    built = len(queries(Client(), "/"))
    assert built > 1  # the edition, and the items: the page was not kept
    assert Client().head("/")["ETag"] == Client().get("/")["ETag"]


def test_pages_are_made_from_watched_tables_only(pages):
    """What a marked page reads, the edition watches; otherwise a page could outlive its rows.

    The counts and their log only ever change together with the items that they count.
    """
    follow_the_items = {"disclosure_categorycount", "disclosure_itemchange", "disclosure_cataloguestate"}
    read = set()
    for url in pages:
        for sql in queries(Client(), url):
            read |= set(re.findall(r'(?:FROM|JOIN) "?(\w+)"?', sql))
    assert {"disclosure_item", "reports_report"} <= read
    assert read - set(edition.watched_tables()) - {edition.TABLE} - follow_the_items == set()


def test_lists_cost_at_most_eight_queries_when_built(pages):
    """The first page of an edition reads the bureau and the calendar too, which all others share."""
    Client().get("/rules/")
    for url in ("/", "/catalogue/", "/catalogue/news/", "/sitemap/", "/reports/"):
        assert len(queries(Client(), url)) <= 8, url


def test_page_of_kept_parts_is_the_page_without_them(pages):
    """A reader with a session is given no kept part; what is kept holds nothing of the page it was made for."""
    visitor = Client()
    visitor.cookies["sessionid"] = "of-a-session-long-gone"
    for url in pages:
        kept, whole = (who.get(f"{url}?n=1").content.decode().split() for who in (Client(), visitor))
        assert (url, kept) == (url, whole)


def test_kept_parts_follow_the_bureau(site):
    assert "新的地址一号" not in Client().get("/guide/").content.decode()
    Agency.objects.update(address="新的地址一号")
    assert "新的地址一号" in Client().get("/rules/").content.decode().partition("<footer")[2]


def test_no_part_is_kept_of_a_moment_without_the_bureau(site):
    request = RequestFactory().get("/")
    request.stamp = "an edition and its moment"
    for agency, shown in ((None, ""), ({"name": "商务局"}, "商务局")):
        context = Context({"request": request, "agency": agency})
        template = Template("{% load site %}{% kept bureau %}{{ agency.name }}{% endkept %}")
        assert template.render(context) == shown


def test_item_with_nothing_beside_it_costs_one_query_when_built(site):
    """Its row, with what it has beside it; the edition is asked first, the tree and the bureau are kept."""
    bare = published(category=site.category, title="没有附件的通知")
    Client().get(bare.get_absolute_url())
    assert len(queries(Client(), f"{bare.get_absolute_url()}?n=1")) == 2
    assert "公开的通知" in Client().get(f"{site.get_absolute_url()}?n=1").content.decode()
    assert '<h2 id="files">附件</h2>' in Client().get(f"{site.get_absolute_url()}?n=2").content.decode()


def test_code_is_part_of_the_edition(settings):
    before = code_digest()
    assert code_digest() == before
    settings.GK_DEMO = not settings.GK_DEMO
    assert code_digest() != before
