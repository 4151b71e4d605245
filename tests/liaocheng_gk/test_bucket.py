"""Files in a bucket behave as files in a folder: names, quarantine, keys, faults; sealed before they leave."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.core.signing import TimestampSigner
from django.utils import timezone

from applications import erasure, pending
from applications.forms import new_submission_key
from applications.models import Application
from liaocheng_gk import quarantine, rotation
from liaocheng_gk.keyring import Keyring
from liaocheng_gk.orphans import orphans
from liaocheng_gk.settings.environment import Environment
from liaocheng_gk.storage import InQuarantine
from liaocheng_gk.uploads import clamd
from tests.buckets import Store, bucket_store
from tests.clusters import HOUSE, free_port
from tests.factories.applications import FIELDS
from tests.factories.disclosure import attach, published

SECRET = b"scan of the passport E12345678"


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with bucket_store() as found:
        yield found


@pytest.fixture
def prefix(request) -> str:
    return request.node.name


@pytest.fixture
def bucket(store, settings, prefix) -> Storage:
    """The private storage of a portal whose settings name the store."""
    settings.STORAGES = settings.STORAGES | Environment(store.settings(prefix)).bucket()
    return storages["private"]


def test_a_private_file_is_sealed_before_it_leaves_and_comes_back_open(bucket, store, prefix):
    name = bucket.save(bucket.generate_filename("identity/2026/张三丰.jpg"), ContentFile(SECRET))
    [(key, stored)] = store.objects(f"{prefix}/").items()
    assert key == f"{prefix}/private/{name}"
    assert ("张三丰" in key, SECRET in stored, b"E12345678" in stored) == (False, False, False)
    with bucket.open(name) as file:
        assert file.read() == SECRET
    assert (bucket.size(name), bucket.exists(name), bucket.names()) == (len(SECRET), True, [name])
    with pytest.raises(ValueError, match="no URL"):
        bucket.url(name)


def test_a_public_file_lies_as_it_is_and_has_no_address_in_the_store(bucket, store, prefix):
    name = storages["default"].save("items/a.pdf", ContentFile(b"%PDF-1.4"))
    assert store.objects(f"{prefix}/") == {f"{prefix}/media/items/a.pdf": b"%PDF-1.4"}
    assert storages["default"].save("items/a.pdf", ContentFile(b"another")) != name
    with pytest.raises(ValueError, match="by the portal only"):
        storages["default"].url(name)


def test_what_is_not_there_is_a_missing_file(bucket):
    for read in (bucket.open, bucket.stored, bucket.size, bucket.get_modified_time, bucket.key_of):
        with pytest.raises(FileNotFoundError):
            read("identity/none.jpg")
    assert (bucket.exists("identity/none.jpg"), bucket.names("identity")) == (False, [])
    bucket.delete("identity/none.jpg")


def test_names_go_on_over_pages_and_stop_at_the_own_folder(bucket, store, prefix, monkeypatch):
    monkeypatch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "2")
    for name in ("a/1", "a/2", "a/3", "ab/4", "c/5"):
        bucket.replace(name, b"x")
    store.client.put_object(Bucket=bucket.bucket_name, Key=f"{prefix}/private2/6", Body=b"x")
    assert bucket.names() == ["a/1", "a/2", "a/3", "ab/4", "c/5"]
    assert bucket.names("a") == ["a/1", "a/2", "a/3"]
    with pytest.raises(SuspiciousOperation):
        bucket.stored("../private2/6")


def test_the_start_of_a_short_or_empty_object_is_what_there_is(bucket):
    bucket.replace("short", b"abc")
    bucket.replace("empty", b"")
    assert (bucket.start("short", 2), bucket.start("short", 9), bucket.start("empty", 9)) == (
        b"ab",
        b"abc",
        b"",
    )


def test_the_quarantine_opens_or_empties_an_object(bucket, settings, monkeypatch, db):
    names = []
    for content in (b"good scan", b"bad scan"):
        waiting = ContentFile(content)
        waiting.unscanned = True
        names.append(bucket.save("identity/x.jpg", waiting))
    good, bad = names
    with pytest.raises(InQuarantine):
        bucket.open(good)
    settings.GK_CLAMD = "/scanner"
    monkeypatch.setattr(clamd, "scan", lambda content, address: "Eicar" if b"bad" in content else "")
    looked = quarantine.scan_quarantine()
    assert (looked.clean, looked.infected, looked.waiting) == (1, 1, 0)
    assert (bucket.open(good).read(), bucket.is_infected(bad)) == (b"good scan", True)


def test_files_are_sealed_anew_by_a_new_key(bucket, settings):
    name = bucket.save("identity/x.jpg", ContentFile(SECRET))
    old = settings.GK_VAULT_KEYS
    settings.GK_VAULT_KEYS = Keyring({"new": b"n" * 32, **old.keys}, old.lookup)
    assert (rotation.rotate_files(), bucket.key_of(name), rotation.rotate_files()) == (1, "new", 0)
    assert bucket.open(name).read() == SECRET


def test_what_was_never_filed_and_what_no_row_names_is_found_by_its_age(bucket, db, monkeypatch):
    monkeypatch.setattr(erasure, "private_storage", lambda: bucket)
    pending, lost = (bucket.save(f"{folder}/x.jpg", ContentFile(SECRET)) for folder in ("pending", "letters"))
    now = timezone.now()
    assert (orphans(now), erasure.erase_pending(now)) == ([], 0)
    later = now + timedelta(days=2)
    assert (orphans(later), erasure.erase_pending(later)) == ([lost], 1)
    assert (bucket.exists(pending), bucket.names()) == (False, [lost])


def test_a_store_that_does_not_answer_is_a_fault_as_of_a_disk(client, bureau, store, settings, bucket):
    assert client.get("/healthz").json()["checks"]["private_folder"] is True
    closed = store.settings("x") | {"GK_S3_ENDPOINT": f"http://127.0.0.1:{free_port()}"}
    settings.STORAGES = settings.STORAGES | Environment(closed).bucket()
    with pytest.raises(OSError, match="EndpointConnectionError"):
        storages["private"].save("identity/x.jpg", ContentFile(SECRET))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["checks"]["private_folder"]) == (503, False)
    assert closed["GK_S3_ENDPOINT"] not in answer.text


@pytest.fixture
def closed(store, settings) -> None:
    """Nothing answers where the store was."""
    settings.STORAGES = (
        settings.STORAGES
        | Environment(store.settings("x") | {"GK_S3_ENDPOINT": f"http://127.0.0.1:{free_port()}"}).bucket()
    )


def test_a_citizen_loses_no_word_while_the_store_is_away_and_goes_on_afterwards(
    client, bureau, photo, bucket, settings, request
):
    """Nothing is filed without its scan; the page says so in Chinese, keeps the text and what to choose again."""
    there = settings.STORAGES
    request.getfixturevalue("closed")
    posted = FIELDS | {"submission_key": new_submission_key(), "step": "submit"}
    answer = client.post("/apply/", posted | {"scan_front": photo("我的证件.jpg")})
    words = ("存储暂时中断", "您填写的文字都保留在本页", FIELDS["description"], "我的证件.jpg")
    assert (answer.status_code, [word for word in words if word not in answer.text]) == (503, [])
    assert (answer["Retry-After"], Application.objects.count()) == ("300", 0)
    settings.STORAGES = there
    assert client.post("/apply/", posted | {"scan_front": photo()}).status_code == 302
    assert Application.objects.get().description == FIELDS["description"]


def test_while_the_store_is_away_files_say_so_and_pages_open(client, bureau, bucket, request):
    item = published(title="有附件的通知")
    address = attach(item).address_in(item)
    assert client.get(address).status_code == 200
    request.getfixturevalue("closed")
    answer = client.get(address)
    assert (answer.status_code, "存储暂时中断" in answer.text, answer["Retry-After"]) == (503, True, "300")
    assert "有附件的通知" in client.get(item.get_absolute_url()).text


def test_a_filing_stands_though_its_first_scan_could_not_be_taken_away(closed):
    token = TimestampSigner(salt="applications.pending").sign("pending/x.jpg")
    assert pending.discard(token) is None


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({}, []),
        ({"GK_S3_SECRET_KEY": None, "GK_S3_BUCKET": ""}, ["GK_S3_BUCKET: 未设置", "GK_S3_SECRET_KEY: 未设置"]),
        ({"GK_S3_ENDPOINT": "s3.example.cn"}, ["GK_S3_ENDPOINT: 应以 https:// 或 http:// 开头，现为“s3.example.cn”"]),
        ({"GK_S3_ADDRESSING": "host"}, ["GK_S3_ADDRESSING: 应为 path、virtual 之一，现为“host”"]),
    ],
)  # fmt: skip
def test_settings_of_the_store_name_their_faults(change, faults):
    whole = {
        "GK_S3_ENDPOINT": "https://s3.example.cn", "GK_S3_BUCKET": "gk", "GK_S3_ACCESS_KEY": "a", "GK_S3_SECRET_KEY": "b",
    }  # fmt: skip
    env = Environment({name: value for name, value in (whole | change).items() if value is not None})
    assert set(env.bucket()) == {"default", "private"}
    assert env.faults == faults


def test_without_settings_of_a_store_files_lie_in_folders_and_its_client_is_not_loaded():
    assert Environment({"GK_MEDIA_ROOT": "/srv/media"}).bucket() == {}
    run = subprocess.run(
        [sys.executable, "-c", "import django, sys; django.setup(); import liaocheng_gk.wsgi; print({'boto3', 'botocore'} & set(sys.modules))"],
        cwd=HOUSE, env={"DJANGO_SETTINGS_MODULE": "liaocheng_gk.settings.dev", "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout.strip() == "set()"
