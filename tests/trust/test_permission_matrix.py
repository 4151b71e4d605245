"""Every address of the project × every visitor: the answer stands in ``matrix.py``, and no look changes anything."""

import base64
import re
from hashlib import sha256

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.trust.matrix import SHORT_FORM, SHORT_FORM_ANSWERS, rows
from tests.trust.routes import routes
from tests.trust.watching import MAY_BE_WRITTEN, content, written_tables
from tests.trust.world import APPLICANTS, VISITORS, World

pytestmark = pytest.mark.usefixtures("made_once")

ROWS = rows()
SIGNS = {200: ".", 301: ">", 302: ">", 403: "x", 404: "0", 405: "4", 410: "g"}
# Who may see whose papers: nobody else finds a word of the case in any answer.
SEE_CASES = {"本人", "登记岗", "承办岗", "审批岗", "监督岗", "管理员"}
OF_THE_CASE = ("张三丰", "E12345678", "0635-8888888", "2025年度外贸促进专项资金分配结果")
INLINE = re.compile(r"<(script|style)(?![^>]*\bsrc=)[^>]*>(.*?)</\1>", re.DOTALL | re.IGNORECASE)


def sign(response: HttpResponse) -> str:
    if response.status_code == 302 and response["Location"].startswith("/admin/login/"):
        return "L"
    return SIGNS.get(response.status_code, str(response.status_code))


def body_of(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def ask(client: Client, method: str, address: str, *data) -> tuple[HttpResponse, bytes]:
    """One request of a browser that then forgets what it was told: each row starts from the same state."""
    cookies = client.cookies.copy()
    response = getattr(client, method)(address, *data)
    body = body_of(response)
    client.cookies = cookies
    return response, body


def header_faults(response: HttpResponse, body: bytes) -> list[str]:
    policy = response.get("Content-Security-Policy", "")
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
    }
    faults = [name for name, value in wanted.items() if response.get(name) != value]
    if "default-src 'self'" not in policy or "unsafe" in policy or "*" in policy:
        faults.append("Content-Security-Policy")
    if response.get("Content-Type", "").startswith("text/html"):
        for _, text in INLINE.findall(body.decode()):
            digest = base64.b64encode(sha256(text.encode()).digest()).decode()
            if f"'sha256-{digest}'" not in policy:
                faults.append("inline code without its hash")
    return faults


def differences(found: dict[str, str], *, method: int, place: int) -> list[str]:
    """Each row where the answer is not the one of the table."""
    return [
        f"{row} should be {answers[method][place]} and is {found[row]}"
        for row, answers in ROWS.items()
        if found[row] != answers[method][place]
    ]


def test_every_address_of_the_project_stands_in_the_table():
    known = {row.partition(" @")[0] for row in ROWS}
    asked = [route for route in routes() if not route.endswith(SHORT_FORM)]
    assert len(asked) > 120
    assert (sorted(set(asked) - known), sorted(known - set(routes()))) == ([], [])


def test_every_row_has_an_answer_for_each_visitor():
    assert [
        row for row, answers in ROWS.items() if {len(signs) for signs in answers} != {len(VISITORS)}
    ] == []


@pytest.mark.parametrize("visitor", VISITORS)
def test_get_answers_as_the_table_says_and_changes_nothing(world: World, visitor: str):
    place = VISITORS.index(visitor)
    client, before = world.visitor(visitor), content()
    found, writing, faults, told = {}, {}, {}, []
    for row in ROWS:
        with written_tables() as tables:
            response, body = ask(client, "get", world.address(row))
        found[row] = sign(response)
        if tables - MAY_BE_WRITTEN:
            writing[row] = tables
        if wrong := header_faults(response, body):
            faults[row] = wrong
        if visitor not in SEE_CASES and any(word.encode() in body for word in OF_THE_CASE):
            told.append(row)
    assert differences(found, method=0, place=place) == []
    assert (writing, faults, told) == ({}, {}, [])
    assert content() == before


@pytest.mark.parametrize("visitor", VISITORS)
def test_post_answers_as_the_table_says(world: World, visitor: str):
    place = VISITORS.index(visitor)
    client, found = world.visitor(visitor), {}
    for row in ROWS:
        with transaction.atomic():
            response, _ = ask(client, "post", world.address(row), {"post": "yes"})
            found[row] = sign(response)
            transaction.set_rollback(True)
    assert differences(found, method=1, place=place) == []


def test_the_short_form_of_a_change_page_tells_nothing(world: World):
    short = [route for route in routes() if route.endswith(SHORT_FORM) and route.count("<") == 1]
    assert len(short) > 10
    for place, visitor in enumerate(VISITORS):
        client = world.visitor(visitor)
        answers = {route: sign(ask(client, "get", world.address(route))[0]) for route in short}
        assert answers == dict.fromkeys(short, SHORT_FORM_ANSWERS[place])


def test_pages_about_a_person_are_kept_by_no_cache(world: World):
    """What only the one who looked it up, or staff, may see is marked so for every proxy and shared computer."""
    for visitor in ("本人", "承办岗"):
        client = world.visitor(visitor)
        kept = []
        for row in ROWS:
            if not row.startswith(("/admin/", "/apply/")) or row == "/apply/form.docx":
                continue
            response, body = ask(client, "get", world.address(row))
            known = any(word.encode() in body for word in OF_THE_CASE)
            if known and not {"no-store", "private"} <= set(re.split(r",\s*", response["Cache-Control"])):
                kept.append(row)
        assert kept == []


def test_the_applicant_sees_their_own_papers_and_the_other_one_does_not(world: World):
    """The table shows answers; this shows that the pages behind them are the right ones."""
    case, letter = world.own_case, f"/apply/status/letters/{world.values['letter']}/"
    found = {}
    for visitor in APPLICANTS:
        client = world.visitor(visitor)
        status, sheet = (
            ask(client, "get", page)[1].decode() for page in ("/apply/status/", "/apply/status/deadline/")
        )
        found[visitor] = (
            case.description in status,
            case.number in sheet,
            ask(client, "get", letter)[0].status_code,
        )
    assert found == {"匿名": (False, False, 404), "本人": (True, True, 200), "他人": (False, False, 404)}
