"""A citizen and the office at work over two servers: whatever the next request meets, it finds what the last one left."""

import io
import json
import os
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from tests.applicants import Register
from tests.browsing import Browser
from tests.errands import applied, confirmed, previewed, scan_of, table_of, uploaded
from tests.trust.test_killed import kill_at_random, worker_of

pytestmark = pytest.mark.postgres
KILLS = int(os.environ.get("GK_SERVER_KILLS", "8"))  # 100 for a long proof
PUBLISH = """
import json
from disclosure.models import Category
from django.utils import timezone
from tests.factories.disclosure import ItemFactory, attach, office, reviewed
from disclosure.publication import publish
item = ItemFactory(title=%r, category=Category.objects.get(slug="news"))
attachment = attach(item)
reviewed(item)
item = publish(item, by=office(), at=timezone.now())
print(json.dumps([item.get_absolute_url(), attachment.address_in(item), attachment.file.name, attachment.file.open().read().hex()]))
"""
TAKE_OUT = """
from disclosure.corrections import revise_files
from disclosure.models import Item
from disclosure.publication import publish
from django.utils import timezone
from tests.factories.disclosure import office, reviewed
item = Item.objects.get(title=%r)
revise_files(item, removed=item.attachments.all(), by=office())
publish(reviewed(item), by=office(), at=timezone.now())
"""
# Of what is not public any more.
DELETE = """
from disclosure.models import Attachment
Attachment.objects.get(item__title=%r).delete()
"""
OF_LONG_AGO = """
from datetime import date
from applications.casework import perform
from applications.deed import Deed
from applications.law.transitions import Act
from applications.querycode import code_for
from liaocheng_gk.calendars import load_calendar
from tests.factories.applications import make_application
from tests.factories.disclosure import office
case, day = make_application(date(2020, 1, 6)), date(2020, 1, 7)
for act in (Act.CONFIRM_RECEIPT, Act.WITHDRAW):
    perform(act, case, Deed(day), by=office(), calendar=load_calendar(), today=day)
print(case.number, code_for(case.submission_key), case.identity_documents.get().file.name)
"""
WITHDRAW = """
from disclosure.models import Item
from disclosure.publication import withdraw
from django.utils import timezone
from tests.factories.disclosure import office
withdraw(Item.objects.get(title=%r), by=office(), at=timezone.now(), reason="内容有误")
"""
NEWS = "/catalogue/news/"


@pytest.fixture(scope="module")
def clerk(place) -> Browser:
    """Came in at the first server."""
    browser = Browser(place.one.url)
    browser.log_in()
    return browser


@pytest.fixture(scope="module")
def filed(place) -> tuple[str, str]:
    """An application: the form opened at the first server, filed at the second."""
    return applied(Browser(place.one.url), submit_at=place.two.url)


def at(site, browser: Browser) -> Browser:
    """The same person, sent to another server by the balancer."""
    browser.site = site if isinstance(site, str) else site.url
    return browser


def test_a_form_of_one_server_is_filed_at_the_other_and_the_office_opens_its_scan_at_either(
    place, clerk, filed
):
    address = scan_of(at(place.two, clerk), filed[0])
    for site in (place.one, place.two):
        scan = at(site, clerk).get(address)
        assert (scan.status, Image.open(io.BytesIO(scan.content)).size) == (200, (600, 400))
        assert Browser(site.url).get(address).status in (302, 403)
    assert list(place.folder.rglob("*.jpg")) == []
    assert [name for name, held in place.store.objects("portal/private/").items() if b"JFIF" in held] == []


def test_what_is_published_at_one_is_there_at_the_other_on_the_next_request_and_so_is_its_withdrawal(place):
    everywhere = (place.one.url, place.two.url)
    for address in (*everywhere, place.nginx, place.second_nginx):
        Browser(address).get(NEWS)  # kept as it was
    told = place.two.manage("shell", "-v", "0", "-c", PUBLISH % "带附件的通知")
    page, file, name, content = json.loads(told.splitlines()[-1])
    for address in everywhere:
        assert "带附件的通知" in Browser(address).get(NEWS).page
        assert Browser(address).get(file).content.hex() == content
    time.sleep(1)
    for address in (place.nginx, place.second_nginx):
        assert "带附件的通知" in Browser(address).get(NEWS).page
        assert Browser(address).get(file).content.hex() == content
        assert "带附件的通知" in Browser(address).get(page).page
    place.one.manage("shell", "-v", "0", "-c", WITHDRAW % "带附件的通知")
    for address in everywhere:
        assert "带附件的通知" not in Browser(address).get(NEWS).page
        assert Browser(address).get(file).status == 410
    time.sleep(1)
    for address in (place.nginx, place.second_nginx):
        assert "带附件的通知" not in Browser(address).get(NEWS).page
        assert Browser(address).get(file).status == 410
    # It may come back, so the file is kept where no address leads to; once it is deleted, it is deleted there.
    assert f"portal/media/{name}" in place.store.objects()
    place.two.manage("shell", "-v", "0", "-c", DELETE % "带附件的通知")
    assert f"portal/media/{name}" not in place.store.objects()


