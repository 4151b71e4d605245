"""The public pages against Wagtail with the same content, an empty Django view, and nginx serving the bytes as a file.

gunicorn with two workers, PostgreSQL, wrk with 64 connections; every pair is measured in turn, and medians are compared.
With BENCH_KEEP=FOLDER the content that both sites were loaded with stays there, and a further run only measures.
"""

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from deploy.local_nginx import running
from tests.clusters import Cluster, Site, cluster_in, free_port, shipped_options, wait_until_open

from .database import kept_folder
from .measure import Result
from .wrk import CONNECTIONS, Load, load

HOUSE = Path(__file__).parents[1]
WAGTAIL = Path(__file__).with_name("wagtail_site")
WORKERS = 2
DIFFERENT = 5_000  # items that are asked for in turn
# Slugs of columns that hold items themselves are only known after loading.
EXPORT = """
import datetime, json
from disclosure.models import Item
from disclosure.seeding import load_items
from liaocheng_gk.models import Agency
held = Item.objects.count()
if held == 0:
    load_items({count}, seed=1, today=datetime.date(2026, 11, 20))
elif held != {count}:
    raise SystemExit(f"loading was broken off at {{held}} items; remove the folder")
agency = Agency.objects.current()
bureau = {{"name": agency.name, "address": agency.address, "phone": agency.phone, "email": agency.email,
          "site_code": agency.site_code}}
rows = Item.objects.public().select_related("category")
columns = {{row.category.slug: row.category for row in rows.only("category").iterator()}}
with open({target!r}, "w", encoding="utf-8") as out:
    head = [{{"slug": c.slug, "title": c.title, "description": c.description}} for c in columns.values()]
    out.write(json.dumps({{"bureau": bureau, "columns": head}}) + "\\n")
    for item in rows.iterator(chunk_size=2000):
        out.write(json.dumps({{
            "title": item.title, "slug": item.index_number.replace("/", "-"), "column": item.category.slug,
            "index_number": item.index_number, "document_number": item.document_number,
            "publisher": item.publisher, "formed_on": str(item.formed_on),
            "published_at": item.published_at.isoformat(), "body": item.body,
        }}) + "\\n")
"""


