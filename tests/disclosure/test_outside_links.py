"""Links to other sites: what is gone there, what only refuses machines, and a machine that has no way out."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from django.core.management import call_command

from disclosure.outside_links import dead_outside_links
from tests.clusters import free_port
from tests.factories.disclosure import ItemFactory, published

pytestmark = pytest.mark.django_db


class Site(BaseHTTPRequestHandler):
    """/gone, /no-head (only GET is answered), /moved, /refuses; anything else is there."""

    def do_HEAD(self) -> None:
        self.answer({"/gone": 404, "/moved": 302, "/refuses": 403, "/no-head": 405, "/hides": 404})

    def do_GET(self) -> None:
        self.answer({"/gone": 410, "/moved": 302, "/refuses": 403})

    def answer(self, statuses: dict[str, int]) -> None:
        self.send_response(statuses.get(self.path, 200))
        if self.path == "/moved":
            self.send_header("Location", "/gone")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


def linking(*addresses: str):
    return published(body="".join(f'<p><a href="{address}">看</a></p>' for address in addresses))


def test_what_is_gone_elsewhere_is_found_and_what_only_refuses_is_not(bureau, site):
    nowhere = f"http://127.0.0.1:{free_port()}/"
    first = linking(*(f"{site}/{path}" for path in ("there", "gone", "no-head", "refuses", "moved", "hides")))
    second = linking(f"{site}/gone", nowhere, "/no-such/", f"{bureau.website}no-such/", "mailto:a@example.cn")
    ItemFactory(body=f'<p><a href="{site}/gone">草稿</a></p>')
    assert sorted(map(str, dead_outside_links())) == sorted(
        [
            f"{first.get_absolute_url()}：站外链接 {site}/gone 打不开（410）",
            f"{second.get_absolute_url()}：站外链接 {site}/gone 打不开（410）",
            f"{first.get_absolute_url()}：站外链接 {site}/moved 打不开（410）",
            f"{second.get_absolute_url()}：站外链接 {nowhere} 没有应答",
        ]
    )


def test_a_machine_without_a_way_out_says_so_once(bureau):
    linking(*(f"http://127.0.0.1:{free_port()}/{number}" for number in range(3)))
    assert [fault.what for fault in dead_outside_links()] == [
        "3 个站外链接都没有应答，本机可能不能访问外网，没有逐个列出"
    ]


def test_other_sites_are_asked_on_request_only(bureau, site):
    linking(f"{site}/gone")
    for options, told in (([], False), (["--outside"], True)):
        out = StringIO()
        call_command("scan_public", *options, stdout=out)
        assert ("站外链接" in out.getvalue()) is told
