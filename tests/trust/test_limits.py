"""Limits that hold across workers, by the visitor's own address, and answers that tell nothing (S7, S8)."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from applications.models import FailedLookup
from applications.querycode import code_for
from liaocheng_gk.counters import Counter, count
from tests.factories.applications import make_application

STATUS = "/apply/status/"
WRONG = "0000-0000-0000-0000"
HOUR = timedelta(hours=1)


@pytest.fixture
def filed(bureau):
    return make_application(date(2026, 3, 24))


def ask(number: str, code: str = WRONG, address: str = "192.0.2.1", **headers):
    return Client().post(STATUS, {"number": number, "code": code}, REMOTE_ADDR=address, **headers)


def text_of(response) -> str:
    """The page without what differs in every answer: the token, and what was typed."""
    html = response.content.decode()
    token = response.context["csrf_token"]
    return html.replace(str(token), "")


def test_s7_walking_the_numbers_finds_nothing(filed):
    year = filed.number[3:7]
    pages = {
        text_of(ask(number, address=f"198.51.100.{place}")).replace(f'value="{number}"', "")
        for place, number in enumerate(f"YSQ{year}-{serial:04d}" for serial in range(1, 60))
    }
    assert len(pages) == 1
    assert filed.name not in pages.pop()


def test_s7_wrong_codes_lock_the_number_for_everybody_and_the_right_code_waits(filed, time_machine):
    time_machine.move_to("2026-03-25 10:00 +0800", tick=False)
    limit = FailedLookup.LIMITS["number"]
    codes = [ask(filed.number, address=f"198.51.100.{n}").status_code for n in range(limit + 1)]
    assert codes == [200] * limit + [429]
    right = code_for(filed.submission_key)
    assert ask(filed.number, right, address="203.0.113.9").status_code == 429
    time_machine.shift(FailedLookup.WINDOW + timedelta(seconds=1))
    assert ask(filed.number, right, address="203.0.113.9").status_code == 302


def test_s7_an_address_that_tries_many_numbers_is_locked_and_others_are_not(filed, settings):
    settings.GK_PROXIES = 1
    limit = FailedLookup.LIMITS["address"]

    def through_proxy(n: int, visitor: str):
        return ask(f"YSQ2026-{n:04d}", address="127.0.0.1", HTTP_X_FORWARDED_FOR=f"10.9.9.9, {visitor}")

    codes = [through_proxy(n, "203.0.113.5").status_code for n in range(1000, 1000 + limit + 1)]
    assert codes == [200] * limit + [429]
    assert through_proxy(2000, "203.0.113.6").status_code == 200


@pytest.mark.parametrize(
    ("proxies", "header", "seen"),
    [
        (0, "203.0.113.5", "127.0.0.1"),  # nobody's word is taken
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "1.1.1.1, 203.0.113.5", "203.0.113.5"),  # the forged part stands further left
        (2, "1.1.1.1, 203.0.113.5, 10.0.0.1", "203.0.113.5"),
        (2, "203.0.113.5", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_the_address_is_the_one_our_own_proxy_wrote(db, settings, proxies, header, seen):
    settings.GK_PROXIES = proxies
    response = Client().get("/healthz", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=header)
    assert response.wsgi_request.META["REMOTE_ADDR"] == seen


def test_s8_an_unknown_number_and_a_wrong_code_get_the_same_answer(filed):
    known, unknown = ask(filed.number), ask("YSQ2026-9999")
    assert known.status_code == unknown.status_code == 200
    pages = [text_of(known).replace(filed.number, ""), text_of(unknown).replace("YSQ2026-9999", "")]
    assert pages[0] == pages[1].replace(f"如 {filed.number}", "如 ")  # the example beside the field


def test_s8_the_time_of_an_answer_tells_nothing(filed):
    """Medians of many, asked in turn, so that a busy machine slows both alike."""
    ask(filed.number)
    took: dict[str, list[float]] = {filed.number: [], "YSQ2026-9999": []}
    for turn in range(40):
        FailedLookup.objects.all().delete()
        for number in took:
            start = time.perf_counter()
            ask(number, address=f"198.51.100.{turn}")
            took[number].append(time.perf_counter() - start)
    known, unknown = (statistics.median(times) for times in took.values())
    assert abs(known - unknown) < max(0.25 * max(known, unknown), 0.005)


def test_staff_are_locked_out_after_five_wrong_passwords_by_name_and_address(client, staff, settings):
    settings.AXES_ENABLED = True
    staff("clerk")

    def log_in(password: str, address: str):
        posted = {"username": "clerk", "password": password}
        return Client().post("/admin/login/", posted, REMOTE_ADDR=address)

    codes = [log_in("demo-password-2", "203.0.113.5").status_code for _ in range(5)]
    assert codes == [200] * 4 + [429]
    locked = log_in("demo-password-1", "203.0.113.5")
    assert (locked.status_code, "请稍后再试" in locked.content.decode()) == (429, True)
    assert log_in("demo-password-1", "203.0.113.6").status_code == 302


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(db, staff):
    staff("clerk")
    pages = {
        text_of(Client().post("/admin/login/", {"username": name, "password": "demo-password-2"})).replace(
            name, ""
        )
        for name in ("clerk", "nobody")
    }
    assert len(pages) == 1
    assert User.objects.filter(username="nobody").count() == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_counters_count_every_worker():
    """Forty workers at once, each with a connection of its own, none lost and none counted twice."""
    now = timezone.now()

    def one(_: int) -> int:
        try:
            return count("x", "198.51.100.1", per=HOUR, now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(40) as pool:
        numbers = list(pool.map(one, range(200)))
    assert (max(numbers), Counter.objects.get().number) == (200, 200)