def run(*, full: bool) -> list[Result]:
    """Requests per second as seconds per request; needs wrk, nginx and PostgreSQL from Debian."""
    needed = {"wrk": "/usr/bin/wrk", "nginx": "/usr/sbin/nginx", "postgresql": "/usr/lib/postgresql"}
    missing = [package for package, path in needed.items() if not Path(path).exists()]
    if missing:
        print(f"web was not measured: it needs the Debian packages {', '.join(missing)}")
        return []
    count, runs, seconds, requests = (100_000, 5, 4, 100_000) if full else (2_000, 3, 3, 5_000)
    with tempfile.TemporaryDirectory(prefix="gk-bench-web-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        content = kept_folder() or folder
        content.mkdir(parents=True, exist_ok=True)
        with cluster_in(content / f"postgres-{count}", options="-c shared_buffers=512MB") as cluster:
            return list(_measured(folder, content, cluster, count, runs, seconds, requests))


def _measured(
    folder: Path, content: Path, cluster: Cluster, count: int, runs: int, seconds: int, requests: int
) -> Iterator[Result]:
    site = Site(folder / "portal", database=cluster.socket_url)
    site.manage("migrate", "--verbosity", "0")
    site.manage("load_bureau")
    site.manage("collectstatic", "--noinput", "--verbosity", "0")
    exported = content / f"items-{count}.jsonl"
    if not exported.exists():
        part = exported.with_suffix(".part")
        site.manage("shell", "-c", EXPORT.format(count=count, target=str(part)))
        part.rename(exported)
        cluster.sql("VACUUM ANALYZE")
    theirs = _wagtail(folder, cluster, exported)
    rows = [json.loads(line) for line in exported.open(encoding="utf-8")]
    column = rows[0]["columns"][0]["slug"]
    addresses = {"list": [(f"/catalogue/{column}/", f"/{column}/")], "item": _items(rows[1:])}
    paths = {kind: pairs[-1] for kind, pairs in addresses.items()}
    ask = partial(load, seconds=seconds, servers=(os.getpid(), cluster.pid))
    with site.serving(WORKERS, on=[site.on_port], options=shipped_options()), theirs as wagtail:
        _warm(site.url, wagtail, paths, ask)
        for kind, (ours, other) in paths.items():
            each = tuple(zip(*addresses[kind], strict=True))
            for way, fresh, target in (("built afresh", each, 4), ("from the cache", ((), ()), 20)):
                pair = _paired(
                    partial(ask, site.url + ours, fresh=fresh[0]),
                    partial(ask, wagtail + other, fresh=fresh[1]),
                    runs,
                )
                yield from _results(f"{kind} of {count:,} items, {way}", pair, "Wagtail", target)
            slowest = median(one.p99 for one in pair[0])
            yield Result(f"{kind} from the cache, slowest of hundred", "request", slowest, "limit", 0.1, 1)
        ours = site.url + paths["list"][0]
        for name, middleware in (("empty view, new project", "yes"), ("empty view, no middleware", "no")):
            with _empty(folder, middleware) as empty:
                pair = _paired(partial(ask, ours), partial(ask, empty), runs)
                yield from _results("list from the cache", pair, name, 0.7 if middleware == "yes" else 0)
        yield from _weight(site, paths)
        ask(ours, at_least=requests)
        held = max(_memory(site))
        yield Result(f"worker after {requests:,} requests, MB as s", "worker", held, "limit", 200, 1)
        page = _fetch(ours)[0]
    with site.serving(WORKERS, on=[site.on_socket], options=shipped_options()):
        yield from _behind_nginx(folder, site, paths["list"][0], page, runs, ask)


def _items(rows: list[dict[str, str]]) -> list[tuple[str, str]]:
    """The addresses of items from all years, on both sites: what is built afresh is another item each time."""
    return [
        (f"/items/{row['index_number']}/", f"/{row['column']}/{row['slug']}/")
        for row in rows[:: max(len(rows) // DIFFERENT, 1)]
    ]


def _behind_nginx(
    folder: Path, site: Site, path: str, page: bytes, runs: int, ask: Callable[..., Load]
) -> Iterator[Result]:
    place = folder / "file"
    place.mkdir()
    (place / "page.html").write_bytes(page)
    more = f"    location = /page.html {{ root {place}; }}"
    with running(
        folder / "nginx", port=free_port(), socket=site.socket, static=folder / "static", more=more
    ) as nginx:
        ask(nginx + path)  # the workers are there when they have answered
        pair = _paired(partial(ask, nginx + path), partial(ask, nginx + "/page.html"), runs)
    yield from _results("list behind nginx", pair, "the same bytes as a file", 0.5)


def _weight(site: Site, paths: dict[str, tuple[str, str]]) -> Iterator[Result]:
    """Compressed bytes of a page with its stylesheets, which a browser fetches once."""
    for kind, (path, _) in paths.items():
        packed, _ = _fetch(site.url + path, packed=True)
        page = gzip.decompress(packed).decode()
        styles = re.findall(r'rel="stylesheet" href="([^"]+)"', page)
        total = len(packed) + sum(len(_fetch(site.url + style, packed=True)[0]) for style in styles)
        yield Result(f"{kind} with {len(styles)} stylesheets, kB as s", "page", total / 1000, "60 kB", 60, 1)
        yield Result(f"{kind} alone, kB as s", "page", len(packed) / 1000, "60 kB", 60, 1)


def _fetch(url: str, *, packed: bool = False) -> tuple[bytes, dict[str, str]]:
    headers = {"Accept-Encoding": "gzip"} if packed else {}
    with urlopen(Request(url, headers=headers), timeout=30) as response:  # noqa: S310 -- our own server
        return response.read(), dict(response.headers)


def _memory(site: Site) -> list[float]:
    """MB that each worker holds; pages shared with others count for each."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            command = status.with_name("cmdline").read_bytes()
            text = status.read_text()
        except OSError:
            continue
        if site.on_port.encode() in command:
            found.append(int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1000)
    return found


def _warm(ours: str, theirs: str, paths: dict[str, tuple[str, str]], ask: Callable[..., Load]) -> None:
    """Both sites show the pages, and every worker has built some."""
    for left, right in paths.values():
        assert "政府信息公开" in _fetch(ours + left)[0].decode()
        assert "政府信息公开" in _fetch(theirs + right)[0].decode()
        for url in (ours + left, theirs + right):
            ask(url, fresh=[urlsplit(url).path], at_least=4 * CONNECTIONS)


def _paired(ours: Callable[[], Load], theirs: Callable[[], Load], runs: int) -> tuple[list[Load], list[Load]]:
    done: tuple[list[Load], list[Load]] = ([], [])
    for _ in range(runs):
        done[0].append(ours())
        done[1].append(theirs())
    return done


def _results(name: str, pair: tuple[list[Load], list[Load]], against: str, target: float) -> Iterator[Result]:
    """Time per request as wrk counts it, which the target speaks of, and what of the processors it took."""
    ours, theirs = (median(1 / one.per_second for one in side) for side in pair)
    yield Result(name, "request", ours, against, theirs, target)
    ours, theirs = (median(one.cost for one in side) for side in pair)
    yield Result(f"{name}: processor time", "request", ours, against, theirs, 0)


@contextmanager
def _empty(folder: Path, middleware: str) -> Iterator[str]:
    environment = os.environ | {"EMPTY_MIDDLEWARE": middleware}
    with _gunicorn([sys.executable], "bench.empty_site:application", HOUSE, environment, folder) as url:
        yield url + "/"


def _wagtail(folder: Path, cluster: Cluster, exported: Path):
    """Wagtail in an environment of its own, kept between runs in var/bench, with the exported items."""
    home = (kept_folder() or HOUSE / "var" / "bench") / "wagtail"
    python = home / "bin" / "python"
    if not (home / "ready").exists():
        venv.create(home, with_pip=True, clear=True)
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "wagtail", "psycopg[binary]", "gunicorn"], check=True
        )
        (home / "ready").touch()
    environment = os.environ | {"BENCH_DATABASE": cluster.socket_url, "DJANGO_SETTINGS_MODULE": "settings"}
    environment.pop("PYTHONPATH", None)
    place = folder / "wagtail_site"
    shutil.copytree(WAGTAIL, place)
    environment |= {"PYTHONPATH": str(place)}
    loaded = cluster.folder / "wagtail-loaded"
    if not loaded.exists():
        cluster.sql("DROP DATABASE IF EXISTS wagtail")
        cluster.sql("CREATE DATABASE wagtail")
        for arguments in (["makemigrations", "columns"], ["migrate", "--verbosity", "0"]):
            command = [python, "-m", "django", *arguments]
            subprocess.run(command, cwd=place, env=environment, check=True, stdout=subprocess.DEVNULL)
        with exported.open("rb") as rows:
            subprocess.run([python, "load.py"], cwd=place, env=environment, check=True, stdin=rows)
        loaded.touch()
    application = "django.core.wsgi:get_wsgi_application()"
    return _gunicorn([str(python)], application, place, environment, folder)


@contextmanager
def _gunicorn(
    python: list[str], application: str, place: Path, environment: dict[str, str], folder: Path
) -> Iterator[str]:
    port = free_port()
    command = [
        *python,
        "-m",
        "gunicorn",
        application,
        "--workers",
        str(WORKERS),
        "--bind",
        f"127.0.0.1:{port}",
        *shipped_options(),
    ]
    with (folder / f"gunicorn-{port}.log").open("w") as log:
        server = subprocess.Popen(command, cwd=place, env=environment, stdout=log, stderr=log)
    try:
        wait_until_open(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)
