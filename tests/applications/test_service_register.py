"""送达登记: entered for each letter on the case screen, read in the register, never changed."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from applications.models import Letter, Service
from tests.factories.applications import reply

CASE = "/admin/applications/application/"
REGISTER = "/admin/applications/service/"


@pytest.fixture(autouse=True)
def day(time_machine):
    time_machine.move_to("2026-03-25 10:00 +0800")


@pytest.fixture
def letter(confirmed) -> Letter:
    return confirmed(date(2026, 3, 3)).letters.get()


def page(letter: Letter) -> str:
    return f"{CASE}{letter.application_id}/letters/{letter.pk}/service/"


def test_service_of_a_letter_is_entered_with_its_proof(client, letter, clerk, staff, photo):
    client.force_login(clerk)
    screen = client.get(f"{CASE}{letter.application_id}/change/").content.decode()
    assert page(letter) in screen
    assert "发出 16 个工作日未登记" in screen
    form = client.get(page(letter)).content.decode()
    assert '<option value="online" selected>' in form  # as the applicant chose
    typed = {"way": "registered", "on": "2026-03-10", "proof": "EMS 1234", "proof_file": photo()}
    html = client.post(page(letter), typed, follow=True).content.decode()
    assert "2026-03-10 挂号信、特快专递，EMS 1234" in html
    assert page(letter) not in html
    service = Service.objects.get()
    assert (service.letter, service.way, service.served_on, service.by) == (
        letter,
        "registered",
        date(2026, 3, 10),
        clerk,
    )
    assert b"secret-place" not in service.proof_file.read()
    service.proof_file.close()
    reader = staff("reader", "applications.view_service", "applications.view_application")
    client.force_login(reader)
    proof = client.get(f"{REGISTER}{service.pk}/proof/")
    assert b"".join(proof.streaming_content).startswith(b"\xff\xd8")
    assert proof["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("on", "fault"),
    [("2026-03-26", "日期还没有到"), ("2026-03-02", "早于"), ("", "请填写这一项")],
)
def test_a_day_that_cannot_be_is_refused_and_what_was_typed_is_kept(client, letter, clerk, on, fault):
    client.force_login(clerk)
    html = client.post(page(letter), {"way": "fax", "on": on, "proof": "王五签收"}).content.decode()
    assert fault in html
    assert 'value="王五签收"' in html
    assert Service.objects.count() == 0


def test_a_letter_is_served_once(client, letter, clerk):
    client.force_login(clerk)
    typed = {"way": "fax", "on": "2026-03-10"}
    client.post(page(letter), typed)
    assert "已经登记过送达" in client.post(page(letter), typed).content.decode()
    assert Service.objects.count() == 1


def test_a_file_that_is_no_scan_is_refused(client, letter, clerk, photo):
    client.force_login(clerk)
    upload = photo("凭证.jpg")
    upload.file.seek(0)
    upload.file.write(b"MZ" * 100)
    upload.seek(0)
    html = client.post(
        page(letter), {"way": "fax", "on": "2026-03-10", "proof_file": upload}
    ).content.decode()
    assert "与扩展名 .jpg 不符" in html
    assert Service.objects.count() == 0


def test_a_letter_of_another_case_is_not_found(client, letter, confirmed, clerk):
    other = confirmed(date(2026, 3, 4))
    client.force_login(clerk)
    assert client.get(f"{CASE}{other.pk}/letters/{letter.pk}/service/").status_code == 404


def test_the_register_is_read_and_never_changed(client, letter, clerk, django_user_model):
    client.force_login(clerk)
    client.post(page(letter), {"way": "fax", "on": "2026-03-10"})
    service = Service.objects.get()
    client.force_login(django_user_model.objects.create_superuser("root", password="x"))
    assert letter.number in client.get(REGISTER).content.decode()
    assert letter.number in client.get(f"{REGISTER}?way__exact=fax").content.decode()
    assert letter.number not in client.get(f"{REGISTER}?way__exact=online").content.decode()
    posted = client.post(f"{REGISTER}{service.pk}/change/", {"way": "online"})
    service.refresh_from_db()
    assert (posted.status_code, service.way) == (403, "fax")


def test_a_mistaken_entry_is_struck_out_with_the_reason_and_entered_anew(client, letter, clerk):
    client.force_login(clerk)
    client.post(page(letter), {"way": "fax", "on": "2026-03-10"})
    wrong = Service.objects.get()
    strike = f"{REGISTER}{wrong.pk}/strike/"
    assert strike in client.get(f"{CASE}{letter.application_id}/change/").content.decode()
    assert "请填写这一项" in client.post(strike, {"reason": " "}).content.decode()
    answer = client.post(strike, {"reason": "传真未通，改为邮寄"})
    assert answer["Location"] == page(letter)
    client.post(page(letter), {"way": "registered", "on": "2026-03-12"})
    wrong.refresh_from_db()
    assert (wrong.way, wrong.served_on, wrong.struck_by) == ("fax", date(2026, 3, 10), clerk)
    assert [entry.way for entry in letter.services.valid()] == ["registered"]
    html = client.get(f"{CASE}{letter.application_id}/change/").content.decode()
    assert "已作废：2026-03-10 传真（传真未通，改为邮寄）" in html
    assert "已经作废" in client.post(strike, {"reason": "再作废"}).content.decode()


def test_two_valid_entries_for_one_letter_are_refused_by_the_database(letter, clerk):
    Service.objects.create(letter=letter, way="fax", served_on=date(2026, 3, 10), by=clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.create(letter=letter, way="fax", served_on=date(2026, 3, 10), by=clerk)
    assert letter.services.count() == 1


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("UNABLE_NONE", "行政复议的期限至 2026-05-25；提起行政诉讼的期限至 2026-09-24。"),
        ("DENY_PROCESS", "行政复议的期限至 2026-05-25；应当先申请行政复议"),
    ],
)
def test_the_case_screen_counts_the_remedies_from_the_day_of_service(
    client, confirmed, clerk, head, calendar, outcome, words
):
    case = confirmed(date(2026, 3, 3))
    case = reply(case, outcome, date(2026, 3, 24), clerk=clerk, head=head, calendar=calendar)
    client.force_login(clerk)
    assert "行政复议的期限至" not in client.get(f"{CASE}{case.pk}/change/").content.decode()
    client.post(page(case.letters.last()), {"way": "in_person", "on": "2026-03-24"})
    assert words in client.get(f"{CASE}{case.pk}/change/").content.decode()
