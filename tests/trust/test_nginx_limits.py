"""The shipped nginx configuration holds one address back that asks as only a program does, and no reader."""

import socketserver
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from deploy.local_nginx import running
from tests.clusters import free_port, get, send

pytestmark = pytest.mark.postgres  # the marker of what needs servers beside Python


class Answer(BaseHTTPRequestHandler):
    """Says yes to everything; stands for the application."""

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    do_POST = do_GET

    def log_message(self, *args: object) -> None:
        pass

    def address_string(self) -> str:
        return "nginx"


class OnSocket(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 512


@pytest.fixture
def nginx() -> Iterator[str]:
    """Each test gets its own nginx, so that none finds its allowance used up."""
    with tempfile.TemporaryDirectory(prefix="gk-nginx-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = OnSocket(str(folder / "app.sock"), Answer)
        (folder / "app.sock").chmod(0o777)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            with running(
                folder / "nginx", port=free_port(), socket=folder / "app.sock", static=folder, limited=True
            ) as address:
                yield address
        finally:
            server.shutdown()
            server.server_close()


def answers(count: int, ask) -> list[int]:
    with ThreadPoolExecutor(16) as pool:
        return [status for status, *_ in pool.map(ask, range(count))]


def test_a_reader_who_opens_page_after_page_is_not_held_back(nginx):
    assert set(answers(100, lambda n: get(f"{nginx}/items/{n}/"))) == {200}
    assert set(answers(20, lambda n: get(f"{nginx}/search/?q={n}"))) == {200}
    assert set(answers(30, lambda n: send(nginx, "/apply/", f"n={n}"))) == {200}


@pytest.mark.parametrize("path", ["/search/?q={}", "/items/{}/page.pdf"])
def test_what_takes_long_is_limited_sooner(nginx, path):
    found = answers(80, lambda n: get(nginx + path.format(n)))
    assert set(found) == {200, 429}
    assert 30 <= found.count(200) < 60
    assert get(f"{nginx}/items/1/")[0] == 200  # the other pages are still there


def test_posting_without_end_is_limited_and_told_in_words(nginx):
    found = answers(120, lambda n: send(nginx, "/feedback/", f"n={n}"))
    assert set(found) == {200, 429}
    refused = next(answer for _ in range(60) if (answer := send(nginx, "/feedback/", "n=x"))[0] == 429)
    assert ("请过十秒再试" in refused[1], refused[2]["Retry-After"]) == (True, "10")


def test_any_page_is_limited_in_the_end(nginx):
    assert 429 in answers(400, lambda n: get(f"{nginx}/items/{n}/"))


def test_a_portal_that_is_down_for_an_upgrade_says_so_in_words():
    with tempfile.TemporaryDirectory(prefix="gk-nginx-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with running(folder / "nginx", port=free_port(), socket=folder / "none", static=folder) as address:
            status, page, headers = get(f"{address}/guide/")
    assert (status, "网站正在维护" in page, headers["Cache-Control"]) == (503, True, "no-store")
