"""A form that was begun survives a reload, in this browser only, for seven days and not longer."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from applications import pending
from applications.drafts import COOKIE, restored
from applications.erasure import erase_drafts
from applications.forms import read_submission_key
from applications.models import Application, Draft
from applications.private import private_storage

APPLY = "/apply/"
WANTED = "2025年度外贸促进专项资金分配结果"


def hidden_fields(html: str) -> dict[str, str]:
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))
    found.pop("csrfmiddlewaretoken", None)
    return found


def page(client) -> str:
    return client.get(APPLY).content.decode()


@pytest.fixture
def without_scan(filled):
    posted = filled()
    del posted["scan_front"]
    return posted


@pytest.mark.parametrize("step", ["save", "check"])
def test_a_draft_survives_a_reload(client, bureau, without_scan, step):
    client.post(APPLY, without_scan | {"step": step, "phone": ""})
    html = page(client)
    assert WANTED in html
    assert "张三丰" in html
    assert "已恢复您的草稿" in html
    assert Application.objects.count() == 0


def test_saving_asks_for_nothing_that_is_missing(client, bureau, without_scan):
    response = client.post(
        APPLY, {"submission_key": without_scan["submission_key"], "name": "张", "step": "save"}
    )
    assert (response.status_code, response["Location"]) == (302, APPLY)
    html = page(client)
    assert 'value="张"' in html
    assert "需要更正" not in html


def test_the_check_page_is_kept_too_and_its_scan_with_it(client, bureau, filled):
    client.post(APPLY, filled() | {"step": "check"})
    html = page(client)
    assert "已收到您上传的文件" in html
    check = client.post(APPLY, hidden_fields(html) | {"step": "check"} | _visible(filled)).content.decode()
    client.post(APPLY, hidden_fields(check) | {"step": "submit"})
    assert Application.objects.get().identity_documents.count() == 1


def _visible(filled) -> dict:
    return {name: value for name, value in filled().items() if name not in ("submission_key", "scan_front")}


def test_the_address_and_the_cookie_hold_nothing_of_the_draft(client, bureau, without_scan):
    response = client.post(APPLY, without_scan | {"step": "save"})
    cookie = response.cookies[COOKIE]
    assert response["Location"] == APPLY
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", APPLY)
    assert cookie["max-age"] == timedelta(days=7).total_seconds()
    assert cookie.value.startswith(str(Draft.objects.get().key))
    assert [text for text in ("张三丰", "E12345678", "0635") if text in cookie.value] == []
    assert "no-store" in client.get(APPLY)["Cache-Control"]


def test_another_browser_sees_nothing(client, bureau, without_scan):
    client.post(APPLY, without_scan | {"step": "save"})
    html = page(Client())
    assert WANTED not in html.split("<main")[1].replace(f"例如“{WANTED}”", "")
    assert "张三丰" not in html
    assert "草稿”" not in html


@pytest.mark.parametrize("forge", [lambda key: key, lambda key: f"{key}:1abc:forged"])
def test_a_forged_cookie_finds_nothing(client, bureau, without_scan, forge):
    client.post(APPLY, without_scan | {"step": "save"})
    stranger = Client()
    stranger.cookies[COOKIE] = forge(str(Draft.objects.get().key))
    assert "张三丰" not in page(stranger)


def test_one_browser_has_one_draft(client, bureau, without_scan):
    for name in ("张三", "张三丰"):
        client.post(APPLY, without_scan | {"step": "save", "name": name})
    assert [draft.fields["name"] for draft in Draft.objects.all()] == ["张三丰"]


def test_an_untouched_form_leaves_no_draft(client, bureau, without_scan):
    blank = {"submission_key": without_scan["submission_key"], "applicant_kind": "natural", "step": "save"}
    client.post(APPLY, blank)
    client.get(APPLY)
    assert Draft.objects.count() == 0


def test_clearing_deletes_draft_and_scan(client, bureau, filled):
    client.post(APPLY, filled() | {"step": "check"})
    name = Draft.objects.get().fields["kept_front"].rsplit(":", 2)[0]
    assert private_storage().exists(name) is True
    html = client.post(APPLY, {"step": "clear"}, follow=True).content.decode()
    assert "张三丰" not in html
    assert "草稿已清空" in html
    assert (Draft.objects.count(), private_storage().exists(name)) == (0, False)


def test_a_get_clears_nothing(client, bureau, without_scan):
    client.post(APPLY, without_scan | {"step": "save"})
    client.get(APPLY, {"step": "clear"})
    assert Draft.objects.count() == 1


def test_filing_deletes_the_draft(client, bureau, filled):
    check = client.post(APPLY, filled() | {"step": "check"}).content.decode()
    assert Draft.objects.count() == 1
    posted = hidden_fields(check) | {"step": "submit"}
    response = client.post(APPLY, posted)
    assert Draft.objects.count() == 0
    assert response.cookies[COOKIE]["max-age"] == 0
    # A resent form finds its receipt and begins no new draft.
    client.post(APPLY, posted)
    assert (Application.objects.count(), Draft.objects.count()) == (1, 0)
    assert "张三丰" not in page(client)


def test_a_draft_and_its_form_file_once(client, bureau, filled):
    """Two windows of one draft carry one key."""
    check = client.post(APPLY, filled() | {"step": "check"}).content.decode()
    reopened = hidden_fields(page(client))
    assert reopened["submission_key"] == hidden_fields(check)["submission_key"]


def test_a_draft_left_behind_by_a_filed_form_gets_a_new_key(client, bureau, filled):
    check = client.post(APPLY, filled() | {"step": "check"}).content.decode()
    left = Draft(fields=Draft.objects.get().fields)
    assert restored(left)["submission_key"] == left.fields["submission_key"]
    client.post(APPLY, hidden_fields(check) | {"step": "submit"})
    assert read_submission_key(restored(left)["submission_key"]) is not None
    assert restored(left)["submission_key"] != left.fields["submission_key"]


def test_an_overlong_text_is_refused_and_kept(client, bureau, without_scan):
    client.post(APPLY, without_scan | {"step": "check", "description": "长" * 5000})
    assert page(client).count("长" * 5000) == 1


def test_a_flood_of_text_is_cut(client, bureau, without_scan):
    client.post(APPLY, without_scan | {"step": "save", "description": "长" * 100_000, "name": "名" * 100_000})
    fields = Draft.objects.get().fields
    assert (len(fields["description"]), len(fields["name"])) == (8000, 500)


def test_a_bad_scan_is_refused_when_saving_and_the_text_kept(client, bureau, filled):
    posted = filled(scan_front=SimpleUploadedFile("a.jpg", b"MZ no picture"), phone="", step="save")
    html = client.post(APPLY, posted).content.decode()
    assert "与扩展名 .jpg 不符" in html
    assert "有 1 处需要更正" in html
    assert "张三丰" in page(client)


def test_a_scan_that_waited_a_day_is_asked_for_again(client, bureau, filled):
    client.post(APPLY, filled() | {"step": "check"})
    pending.discard(Draft.objects.get().fields["kept_front"])
    html = page(client)
    assert "请重新选择" in html
    assert "已收到您上传的文件" not in html


def test_after_seven_days_a_draft_is_gone(client, bureau, filled, time_machine):
    time_machine.move_to("2026-03-05 10:00 +0800", tick=False)
    client.post(APPLY, filled() | {"scan_front": "", "step": "save"})
    time_machine.move_to("2026-03-12 09:59 +0800", tick=False)
    assert "张三丰" in page(client)
    assert erase_drafts(timezone.now()) == 0
    time_machine.move_to("2026-03-12 10:01 +0800", tick=False)
    assert "张三丰" not in page(client)
    assert erase_drafts(timezone.now()) == 1


def test_erase_expired_counts_drafts(client, bureau, filled, time_machine, capsys):
    time_machine.move_to("2026-03-05 10:00 +0800", tick=False)
    client.post(APPLY, filled() | {"scan_front": "", "step": "save"})
    time_machine.move_to("2026-03-13 10:00 +0800", tick=False)
    call_command("erase_expired", "--dry-run")
    assert "申请草稿 1 份" in capsys.readouterr().out
    assert Draft.objects.count() == 1
    call_command("erase_expired")
    assert Draft.objects.count() == 0