def test_a_file_that_a_correction_takes_out_at_one_is_gone_from_the_bucket_and_from_all(place):
    told = place.two.manage("shell", "-v", "0", "-c", PUBLISH % "去掉附件的通知")
    page, file, name, content = json.loads(told.splitlines()[-1])
    everywhere = (place.one.url, place.two.url, place.nginx, place.second_nginx)
    for address in everywhere:
        assert Browser(address).get(file).content.hex() == content
        assert file in Browser(address).get(page).page
    place.one.manage("shell", "-v", "0", "-c", TAKE_OUT % "去掉附件的通知")
    assert f"portal/media/{name}" not in place.store.objects()
    assert [Browser(address).get(file).status for address in everywhere[:2]] == [410, 410]
    time.sleep(1)
    for address in everywhere:
        assert Browser(address).get(file).status == 410
        assert file not in Browser(address).get(page).page


def test_nothing_personal_is_kept_by_either_nginx_and_no_reader_gets_another_readers_page(place, filed):
    """Applicants and strangers ask for the same addresses through both at once, again and again."""
    number, code = filed
    owner = Browser(place.nginx)
    owner.get("/apply/status/")
    place_of_case = owner.post("/apply/status/", {"number": number, "code": code}).place
    paths = (place_of_case, "/apply/status/", "/apply/receipt/", NEWS, "/")

    def ask(turn: int) -> list[str]:
        address = (place.nginx, place.second_nginx)[turn % 2]
        mine, other = Browser(address), Browser(address)
        mine.cookies = dict(owner.cookies)
        assert number in mine.get(place_of_case).page
        return [other.get(path).page for path in paths]

    with ThreadPoolExecutor(4) as pool:
        seen = [page for pages in pool.map(ask, range(12)) for page in pages]
    session = owner.cookies["sessionid"]
    assert [word for word in (number, code, "张三丰", session) for page in seen if word in page] == []
    kept = [
        path.read_bytes()
        for name in ("one", "two")
        for path in (place.folder / f"nginx-{name}" / "pages").rglob("*")
        if path.is_file()
    ]
    assert kept
    words = [word.encode() for word in (number, code, "张三丰", session, "csrfmiddlewaretoken", "Set-Cookie")]
    assert [word for word in words for page in kept if word in page] == []


def test_the_address_behind_the_balancer_is_the_readers_and_nobody_makes_one_up_past_it(place):
    Browser(place.nginx).get("/guide/?seen", **{"X-Forwarded-For": "203.0.113.9, 198.51.100.7"})
    [line] = [
        line
        for line in (place.folder / "nginx-one" / "access.log").read_text().splitlines()
        if "/guide/?seen" in line
    ]
    assert line.split()[0] == "198.51.100.7"


def test_wrong_codes_at_both_servers_are_counted_together(place):
    number, code = applied(Browser(place.two.url))
    citizen = Browser(place.one.url)
    citizen.get("/apply/status/")
    for turn in range(10):
        at((place.one, place.two)[turn % 2], citizen).post(
            "/apply/status/", {"number": number, "code": f"{turn}" * 16}
        )
    for site in (place.one, place.two):
        assert at(site, citizen).post("/apply/status/", {"number": number, "code": code}).status != 302


def test_a_spreadsheet_given_to_one_server_is_watched_and_confirmed_at_the_other(place, clerk):
    page = uploaded(at(place.one, clerk), table_of(600, "通知公告", "甲"))
    assert "确认导入" in previewed(at(place.two, clerk), page).page
    confirmed(at(place.two, clerk), page)
    assert place.primary.sql("SELECT count(*) FROM disclosure_item WHERE title LIKE '甲第%'") == "600"


def test_a_spreadsheet_whose_server_dies_is_finished_by_the_other(place, clerk):
    third, progress = place.server("three"), "SELECT count(*) FROM disclosure_bulkrow"
    before = int(place.primary.sql(progress))
    with third.serving(workers=1):
        page = uploaded(at(third, clerk), table_of(4000, "通知公告", "乙"))
        for _ in range(600):
            if int(place.primary.sql(progress)) > before:
                break
            time.sleep(0.02)
        worker = worker_of(third)
        os.kill(third.master, signal.SIGKILL)
        os.kill(worker, signal.SIGKILL)
    assert before < int(place.primary.sql(progress)) < before + 4000
    at(place.two, clerk).get(page)
    clerk.post(page, {"go-on": "接着核对"})
    assert "确认导入" in previewed(clerk, page).page
    confirmed(clerk, page)
    assert place.primary.sql("SELECT count(*) FROM disclosure_item WHERE title LIKE '乙第%'") == "4000"


