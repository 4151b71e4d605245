"""The check for machines: seldom seen, answered by anybody, and nothing typed is lost."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from applications.forms import made_at, new_submission_key
from applications.models import Application, Feedback
from liaocheng_gk.counters import Counter, count
from liaocheng_gk.doors import human
from tests.factories.applications import FIELDS

PAGE = "/feedback/"
TEXT = "第一行“引号”<b>&'\n第二行"
WORDS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


@pytest.fixture
def client(bureau, settings) -> Client:
    settings.GK_FORM_SECONDS = 3
    return Client()


def complaint(**changes) -> dict:
    return {"kind": "complaint", "content": TEXT, "submission_key": new_submission_key()} | changes


def question(html: str) -> tuple[int, dict[str, str]]:
    """The right answer and the hidden fields of the page that asks."""
    first, second = re.search(r"(\w)加(\w)等于几", html).groups()
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html, re.DOTALL)
    kept = {name: unescape(value) for name, value in hidden if name != "csrfmiddlewaretoken"}
    return WORDS[first] + WORDS[second], kept


def test_whoever_takes_a_moment_is_asked_nothing(client, time_machine):
    time_machine.move_to("2026-03-25 10:00:00 +0800", tick=False)
    posted = complaint()
    time_machine.shift(3)
    assert client.post(PAGE, posted)["Location"] == "/apply/receipt/"
    assert Feedback.objects.get().content == TEXT


@pytest.mark.parametrize("sign", ["too fast", "trap"])
def test_a_machine_is_asked_and_a_person_goes_on_with_everything_typed(client, time_machine, sign):
    time_machine.move_to("2026-03-25 10:00:00 +0800", tick=False)
    posted = complaint(**({human.TRAP: "https://example.org"} if sign == "trap" else {}))
    time_machine.shift(60 if sign == "trap" else 1)
    page = client.post(PAGE, posted)
    assert (page.status_code, Feedback.objects.count()) == (200, 0)
    answer, kept = question(page.content.decode())
    assert client.post(PAGE, kept | {"human_answer": str(answer)})["Location"] == "/apply/receipt/"
    assert Feedback.objects.get().content == TEXT


def test_a_wrong_answer_asks_another_and_keeps_the_text(client):
    _, kept = question(client.post(PAGE, complaint()).content.decode())
    again = client.post(PAGE, kept | {"human_answer": "99"}).content.decode()
    assert ("答案不对" in again, Feedback.objects.count()) == (True, 0)
    answer, kept = question(again)
    client.post(PAGE, kept | {"human_answer": str(answer)})
    assert Feedback.objects.get().content == TEXT


def test_an_answer_lets_one_form_through(client):
    answer, kept = question(client.post(PAGE, complaint()).content.decode())
    client.post(PAGE, kept | {"human_answer": str(answer)})
    second = kept | {"human_answer": str(answer), "submission_key": new_submission_key()}
    assert "答案不对" in client.post(PAGE, second).content.decode()
    assert Feedback.objects.count() == 1


@pytest.mark.parametrize("forged", ["", "x", "a:b:c", "\x00", "é" * 300])
def test_a_forged_question_is_no_answer(client, forged):
    posted = complaint() | {"human_question": forged, "human_answer": "8"}
    assert "答案不对" in client.post(PAGE, posted).content.decode()


def test_the_token_does_not_hold_the_answer(client):
    tokens = {
        re.search(r'name="human_question" value="([^"]+)"', client.post(PAGE, complaint()).content.decode())[
            1
        ]
        for _ in range(3)
    }
    assert len(tokens) == 3


def test_files_are_named_for_they_cannot_wait(client, photo):
    posted = FIELDS | {
        "submission_key": new_submission_key(),
        "scan_front": photo("我的证件.jpg"),
        "step": "check",
    }
    page = client.post("/apply/", posted).content.decode()
    assert ("我的证件.jpg" in page, "请重新选择" in page) == (True, True)
    answer, kept = question(page)
    form = client.post("/apply/", kept | {"human_answer": str(answer)}).content.decode()
    assert (FIELDS["description"] in form, "请上传身份证明" in form, Application.objects.count()) == (
        True,
        True,
        0,
    )


def test_many_forms_of_one_address_are_asked_and_very_many_wait(client, settings, time_machine):
    time_machine.move_to("2026-03-25 10:00:00 +0800", tick=False)
    settings.GK_FORM_SECONDS = 0

    def post(address: str = "192.0.2.7"):
        return client.post(PAGE, complaint(), REMOTE_ADDR=address)

    assert {post().status_code for _ in range(human.ASKED_FROM)} == {302}
    assert "等于几" in post().content.decode()
    assert post("192.0.2.8").status_code == 302
    Counter.objects.update(number=human.MOST)
    page = post()
    assert (page.status_code, TEXT.splitlines()[1] in page.content.decode()) == (429, True)
    time_machine.shift(human.PERIOD)
    assert post().status_code == 302


@pytest.mark.parametrize(
    ("answer", "number"),
    [
        ("8", 8), (" 8 ", 8), ("８", 8), ("八", 8), ("十", 10), ("十三", 13), ("一十三", 13),
        ("", None), ("二十", None), ("八八", None), ("-8", None), ("8.0", None), ("1234", None), ("十十", None), ("abc", None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(answer, number):
    assert human.number_of(answer) == number


def test_the_time_of_a_form_comes_from_its_signature(time_machine):
    time_machine.move_to("2026-03-25 10:00:00 +0800", tick=False)
    key = new_submission_key()
    assert made_at(key) == datetime(2026, 3, 25, 2, tzinfo=timezone.get_fixed_timezone(0)).timestamp()
    assert (made_at(key[:-1] + "x"), made_at(""), made_at("a:b:c")) == (None, None, None)


def test_old_counters_are_swept(db, time_machine):
    now = timezone.now()
    for number in range(3):
        count("x", str(number), per=timedelta(hours=1), now=now)
    later = now + timedelta(hours=2)
    assert count("x", "0", per=timedelta(hours=1), now=later) == 1
    assert Counter.objects.count() == 1


def test_no_address_is_kept(client):
    client.post(PAGE, complaint(), REMOTE_ADDR="192.0.2.77")
    assert [row for row in Counter.objects.values_list("key", flat=True) if "192.0.2.77" in row] == []
    assert Counter.objects.count() > 0
