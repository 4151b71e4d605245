"""Kept pages that never enter Django's handler: the same answers, for the same readers, with the same care."""

import ast
import gzip
import re
import time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.core.signals import request_started
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from disclosure.publication import withdraw
from liaocheng_gk import public_pages
from liaocheng_gk.public_pages import before_django
from liaocheng_gk.shelf import SHELF
from tests.factories.disclosure import CategoryFactory, moment, office, published

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/catalogue/news/"
VARYING = {"X-Accel-Expires": "", "Content-Length": ""}


class Front:
    """The application as gunicorn calls it; ``entered`` counts what came as far as Django's handler."""

    def __init__(self) -> None:
        self.entered = 0
        handler = get_wsgi_application()

        def counted(environ: dict[str, Any], start_response: Any) -> Any:
            self.entered += 1
            return handler(environ, start_response)

        self.application = before_django(counted)

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        path, _, query = path.partition("?")
        environ = RequestFactory()._base_environ(
            REQUEST_METHOD=method, PATH_INFO=path, QUERY_STRING=query, **headers
        )
        environ["wsgi.input"] = BytesIO()
        seen = []
        body = self.application(environ, lambda status, fields, error=None: seen.append((status, fields)))
        content = b"".join(body)
        getattr(body, "close", lambda: None)()
        ((status, fields),) = seen
        assert len(fields) == len(dict(fields))
        return int(status.split()[0]), dict(fields), content


@pytest.fixture
def item(bureau):
    SHELF.clear()
    yield published(category=CategoryFactory(slug="news", title="通知公告"), title="公开的通知")
    SHELF.clear()


@pytest.fixture
def front(item) -> Front:
    return Front()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_ACCEPT_ENCODING": "gzip, br"},
        {"HTTP_COOKIE": "gk_type=large; gk_contrast=high"},
        {"HTTP_COOKIE": "gk_terminal=on"},
        {"HTTP_HOST": "localhost"},
        {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"method": "HEAD"},
    ],
)
def test_answer_is_the_one_that_django_gives_and_does_not_enter_it(front, item, headers):
    for path in ("/", LIST, f"{LIST}?n=1", item.get_absolute_url()):
        method = headers.get("method", "GET")
        fields = {name: value for name, value in headers.items() if name != "method"}
        front.get(path, **fields)
        before = front.entered
        status, given, content = front.get(path, **headers)
        assert front.entered == before
        django = Client().generic(method, path, **fields)
        assert (status, given | VARYING) == (django.status_code, dict(django.items()) | VARYING)
        assert method == "HEAD" or content == django.content
        assert "default-src 'self'" in given["Content-Security-Policy"]


def test_kept_page_costs_one_query_and_304_too_without_the_page(front):
    _, given, _ = front.get(LIST)
    for headers, status in (({}, 200), ({"HTTP_IF_NONE_MATCH": given["ETag"]}, 304)):
        with CaptureQueriesContext(connection) as seen:
            assert front.get(LIST, **headers)[0] == status
        assert len(seen) == 1
    SHELF.clear()
    status, fields, content = front.get(LIST, HTTP_IF_NONE_MATCH=given["ETag"])
    assert (status, content, "Content-Type" in fields) == (304, b"", False)
    assert (fields["ETag"], front.entered) == (given["ETag"], 1)


def test_page_that_is_built_asks_for_the_edition_once(front):
    front.get(LIST)
    with CaptureQueriesContext(connection) as seen:
        front.get(f"{LIST}?n=1")
    assert sum(public_pages.edition.TABLE in query["sql"] for query in seen) == 1


def test_withdrawn_item_is_gone_on_the_next_request(front, item):
    url = item.get_absolute_url()
    tag = [front.get(url), front.get(url)][1][1]["ETag"]
    withdraw(item, by=office(), at=moment(20), reason="含个人信息")
    assert front.get(url, HTTP_IF_NONE_MATCH=tag)[0] == 410
    assert "公开的通知" not in front.get(LIST)[2].decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_COOKIE": "sessionid=x"},
        {"HTTP_COOKIE": "messages=x"},
        {"HTTP_AUTHORIZATION": "Basic x"},
        {"method": "POST"},
        {"HTTP_HOST": "evil.example"},
    ],
)
def test_who_is_somebody_or_asks_oddly_is_left_to_django(front, headers):
    front.get(LIST)
    status, given, _ = front.get(LIST, **headers)
    assert front.entered == 2
    assert "ETag" not in given
    assert status == {"POST": 403}.get(headers.get("method"), 400 if "HTTP_HOST" in headers else 200)


