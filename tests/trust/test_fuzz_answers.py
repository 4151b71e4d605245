"""What applicants answer and complain, in any words and with any file: never a fault, and what was typed comes back (S19)."""

from datetime import date
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from applications.casework import perform
from applications.deed import Deed
from applications.forms import new_submission_key
from applications.law.transitions import Act
from applications.models import Application, Feedback
from applications.querycode import code_for
from liaocheng_gk.calendars import load_calendar
from tests.factories.applications import make_application

STATUS = "/apply/status/"
ASKED = {
    f"{STATUS}supplement/": (Act.ASK_CLARIFICATION, Act.RECEIVE_CLARIFICATION),
    f"{STATUS}reasons/": (Act.ASK_REASONS, Act.RECEIVE_REASONS),
}
fixed = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
slow = settings(max_examples=15, suppress_health_check=fixed)
NASTY = (
    "", " ", "\x00", "\r\n", "\ud7ff", "𠮷", "<script>alert(1)</script>", "</textarea><b>", "{{ form }}", "'\"&amp;",
    "x" * 4001, "文" * 20_000, "\u202e", "%s %(a)s {0}", "../../etc/passwd", "0635-8888888", "a@b", "１",
)  # fmt: skip
texts = st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
names = st.one_of(st.sampled_from(["a.jpg", "a.pdf", "a.exe", "a.pdf.exe", "文.png"]), st.text(
    st.characters(categories=["L", "N"]), min_size=1, max_size=20))  # fmt: skip
contents = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [b"", b"%PDF-1.7\n", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"<svg/>"]
    ),
)
# The field may hold text in place of a file.
files = st.one_of(st.none(), texts, st.builds(SimpleUploadedFile, names, contents))


def with_file(posted: dict, name: str, file) -> dict:
    return posted if file is None else posted | {name: file}


def shown(response) -> str:
    return unescape(response.content.decode())


def comes_back(typed: str, response) -> bool:
    """Whether the page holds what was typed; a browser takes line ends and blanks around for the same."""
    page = " ".join(shown(response).split())
    return " ".join(typed.split()) in page


@pytest.fixture
def case(bureau, staff, time_machine) -> Application:
    time_machine.move_to("2026-03-10 10:00 +0800")
    clerk = staff(
        "clerk",
        "applications.receive_application",
        "applications.handle_application",
        "applications.view_application",
    )
    return take(make_application(date(2026, 3, 2)), Act.CONFIRM_RECEIPT, clerk, date(2026, 3, 3))


def take(case: Application, act: Act, by: User, on: date, **fields) -> Application:
    return perform(act, case, Deed(on, **fields), by=by, calendar=load_calendar(), today=date(2026, 3, 10))


def opened(case: Application) -> Client:
    client = Client()
    client.post(STATUS, {"number": case.number, "code": code_for(case.submission_key)})
    return client


@pytest.mark.parametrize("address", ASKED)
def test_any_answer_is_taken_or_shown_again(case, address):
    ask, answer = ASKED[address]
    take(
        case,
        ask,
        User.objects.get(username="clerk"),
        date(2026, 3, 5),
        note="请写明",
        until=date(2026, 3, 26),
    )
    client = opened(case)

    @slow
    @given(texts, files, st.one_of(st.just(case.number), texts), texts)
    @example("x" * 4001, None, case.number, "")
    @example("写明了", SimpleUploadedFile("a.pdf", b"x"), case.number, "no:such:token")
    @example("写明了", None, "YSQ2026-9999", "")
    def go(note, file, number, kept):
        posted = with_file({"number": number, "note": note, "kept_file": kept}, "file", file)
        if file is None or isinstance(file, str):
            note_alone = note.strip() and len(note) <= 4000 and "\x00" not in note
            if number == case.number and note_alone:
                return  # it would be taken, and the next could not be tried
        before = case.events.count()
        response = client.post(address, posted)
        assert response.status_code in (200, 403)
        assert case.events.count() == before
        assert comes_back(note, response)

    go()
    done = client.post(address, {"number": case.number, "note": "<b>写明</b> %s {0}"})
    assert done.status_code == 302
    assert case.events.last().act == answer


@slow
@given(st.dictionaries(st.sampled_from(["number", "note", "x"]), texts))
def test_no_words_withdraw_a_case_but_its_own(case, posted):
    client = opened(case)
    assert client.post(f"{STATUS}withdraw/", posted).status_code == 403
    assert Application.objects.get(pk=case.pk).stage == case.stage


PAPERS = {
    "/feedback/": ("kind", "content", "page", "name", "phone", "email"),
    "/correction/": ("name", "phone", "email", "page", "content"),
}


@pytest.mark.parametrize("address", PAPERS)
def test_any_feedback_is_filed_once_or_shown_again(bureau, address):
    @slow
    @given(st.fixed_dictionaries(dict.fromkeys(PAPERS[address], texts)), files)
    @example(dict.fromkeys(PAPERS[address], "文" * 20_000), None)
    @example(dict.fromkeys(PAPERS[address], "</textarea>"), SimpleUploadedFile("a.jpg", b"x"))
    def go(typed, file):
        before = Feedback.objects.count()
        posted = with_file(typed | {"submission_key": new_submission_key()}, "evidence", file)
        response = Client().post(address, posted)
        if response.status_code == 302:
            assert Feedback.objects.count() == before + 1
            return
        assert response.status_code == 200
        assert Feedback.objects.count() == before
        lost = [name for name, text in typed.items() if name != "kind" and not comes_back(text, response)]
        assert lost == []

    go()
