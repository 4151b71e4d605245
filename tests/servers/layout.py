"""The whole layout of docs/operations.md “几台服务器”, all of it real and on loopback.

Two web servers with nothing in common but their settings, each behind an nginx of its own with its own page cache; a
PostgreSQL primary with a streaming replica; an S3-compatible store; a virus scanner that finds nothing.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from deploy.local_nginx import running
from tests.applications.test_quarantine import scanner
from tests.browsing import STAFF
from tests.buckets import Store, bucket_store
from tests.clusters import Cluster, Site, free_port

# One address of a balancer, as docs/operations.md has it.
BALANCED = "    set_real_ip_from 127.0.0.1;\n    real_ip_header X-Forwarded-For;"
SEED = (
    """
from django.utils import timezone
from applications.querycode import code_for
from tests.factories.applications import make_application
from tests.factories.disclosure import CategoryFactory, office, published
office()
published(category=CategoryFactory(slug="news", title="通知公告"), title="最先公开的通知")
case = make_application(on=timezone.localdate())
print(case.number, code_for(case.submission_key))
"""
    + STAFF
)


class Place:
    """Everything that runs, and a title that changes."""

    nginx: str  # the address of the first server's
    second_nginx: str

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder, self.store, self.scanner = folder, store, folder / "clamd.sock"
        self.primary, self.replica = Cluster(folder / "primary"), Cluster(folder / "replica")
        self.primary.create()
        self.replica.follow(self.primary)
        self.one = self.server("one")
        self.keys = self.one.environment["GK_VAULT_KEYS"]
        self.two = self.server("two")
        self.number, self.title = 0, "最先公开的通知"

    def server(self, name: str, *, database: str = "", prefix: str = "portal") -> Site:
        """Another web server, by its environment alone; it has no folder for files."""
        site = Site(self.folder / name, database=database or self.primary.url, replica=self.replica.url)
        for folder in ("GK_MEDIA_ROOT", "GK_PRIVATE_ROOT"):
            del site.environment[folder]
        site.environment |= self.store.settings(prefix) | {
            "GK_AUDIT_ANCHOR": str(site.folder / "anchor"),
            "GK_BACKUP_ROOT": str(site.folder / "backups"),
            "GK_CLAMD": str(self.scanner),
        }
        if hasattr(self, "keys"):
            site.environment["GK_VAULT_KEYS"] = self.keys
        return site

    def retitle(self) -> str:
        """Change what is public by bare SQL on the primary, past every door."""
        self.number += 1
        self.title = f"第{self.number}次改动的通知"
        self.primary.sql(f"UPDATE disclosure_item SET title = '{self.title}'")  # noqa: S608 -- our own words
        return self.title

    def caught_up(self) -> None:
        for _ in range(100):
            token = "SELECT token FROM liaocheng_gk_edition"
            if self.primary.sql(token) == self.replica.sql(token):
                return
            time.sleep(0.1)
        raise AssertionError("the replica does not follow")


@contextmanager
def layout(folder: Path) -> Iterator[Place]:
    with ExitStack() as ends:
        made = Place(folder, ends.enter_context(bucket_store()))
        ends.callback(made.primary.stop)
        ends.callback(made.replica.stop)
        made.one.prepare()
        made.case, made.code = made.one.manage("shell", "-v", "0", "-c", SEED).split()[-2:]
        made.caught_up()
        ends.enter_context(scanner(made.scanner, b"stream: OK\0"))
        static = folder / "static"
        for site in (made.one, made.two):
            ends.enter_context(site.serving())
        made.nginx, made.second_nginx = (
            ends.enter_context(
                running(
                    folder / f"nginx-{site.folder.name}",
                    port=free_port(),
                    socket=site.socket,
                    static=static,
                    more=BALANCED,
                )
            )
            for site in (made.one, made.two)
        )
        yield made