def test_page_over_https_is_not_the_one_over_http(front, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    plain = front.get(LIST)[1]["ETag"]
    assert front.get(LIST, HTTP_X_FORWARDED_PROTO="https")[1]["ETag"] != plain
    assert front.get(LIST)[1]["ETag"] == plain


def test_zipped_page_is_the_page(front):
    plain = front.get(LIST)[2]
    for _ in range(2):
        _, given, content = front.get(LIST, HTTP_ACCEPT_ENCODING="gzip")
        assert (given["Content-Encoding"], int(given["Content-Length"])) == ("gzip", len(content))
        assert gzip.decompress(content) == plain


def test_connection_that_is_too_old_is_closed_before_it_is_asked(front, monkeypatch):
    """Django does so as a request starts, which here none does; one that broke is tried with real servers
    (``test_several_servers``)."""
    front.get(LIST)
    database = connections["default"]
    kept_until = database.close_at
    closed = []
    with monkeypatch.context() as patch:
        patch.setattr(database, "close", lambda: closed.append(True))
        for seconds, times in ((60, 0), (-1, 1)):
            database.close_at = time.monotonic() + seconds
            assert front.get(LIST)[0] == 200
            assert (len(closed), front.entered) == (times, 1)
    database.close_at = kept_until


def test_fault_of_the_database_is_left_to_django(front, monkeypatch):
    """It has a page that says so; here there would be none."""
    from django.db import InterfaceError  # noqa: PLC0415 -- for this test alone

    def away(*_: Any) -> None:
        raise InterfaceError("the connection is lost")

    front.get(LIST)
    monkeypatch.setattr(public_pages.edition, "current", away)
    status, given, content = front.get(LIST)
    assert (status, given["Retry-After"], front.entered) == (503, "300", 2)
    assert "公开的通知" not in content.decode()


def test_django_still_starts_and_ends_every_request_that_it_gets(front):
    started = []

    def note(**_: Any) -> None:
        started.append(True)

    request_started.connect(note)
    try:
        for path in (LIST, LIST, "/apply/"):
            front.get(path)
    finally:
        request_started.disconnect(note)
    assert len(started) == 2


def test_nothing_is_kept_while_developing(settings):
    settings.DEBUG = True
    handler = object()
    assert before_django(handler) is handler


class Noting(dict):
    """An environment that notes what is asked of it."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.asked.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.asked.add(str(name))
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().get(name, default)


@pytest.mark.parametrize("host", ["testserver", None])
def test_all_that_says_which_page_is_wanted_is_remembered_with_it(item, settings, host):
    settings.SECURE_PROXY_SSL_HEADER = production_setting("SECURE_PROXY_SSL_HEADER")
    environ = Noting(RequestFactory()._base_environ(PATH_INFO=LIST, QUERY_STRING="n=1"))
    environ["wsgi.input"] = BytesIO()
    if host:
        environ["HTTP_HOST"] = host
    assert public_pages.wanted_by(WSGIRequest(environ)).address == f"http://testserver{LIST}?n=1"
    of_a_form = {"wsgi.input", "CONTENT_LENGTH", "CONTENT_TYPE"}
    elsewhere = {"SCRIPT_URL", "REDIRECT_URL"}  # of servers that rewrite addresses; gunicorn sets neither
    known = {*public_pages.SAYS, *public_pages.OF_A_READER, *of_a_form, *elsewhere}
    assert environ.asked - known == set()


def production_setting(name: str) -> Any:
    text = Path(public_pages.__file__).with_name("settings").joinpath("production.py").read_text("utf-8")
    return ast.literal_eval(re.search(rf"^{name} = (.*)$", text, re.M)[1])


@pytest.mark.parametrize("name", ["HTTP_COOKIE", "HTTP_AUTHORIZATION"])
def test_nothing_of_a_reader_is_remembered(front, name):
    front.get(LIST)
    before = public_pages._wanted_by_nobody.cache_info()
    for number in range(3):
        assert front.get(LIST, **{name: f"gk_receipt={number}"})[0] == 200
    assert public_pages._wanted_by_nobody.cache_info() == before
