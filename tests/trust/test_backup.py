"""Backup and restore on both databases, by the commands themselves: while serving, whole, into empty places only."""

import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import timezone

from liaocheng_gk import backup
from liaocheng_gk.drills import DRILL, drill_warning
from liaocheng_gk.models import Heartbeat
from tests.clusters import HOUSE, Cluster, Site, cluster_in

SEED = """
from datetime import date
from tests.factories.applications import make_application
from liaocheng_gk.models import Heartbeat
for number in range({number}):
    make_application(date(2026, 3, 2), name="备份张三丰")
print("done")
"""
COUNT = "from applications.models import Application as A; print(A.objects.count(), A.objects.last().name)"


class Place:
    """A portal with a database and files of its own, and its backups."""

    def __init__(self, folder: Path, database: str) -> None:
        self.site = Site(folder / "site", database=database)
        self.files = folder
        self.backups = folder / "backups"
        keys = folder / "keys"
        keys.write_text(self.site.environment["GK_VAULT_KEYS"].replace(";", "\n"), encoding="utf-8")
        self.site.environment |= {"GK_VAULT_KEYS_FILE": str(keys), "GK_BACKUP_ROOT": str(self.backups)}

    def manage(self, *arguments: str) -> str:
        return self.site.manage(*arguments)

    def refuses(self, *arguments: str) -> str:
        with pytest.raises(AssertionError) as refused:
            self.site.manage(*arguments)
        return str(refused.value)

    def with_database(self, folder: Path, database: str) -> "Place":
        """An empty place with the same keys."""
        folder.mkdir()
        other = Place(folder, database)
        other.site.environment["GK_VAULT_KEYS_FILE"] = self.site.environment["GK_VAULT_KEYS_FILE"]
        return other


def made(folder: Path, database: str) -> Place:
    place = Place(folder, database)
    place.manage("migrate", "--verbosity", "0")
    place.manage("load_bureau")
    place.manage("shell", "-c", SEED.format(number=3))
    return place


@pytest.fixture(scope="module")
def own_folder() -> Iterator[Path]:
    """A folder that no other run tidies away, readable by the database server."""
    with tempfile.TemporaryDirectory(prefix="gk-backup-test-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="module")
def on_sqlite(own_folder) -> Place:
    (own_folder / "sqlite").mkdir()
    return made(own_folder / "sqlite", f"sqlite:///{own_folder}/sqlite/db.sqlite3")


@pytest.fixture(scope="module")
def cluster(own_folder) -> Iterator[Cluster]:
    with cluster_in(own_folder / "cluster") as found:
        yield found


def round_trip(place: Place, empty: Place) -> None:
    """Backup, drill and restore; then the other place holds the same, readable with the keys."""
    folder = Path(place.manage("backup").strip())
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["database"]["rows"]["applications_application"] == 3
    assert len([name for name in manifest["files"] if name.startswith("private/identity/")]) == 3
    assert "恢复演练通过" in place.manage("restore_drill")
    assert "还没有通过" not in place.manage(
        "shell",
        "-c",
        "from liaocheng_gk.models import Heartbeat as H; print(H.objects.get(name='restore_drill').at)",
    )
    assert "全部核对一致" in empty.manage("restore", str(folder))
    assert empty.manage("shell", "-c", COUNT).splitlines()[-1].split() == ["3", "备份张三丰"]
    assert empty.manage("migrate", "--check") is not None
    assert "现在不是空的" in empty.refuses("restore", str(folder))


def test_on_sqlite_a_backup_comes_back_into_an_empty_place(on_sqlite, tmp_path):
    round_trip(on_sqlite, on_sqlite.with_database(tmp_path / "other", f"sqlite:///{tmp_path}/other.sqlite3"))


@pytest.mark.postgres
def test_on_postgresql_a_backup_comes_back_into_an_empty_place(cluster, own_folder):
    folder = own_folder / "portal"
    folder.mkdir()
    place = made(folder, cluster.url)
    cluster.run("createdb", "-h", "127.0.0.1", "-p", str(cluster.port), "-U", "gk", "other")
    round_trip(place, place.with_database(folder / "other", cluster.url.removesuffix("gk") + "other"))
    left = cluster.sql("SELECT count(*) FROM pg_database WHERE datname LIKE 'gk_drill%'")
    assert left == "0"


def test_a_backup_holds_no_key_and_shows_no_person(on_sqlite):
    """Without the keys: no name, no number of a document, no scan, in the database or in a file."""
    folder = Path(on_sqlite.manage("backup", "--keep", "2").strip())
    keys = [line.split(": ")[1] for line in on_sqlite.site.environment["GK_VAULT_KEYS"].split(";")]
    words = [*keys, "备份张三丰", "E12345678", "0635-8888888", "scan of a passport"]
    told = [
        (path.name, word)
        for path in folder.rglob("*")
        if path.is_file()
        for word in words
        if word.encode() in path.read_bytes()
    ]
    assert told == []


def test_keys_go_apart_or_not_at_all(on_sqlite, tmp_path):
    assert "不得与备份放在一起" in on_sqlite.refuses("backup", "--keys", str(on_sqlite.backups / "keys"))
    said = on_sqlite.manage("backup", "--keys", str(tmp_path / "safe"))
    copy = next((tmp_path / "safe").iterdir())
    assert str(copy) in said
    assert copy.read_text() == Path(on_sqlite.site.environment["GK_VAULT_KEYS_FILE"]).read_text()
    assert copy.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("harm", "word"),
    [
        (lambda folder: next(folder.glob("private/identity/*/*")).unlink(), "缺失"),
        (lambda folder: next(folder.glob("private/identity/*/*")).write_bytes(b"x"), "内容已改变"),
        (
            lambda folder: (folder / "media").mkdir(exist_ok=True) or (folder / "media/x").write_bytes(b"x"),
            "不在清单中",
        ),
        (lambda folder: (folder / "database.sqlite3").write_bytes(b"x"), "内容已改变"),
        (lambda folder: (folder / "manifest.json").unlink(), "不是完整的备份"),
    ],
)
def test_a_damaged_backup_is_refused_before_anything_is_written(on_sqlite, tmp_path, harm, word):
    folder = tmp_path / "damaged"
    shutil.copytree(
        backup.latest(on_sqlite.backups)
        if on_sqlite.backups.is_dir()
        else Path(on_sqlite.manage("backup").strip()),
        folder,
    )
    harm(folder)
    with pytest.raises(backup.Broken, match=word):
        backup.check(folder)


