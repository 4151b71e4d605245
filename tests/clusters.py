"""PostgreSQL servers and web servers of a test's own, as separate processes on loopback: what one process cannot show."""

import atexit
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from liaocheng_gk.keyring import new_line

HOUSE = Path(__file__).parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_open(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"nothing answers on port {port}")


def _wait_for(path: Path) -> None:
    for _ in range(300):
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(str(path)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"nothing answers on {path}")


class Cluster:
    """One PostgreSQL server with its data in ``folder``."""

    def __init__(self, folder: Path, *, options: str = "-c log_statement=all") -> None:
        self.folder, self.port, self.options = folder, free_port(), options
        self.bin = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")

    @property
    def url(self) -> str:
        return f"postgresql://gk@127.0.0.1:{self.port}/gk"

    @property
    def socket_url(self) -> str:
        """The same by its socket, as on a machine that has the database too."""
        return f"postgresql://gk@/gk?host={self.folder}&port={self.port}"

    @property
    def pid(self) -> int:
        return int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    def run(self, program: str, *arguments: str, **options: Any) -> str:
        """A program of PostgreSQL's as its owner; root may not start the server."""
        if os.geteuid() == 0:
            options |= {"user": pwd.getpwnam("postgres").pw_uid, "extra_groups": []}
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT} | options
        done = subprocess.run(
            [self.bin / program, *arguments], cwd=self.folder, text=True, check=False, **options
        )
        assert done.returncode == 0, done.stdout
        return (done.stdout or "").strip()

    def create(self) -> None:
        self.run("initdb", "-D", "data", "-U", "gk", "-A", "trust", "--locale=C.UTF-8", "--encoding=UTF8")
        self.start()
        self.run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "gk", "gk")

    def follow(self, primary: "Cluster") -> None:
        """Become a streaming replica of ``primary``."""
        self.run(
            "pg_basebackup",
            "-h",
            "127.0.0.1",
            "-p",
            str(primary.port),
            "-U",
            "gk",
            "-D",
            "data",
            "-R",
            "-c",
            "fast",
        )
        self.start()

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off {self.options}"
        quiet = {
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
        }  # the server keeps what it inherits
        self.run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start", **quiet)

    def stop(self, how: str = "immediate") -> None:
        self.run("pg_ctl", "-D", "data", "-m", how, "stop")

    def sql(self, statement: str) -> str:
        return self.run(
            "psql", "-XAtq", "-h", "127.0.0.1", "-p", str(self.port), "-U", "gk", "gk", "-c", statement
        )


@contextmanager
def cluster_in(folder: Path, **options: Any) -> Iterator[Cluster]:
    """A server with its data in ``folder``, those of a run before if there are any; ended afterwards."""
    cluster = Cluster(folder, **options)
    if (folder / "data" / "PG_VERSION").exists():
        cluster.start()
    else:
        cluster.create()
    try:
        yield cluster
    finally:
        cluster.stop("fast")


class Site:
    """A web server: gunicorn with production settings on a socket and a port of its own."""

    def __init__(self, folder: Path, *, database: str, replica: str = "") -> None:
        self.folder, self.port = folder, free_port()
        folder.mkdir(parents=True, exist_ok=True)
        self.socket, self.url = folder / "gunicorn.sock", f"http://127.0.0.1:{self.port}"
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "liaocheng_gk.settings.production",
            "GK_SECRET_KEY": "a-secret-for-one-test-only-" + "x" * 40,
            "GK_ALLOWED_HOSTS": "127.0.0.1",
            "GK_DATABASE": database,
            "GK_DATABASE_REPLICA": replica,
            "GK_MEDIA_ROOT": str(folder.parent / "media"),
            "GK_PRIVATE_ROOT": str(folder.parent / "private"),
            "GK_STATIC_ROOT": str(folder.parent / "static"),
            "GK_VAULT_KEYS": f"{new_line('k1')};{new_line('lookup')}",
            "GK_EMAIL_HOST": "127.0.0.1",
            "GK_EMAIL_FROM": "gk@example.org",
            "GK_HTTPS": "no",
        }

    @property
    def on_socket(self) -> str:
        return f"unix:{self.socket}"

    @property
    def on_port(self) -> str:
        return f"127.0.0.1:{self.port}"

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=HOUSE, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def prepare(self) -> None:
        """A migrated database with the bureau, and the stylesheets, which all sites of this process share."""
        self.manage("migrate", "--verbosity", "0")
        self.manage("load_bureau")
        Path(self.environment["GK_STATIC_ROOT"]).symlink_to(collected_static())

    @contextmanager
    def serving(
        self, workers: int = 2, *, warm: bool = False, on: Sequence[str] = (), options: Sequence[str] = ()
    ) -> Iterator["Site"]:
        """Serve on the port and the socket, or only where ``on`` says.

        Args:
            warm: workers are born of a process that has answered already, so that a new one is there at once.
            options: more of gunicorn's.
        """
        listening = on or (self.on_socket, self.on_port)
        application = ["tests.warm_wsgi", "--preload"] if warm else ["liaocheng_gk.wsgi"]
        command = [sys.executable, "-m", "gunicorn", *application, "--workers", str(workers)]
        command += [*options, *(word for place in listening for word in ("--bind", place))]
        with (self.folder / "gunicorn.log").open("w") as log:
            server = subprocess.Popen(command, cwd=HOUSE, env=self.environment, stdout=log, stderr=log)
        self.master = server.pid
        try:
            if self.on_port in listening:
                wait_until_open(self.port)
            else:
                _wait_for(self.socket)
            yield self
        finally:
            server.terminate()
            server.wait(timeout=60)  # gunicorn itself gives its workers 30 seconds


def shipped_options() -> list[str]:
    """gunicorn's options as installed (``deploy/gk.service``), but where it listens and how many workers it has."""
    command = re.search(
        r"^ExecStart=.*?/gunicorn \S+ (.*)$", (HOUSE / "deploy/gk.service").read_text("utf-8"), re.M
    )
    words = command[1].split()
    pairs = zip(words[::2], words[1::2], strict=True)
    return [word for pair in pairs if pair[0] not in ("--bind", "--workers") for word in pair]


@cache
def collected_static() -> Path:
    """Where the stylesheets lie, compressed, until this process ends: half a minute's work on a busy machine."""
    folder = Path(tempfile.mkdtemp(prefix="gk-static-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o755)
    site = Site(folder / "site", database=f"sqlite:///{folder}/none.sqlite3")
    site.manage("collectstatic", "--noinput", "--verbosity", "0")
    return folder / "static"


def get(url: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    """Status, text and headers, redirects followed."""
    try:
        with urlopen(Request(url, headers=headers), timeout=30) as response:  # noqa: S310 -- our own server
            return response.status, response.read().decode(), dict(response.headers)
    except HTTPError as error:
        return error.code, error.read().decode(), dict(error.headers)


def send(site: str, path: str, form: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    """Post ``form``, without following a redirect."""
    connection = HTTPConnection(site.removeprefix("http://"), timeout=30)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request("POST", path, form, kind | headers)
        response = connection.getresponse()
        return response.status, response.read().decode(), dict(response.headers)
    finally:
        connection.close()
