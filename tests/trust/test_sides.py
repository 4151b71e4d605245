"""Side doors: bundles, lists, histories, logs and mails show no more than the page itself (S1, S2, S3, S5, S13, S20)."""

import hashlib
import json

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.test import Client

from applications.casework import perform
from applications.deed import Deed
from applications.forms import new_submission_key
from applications.law.transitions import Act
from applications.models import Application, Feedback, Letter
from applications.querycode import code_for, normalise
from liaocheng_gk.calendars import load_calendar
from tests.factories.applications import FIELDS
from tests.trust.watching import content
from tests.trust.world import World

HIDDEN = ("张三丰", "E12345678", "0635-8888888", "2025年度外贸促进专项资金分配结果")


def page(client: Client, address: str) -> str:
    response = client.get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode(errors="ignore")


def test_s1_no_public_list_feed_sitemap_or_data_file_knows_of_a_case(world: World, client):
    places = ("/", "/sitemap/", "/sitemap.xml", "/feed.atom", "/open-data/items.json", "/open-data/items.csv")
    places += (
        "/open-data/reports.json",
        "/reports/trends/",
        "/search/?q=外贸促进专项资金",
        f"/search/?q={world.own_case.number}",
    )
    told = [(place, word) for place in places for word in HIDDEN if word in page(client, place)]
    assert told == []


def test_s2_a_bundle_is_refused_as_its_parts_are(world: World):
    """卷宗 and ledger hold many papers: whoever may not see a case gets neither."""
    desk = f"/admin/applications/application/{world.own_case.pk}"
    bundles = (
        f"{desk}/case-file.pdf",
        "/admin/applications/application/ledger.xlsx",
        "/admin/applications/application/ledger-masked.xlsx",
    )
    for visitor in ("无岗", "发布岗", "科室信息员"):
        client = world.visitor(visitor)
        assert [client.get(bundle).status_code for bundle in bundles] == [403] * 3


@pytest.mark.parametrize(
    "parameter", ["pk", "id", "number", "case", "file", "letter", "user", "_popup", "as"]
)
def test_s3_no_parameter_opens_what_the_visitor_may_not_see(world: World, parameter):
    """A side door may only narrow: whatever is added to the address of one's own case, it stays one's own."""
    client, other = world.visitor("他人"), world.own_case
    for value in (other.pk, other.number):
        for address in ("/apply/status/", "/apply/status/deadline/", "/apply/status/withdraw/"):
            assert [word for word in HIDDEN if word in page(client, f"{address}?{parameter}={value}")] == []


def test_s3_a_letter_of_one_case_does_not_open_by_the_number_of_another(world: World):
    client, letter = world.visitor("他人"), world.values["letter"]
    assert client.get(f"/apply/status/letters/{letter}/").status_code == 404
    staff = world.visitor("承办岗")
    wrong = f"/admin/applications/application/{world.other_case.pk}/letters/{letter}/"
    assert staff.get(wrong).status_code == 404


def test_s5_the_code_stands_nowhere_in_clear(bureau, client, photo, caplog):
    """Neither in a table, nor in the history, a log or a mail; the receipt shows it once."""
    key = new_submission_key()
    posted = FIELDS | {
        "email": "a@example.org",
        "submission_key": key,
        "scan_front": photo(),
        "step": "submit",
    }
    receipt = client.post("/apply/", posted, follow=True).content.decode()
    case = Application.objects.get()
    code = code_for(case.submission_key)
    assert code in receipt
    clerk = User.objects.create_superuser("boss", password="demo-password-1")
    perform(
        Act.CONFIRM_RECEIPT,
        case,
        Deed(case.submitted_on),
        by=clerk,
        calendar=load_calendar(),
        today=case.submitted_on,
    )
    client.post("/apply/status/", {"number": case.number, "code": code})
    with connection.cursor() as cursor:
        dump = ""
        for table in content():
            if "/" not in table:
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
                dump += repr(cursor.fetchall())
    told = dump + caplog.text + "".join(sent.body + sent.subject for sent in mail.outbox)
    told += json.dumps([entry.change_message for entry in LogEntry.objects.all()])
    assert (code in told, normalise(code) in told) == (False, False)


def test_s6_a_receipt_is_bound_to_its_browser_and_runs_out(bureau, client, photo, time_machine):
    time_machine.move_to("2026-03-25 10:00 +0800", tick=False)
    posted = FIELDS | {"submission_key": new_submission_key(), "scan_front": photo(), "step": "submit"}
    client.post("/apply/", posted)
    cookie = client.cookies["gk_receipt"].value
    code = code_for(Application.objects.get().submission_key)
    assert code in page(client, "/apply/receipt/")
    assert code not in page(Client(), "/apply/receipt/")
    time_machine.shift(31 * 60)
    late = Client()
    late.cookies["gk_receipt"] = cookie
    assert late.get("/apply/receipt/").status_code == 302


def test_s13_the_official_letter_is_a_file_of_its_own_that_nothing_rewrites(world: World):
    """What is published later is another object: the letter keeps its hash whatever happens to the catalogue."""
    letter = Letter.objects.get(pk=world.values["letter"])
    with letter.file.open() as file:
        assert hashlib.sha256(file.read()).hexdigest() == letter.sha256
    with pytest.raises(Exception, match="不能修改"):
        letter.save()


@pytest.mark.parametrize("address", ["/feedback/", "/correction/"])
def test_s20_states_and_numbers_posted_by_an_applicant_have_no_effect(bureau, client, photo, address):
    posted = {
        "kind": "complaint", "name": "李", "phone": "0635-1234567", "page": "x", "content": "x",
        "submission_key": new_submission_key(), "evidence": photo(),
        "number": "TS1999-0001", "state": "answered", "answer": "x", "answered_on": "1999-01-01",
        "submitted_at": "1999-01-01 00:00", "handler": "1", "query_code_hash": "x",
    }  # fmt: skip
    client.post(address, posted)
    entry = Feedback.objects.get()
    assert (entry.state, entry.answer, entry.answered_on, entry.handler) == ("new", "", None, None)
    assert ("1999" in entry.number, entry.submitted_at.year == 1999, entry.query_code_hash == "x") == (
        False,
    ) * 3