def test_a_drill_that_finds_other_counts_fails_and_beats_no_heart(on_sqlite, tmp_path):
    folder = tmp_path / "lying"
    shutil.copytree(Path(on_sqlite.manage("backup", "--keep", "5").strip()), folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["database"]["rows"]["applications_application"] += 1
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert "applications_application：应有 4 行，现有 3 行" in on_sqlite.refuses("restore_drill", str(folder))


def test_backups_while_serving_are_each_consistent(on_sqlite):
    """Cases are filed by another process all the while; in every backup each row has its file."""
    site = on_sqlite.site
    kept = []
    with subprocess.Popen(
        [sys.executable, "manage.py", "shell", "-c", SEED.format(number=60)],
        cwd=HOUSE, env=site.environment, stdout=subprocess.PIPE, text=True,
    ) as writer:  # fmt: skip
        while writer.poll() is None or len(kept) < 2:
            kept.append(Path(on_sqlite.manage("backup", "--keep", "50").strip()))
            time.sleep(1)  # a backup is named by its second
        assert writer.stdout.read().splitlines()[-1] == "done"
    for folder in kept:
        backup.check(folder)
        with closing(sqlite3.connect(folder / "database.sqlite3")) as database:
            names = [row[0] for row in database.execute("SELECT file FROM applications_identitydocument")]
            cases = database.execute("SELECT count(*) FROM applications_application").fetchone()[0]
        missing = [name for name in names if not (folder / "private" / name).is_file()]
        assert (missing, len(names)) == ([], cases)
    assert len(kept) > 1


@pytest.mark.parametrize(
    ("days", "word"), [(None, "还没有通过过一次"), (0, ""), (7, ""), (9, "最近一次通过是 2026-03-16")]
)
def test_the_dashboard_tells_of_a_drill_that_did_not_pass(db, settings, time_machine, tmp_path, days, word):
    time_machine.move_to("2026-03-25 10:00 +0800", tick=False)
    settings.GK_BACKUP_ROOT = tmp_path
    if days is not None:
        Heartbeat.beat(DRILL, timezone.now() - timedelta(days=days))
    said = drill_warning(timezone.now())
    assert (word in said, bool(said)) == (True, bool(word))


def test_without_backups_the_dashboard_asks_for_no_drill(db):
    assert drill_warning(timezone.now()) == ""


def test_the_warning_stands_on_the_dashboard(bureau, staff, settings, tmp_path, rf):
    settings.GK_BACKUP_ROOT = tmp_path
    request = rf.get("/admin/")
    request.user = staff("clerk", "applications.view_application")
    page = Template("{% load casework %}{% casework_dashboard %}").render(Context({"request": request}))
    assert "恢复演练" in page
