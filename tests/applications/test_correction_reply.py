"""更正答复书 from the desk to the applicant (条例41)."""

import io
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from docx import Document

from applications.models import CorrectionReply, Feedback
from applications.querycode import code_for, hash_of

DESK = "/admin/applications/feedback/"
GIVEN = {"on": "2026-03-25", "result": "corrected", "evidence": "户口簿", "note": "已改为张三丰。"}


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-03-25 10:00 +0800", tick=False)


@pytest.fixture
def entry(bureau) -> Feedback:
    key = uuid4()
    return Feedback.objects.create(
        number="GZ2026-0003", kind="correction", name="张三丰", phone="0635-8888888", content="姓名写错",
        submitted_at=datetime(2026, 3, 2, 1, tzinfo=UTC), submission_key=key, query_code_hash=hash_of(code_for(key)),
    )  # fmt: skip


def text(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)


def test_article_41_the_letter_is_previewed_issued_and_downloaded_by_the_applicant(
    client, entry, clerk, look_up
):
    clerk.user_permissions.add(*_permissions("change_feedback", "view_feedback"))
    client.force_login(clerk)
    page = f"{DESK}{entry.pk}/reply/"
    assert page in client.get(f"{DESK}{entry.pk}/change/").content.decode()
    shown = client.post(page, GIVEN | {"preview": "1"})
    assert "（预览）" in text(shown.content)
    assert CorrectionReply.objects.count() == 0
    html = client.post(page, GIVEN, follow=True).content.decode()
    assert "“政府信息更正答复书 聊商公开更〔2026〕1号”已制发" in html
    assert page not in html
    assert "已经制发过" in client.post(page, GIVEN).content.decode()
    client.logout()
    assert "聊商公开更〔2026〕1号" in look_up(entry)
    letter = client.get("/apply/status/correction-reply/")
    assert "已改为张三丰。" in text(b"".join(letter.streaming_content))
    assert letter["Content-Disposition"].startswith("attachment")


def test_a_refusal_keeps_what_was_typed(client, entry, clerk):
    client.force_login(clerk)
    typed = GIVEN | {"result": "forwarded", "note": "很长的理由"}
    html = client.post(f"{DESK}{entry.pk}/reply/", typed).content.decode()
    assert "请写明有权更正的行政机关" in html
    assert "很长的理由" in html
    assert CorrectionReply.objects.count() == 0


def test_s1_a_letter_is_for_whoever_looked_its_entry_up(client, entry, clerk, look_up):
    client.force_login(clerk)
    client.post(f"{DESK}{entry.pk}/reply/", GIVEN)
    client.logout()
    assert client.get("/apply/status/correction-reply/").status_code == 404
    key = uuid4()
    other = Feedback.objects.create(
        number="GZ2026-0004", kind="correction", name="李四", phone="0635-8888889", content="x",
        submitted_at=datetime(2026, 3, 2, 1, tzinfo=UTC), submission_key=key, query_code_hash=hash_of(code_for(key)),
    )  # fmt: skip
    look_up(other)
    assert client.get("/apply/status/correction-reply/").status_code == 404
    assert CorrectionReply.objects.get().issued_on == date(2026, 3, 25)


def _permissions(*names: str):
    return Permission.objects.filter(codename__in=names)
