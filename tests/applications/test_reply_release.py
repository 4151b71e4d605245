"""S14, S15 before a reply: hidden or other people's matter in what is handed over is stopped; a second person releases."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications.casework import perform
from applications.deed import Deed
from applications.law.transitions import Act, NotAllowed, Stage
from applications.models import Application, DraftFile, LetterFile
from disclosure.models import GateStop
from tests.factories.applications import make_application
from tests.factories.documents import docx, mobile, pdf, resident_number, words, xlsx

pytestmark = pytest.mark.django_db
ID = resident_number()


@pytest.fixture(autouse=True)
def day(time_machine) -> None:
    time_machine.move_to("2026-03-25 10:00 +0800")


@pytest.fixture
def received(bureau, clerk, calendar) -> Application:
    case = make_application(date(2026, 3, 2))
    deed = Deed(date(2026, 3, 3))
    return perform(Act.CONFIRM_RECEIPT, case, deed, by=clerk, calendar=calendar, today=date(2026, 3, 25))


def reply_with(client, case: Application, *files: tuple[str, bytes]) -> str:
    posted = {
        "on": "2026-03-20",
        "outcome": "GRANT",
        "note": "随附分配结果。",
        "files": [SimpleUploadedFile(name, content) for name, content in files],
    }
    page = client.post(reverse("admin:applications_application_act", args=[case.pk, Act.REPLY.value]), posted)
    return page.content.decode()


def test_a_plain_file_goes_out(client, received, clerk):
    client.force_login(clerk)
    reply_with(client, received, ("结果.pdf", pdf(words("result"))), ("表.docx", docx("甲")))
    assert [row.name for row in LetterFile.objects.order_by("pk")] == ["结果.pdf", "表.docx"]
    assert GateStop.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("名单.xlsx", xlsx(("李某", ID)), "居民身份证号码"),
        ("名单.xlsx", xlsx(change=lambda book: setattr(book.create_sheet("底稿"), "sheet_state", "hidden")), "隐藏的工作表"),
        ("批复.pdf", pdf(words("secret") + "0 g 60 690 300 30 re f"), "被色块或者图片盖住的文字"),
    ],
)  # fmt: skip
def test_s14_s15_a_file_with_hidden_or_personal_matter_is_stopped(
    client, received, clerk, name, content, told
):
    client.force_login(clerk)
    html = reply_with(client, received, (name, content))
    assert told in html
    assert "填写的内容已保留" in html
    assert "随附分配结果。" in html
    received.refresh_from_db()
    assert (received.stage, LetterFile.objects.count()) == (Stage.HANDLING, 0)
    stop = GateStop.objects.get()
    assert (stop.case_number, stop.stopped_by) == (received.number, clerk)
    assert name.split(".")[0] not in str(stop.part) + str(stop.findings)


def test_a_second_person_releases_and_the_reply_goes_out(client, received, clerk, staff):
    client.force_login(clerk)
    file = ("名单.xlsx", xlsx(("李某", ID)))
    reply_with(client, received, file)
    address = reverse("admin:disclosure_gatestop_release", args=[GateStop.objects.get().pk])
    assert client.post(address, {"stop": 1, "reason": "看过了"}).status_code == 403
    client.force_login(staff("second", "disclosure.release_gatestop", "disclosure.view_gatestop"))
    assert "没有留存在系统里" in client.get(address).content.decode()
    assert client.post(address, {"stop": 1, "reason": "李某书面同意"}).status_code == 302
    assert "理由：李某书面同意" in client.get(address).content.decode()
    client.force_login(clerk)
    reply_with(client, received, file)
    received.refresh_from_db()
    assert (received.stage, LetterFile.objects.count()) == (Stage.CLOSED, 1)


def test_nobody_releases_their_own_stop(client, received, clerk, staff):
    clerk.user_permissions.add(*staff("x", "disclosure.release_gatestop").user_permissions.all())
    client.force_login(clerk)
    reply_with(client, received, ("名单.xlsx", xlsx(("李某", ID))))
    address = reverse("admin:disclosure_gatestop_release", args=[GateStop.objects.get().pk])
    assert "须由另一人" in client.get(address).content.decode()
    client.post(address, {"stop": 1, "reason": "看过了"})
    assert GateStop.objects.released().count() == 0


def test_the_applicants_own_numbers_may_stand_in_the_reply(client, received, clerk):
    received.phone, received.identity_number = mobile(), ID
    received.save()
    client.force_login(clerk)
    reply_with(client, received, ("本人记录.docx", docx(f"证件 {ID} 手机 {mobile()}")))
    assert LetterFile.objects.count() == 1


def test_s26_staff_pass_the_same_check_as_everybody(client, received, clerk):
    client.force_login(clerk)
    assert "类型不能上传" in reply_with(client, received, ("工具.exe", b"MZ"))
    assert "不符" in reply_with(client, received, ("结果.pdf", b"MZ"))
    html = reply_with(client, received, *((f"{n}.txt", b"x") for n in range(21)))
    assert "一次最多附 20 个文件" in html
    received.refresh_from_db()
    assert received.closed_on != date(2026, 3, 20)


@pytest.mark.parametrize("act", [Act.REPLY, Act.PROPOSE_REPLY])
def test_no_caller_of_the_door_gets_a_file_past_the_gate(received, clerk, calendar, act):
    """Not the page alone asks: whoever performs the act does."""
    deed = Deed(
        date(2026, 3, 20),
        outcome="GRANT",
        note="随附。",
        files=[("名单.xlsx", ContentFile(xlsx(("李某", ID)), "名单.xlsx"))],
    )
    with pytest.raises(NotAllowed, match="居民身份证号码"):
        perform(act, received, deed, by=clerk, calendar=calendar, today=date(2026, 3, 25))
    received.refresh_from_db()
    assert (received.stage, LetterFile.objects.count(), DraftFile.objects.count()) == (Stage.HANDLING, 0, 0)
    assert GateStop.objects.get().stopped_by == clerk  # on record although nothing was done


def test_a_file_that_was_approved_before_the_gate_is_stopped_when_it_goes_out(
    received, clerk, head, calendar
):
    proposal = Deed(
        date(2026, 3, 20), outcome="GRANT", note="随附。", files=[("表.txt", ContentFile(b"x", "a.txt"))]
    )
    case = perform(
        Act.PROPOSE_REPLY, received, proposal, by=clerk, calendar=calendar, today=date(2026, 3, 25)
    )
    case = perform(
        Act.APPROVE_REPLY, case, Deed(date(2026, 3, 20)), by=head, calendar=calendar, today=date(2026, 3, 25)
    )
    draft = DraftFile.objects.get()
    draft.file.save("b.txt", ContentFile(f"证件 {ID}".encode()))
    with pytest.raises(NotAllowed, match="居民身份证号码"):
        perform(
            Act.REPLY, case, Deed(date(2026, 3, 20)), by=clerk, calendar=calendar, today=date(2026, 3, 25)
        )
    assert LetterFile.objects.count() == 0


def test_the_gate_tells_nobody_anything_who_may_not_do_the_act(received, staff, calendar):
    deed = Deed(
        date(2026, 3, 20),
        outcome="GRANT",
        note="随附。",
        files=[("表.txt", ContentFile(ID.encode(), "a.txt"))],
    )
    with pytest.raises(PermissionDenied):
        perform(Act.REPLY, received, deed, by=staff("viewer"), calendar=calendar, today=date(2026, 3, 25))
    assert GateStop.objects.count() == 0