def test_a_spreadsheet_whose_server_dies_after_the_confirmation_is_taken_in_by_the_other(place, clerk):
    fifth, items = place.server("five"), "SELECT count(*) FROM disclosure_item WHERE title LIKE '丙第%'"
    page = uploaded(at(place.two, clerk), table_of(4000, "通知公告", "丙"))
    assert "确认导入" in previewed(clerk, page).page
    with fifth.serving(workers=1):
        worker = worker_of(fifth)
        begun = time.monotonic()
        at(fifth, clerk).post(page, {"confirm": "确认导入"})
        answered = time.monotonic() - begun
        os.kill(fifth.master, signal.SIGKILL)
        os.kill(worker, signal.SIGKILL)
    left = place.primary.sql("SELECT stage FROM disclosure_bulkimport ORDER BY id DESC LIMIT 1")
    assert (left, place.primary.sql(items)) == ("taking", "0"), answered
    assert "已确认，正在写入目录" in at(place.two, clerk).get(page).page
    for _ in range(300):
        clerk.post(page, {"go-on": "继续"})
        if "没有中断" not in clerk.get(page).page:
            break
        time.sleep(0.2)  # the database has not noticed yet that nobody listens
    assert "导入完成" in previewed(clerk, page).page
    assert place.primary.sql(items) == "4000"


def test_a_server_killed_within_an_upload_leaves_a_whole_case_or_none(place):
    fourth = place.server("four")
    before = Register.of(place.two)
    answered, asked = kill_at_random(fourth, KILLS)
    after = Register.of(place.two)
    new = len(after.numbers) - len(before.numbers)
    assert answered <= new <= asked
    assert (after.whole - before.whole, after.is_gapless, after.orphans) == (new, True, [])
    names = {name.removeprefix("portal/private/") for name in place.store.objects("portal/private/")}
    assert len([name for name in names if not name.startswith("pending/")]) == len(after.numbers)


def test_a_scan_that_came_while_the_scanner_was_silent_stays_shut_at_both_until_the_command_freed_it(
    place, clerk
):
    away = place.scanner.rename(place.scanner.with_name("away.sock"))
    try:
        number, _ = applied(Browser(place.one.url))
        address = scan_of(at(place.two, clerk), number)
        assert [at(site, clerk).get(address).status for site in (place.one, place.two)] == [403, 403]
    finally:
        away.rename(place.scanner)
    assert "通过 1 个" in place.two.manage("scan_quarantine")
    assert [at(site, clerk).get(address).status for site in (place.one, place.two)] == [200, 200]


def test_the_cut_of_the_replica_within_the_work_costs_nobody_anything(place):
    """Readers at both servers all the while; nobody meets a fault, and what is filed meanwhile is there."""
    place.caught_up()
    done: list[int] = []

    def read(site) -> None:
        for path in (NEWS, "/", "/search/?q=1", "/guide/") * 6:
            done.append(Browser(site.url).get(path).status)

    with ThreadPoolExecutor(2) as pool:
        reading = [pool.submit(read, site) for site in (place.one, place.two)]
        place.replica.stop()
        try:
            number, _ = applied(Browser(place.one.url), submit_at=place.two.url)
            title = place.retitle()
            assert title in Browser(place.one.url).get(NEWS).page
            [work.result() for work in reading]
        finally:
            place.replica.start()
    assert set(done) == {200}
    assert re.fullmatch(r"YSQ\d{4}-\d{4,}", number)


def test_a_backup_of_the_whole_comes_back_into_another_database_and_another_folder_of_the_bucket(place):
    made = Path(place.two.manage("backup").splitlines()[-1])
    held = place.store.objects("portal/")
    place.primary.run("createdb", "-h", "127.0.0.1", "-p", str(place.primary.port), "-U", "gk", "again")
    new = place.server("new", database=place.primary.url.removesuffix("/gk") + "/again", prefix="again")
    assert "全部核对一致" in new.manage("restore", str(made))
    with pytest.raises(AssertionError, match=r"现在不是空的.*gk-files/again/private"):
        new.manage("restore", str(made))
    moved = {name.removeprefix("again/"): stored for name, stored in place.store.objects("again/").items()}
    assert moved == {name.removeprefix("portal/"): stored for name, stored in held.items()}


def test_a_case_whose_time_is_over_is_gone_from_the_bucket_and_from_both(place, clerk):
    held = place.store.objects("portal/private/").keys()
    told = place.one.manage("shell", "-v", "0", "-c", OF_LONG_AGO)
    number, code, name = told.split()[-3:]
    scan = scan_of(at(place.two, clerk), number)
    everywhere = (place.one, place.two, place.nginx, place.second_nginx)
    assert [at(site, clerk).get(scan).status for site in everywhere] == [200] * 4
    assert f"portal/private/{name}" in place.store.objects("portal/private/")
    assert "已清除个人信息 1 件" in place.one.manage("erase_expired")
    assert place.store.objects("portal/private/").keys() == held  # its letters went, too
    for site in everywhere:
        assert at(site, clerk).get(scan).status == 404
        page = clerk.get(scan.partition("identity/")[0] + "change/").page
        assert ("按期清除" in page, "张三丰" in page) == (True, False)
        citizen = Browser(clerk.site)
        citizen.get("/apply/status/")
        assert citizen.post("/apply/status/", {"number": number, "code": code}).status == 200
