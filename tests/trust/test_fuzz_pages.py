"""Any parameter, any form: never a fault of the server, and no filing that nobody asked for (S19)."""

import re
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from applications.forms import new_submission_key
from applications.models import Application, Feedback

from . import matrix
from .routes import PARAMETER, routes
from .test_fuzz_answers import ASKED, STATUS

# What stands in the place of a parameter, where the page exists.
IN_PLACE_OF = {
    "duty": "20-01", "slug": "notices", "organisation": "3715000045", "serial": "2026-00001", "pk": "1", "year": "2023",
    "number": "0",
}  # fmt: skip
PAGES = tuple(
    PARAMETER.sub(lambda found: IN_PLACE_OF[found[1]], route)
    for route in routes()
    if not route.startswith(("/admin/", "/("))
)
READ = re.compile(r"""GET(?:\.get|\.getlist)?[(\[]\s*["'](\w+)["']|\bgiven\(["'](\w+)["']""")
SOURCES = [
    path
    for room in ("applications", "disclosure", "reports", "liaocheng_gk")
    for path in (settings.BASE_DIR / room).rglob("*.py")
    if "admin" not in path.parts
]
NAMES = tuple(
    sorted(
        {name for path in SOURCES for pair in READ.findall(path.read_text()) for name in pair if name}
        | {"page", "x"}
    )
)
NASTY = (
    "'", '"', "' OR 1=1 --", "\x00", "%00", "%", "_", "\\", "../../etc/passwd", "[]", "{}", "-1", "0", "1e999",
    "9" * 400, "٣", "１", "NaN", "null", "\ud7ff", "𠮷", "😀", "<script>alert(1)</script>", "a" * 5000, "\n", "=1+1",
)  # fmt: skip
anything = st.one_of(st.sampled_from(NASTY), st.text(max_size=60), st.integers().map(str))
slow = hypothesis_settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def answer(response) -> int:
    if response.streaming:
        list(response.streaming_content)
    return response.status_code


@hypothesis_settings(slow, max_examples=80)
@given(
    st.sampled_from(PAGES),
    st.dictionaries(st.sampled_from(NAMES), st.lists(anything, max_size=3), max_size=4),
)
def test_s19_no_parameter_breaks_a_public_page(bureau, page, query):
    assert answer(Client().get(page, query)) < 500


@slow
@given(
    st.lists(
        st.one_of(anything, st.sampled_from(["items", "reports", "admin", "apply"])), min_size=1, max_size=4
    )
)
def test_no_address_breaks_the_server(bureau, parts):

    address = "/" + "/".join(quote(part.encode("utf-8", "surrogatepass")) for part in parts)
    assert answer(Client().get(address)) < 500


FORMS = {
    "/apply/": (
        "applicant_kind name identity_kind identity_number representative contact_name phone email address postcode "
        "description carrier delivery step kept_front kept_back page extra_note human_answer human_question"
    ),
    "/feedback/": "kind content page name phone email extra_note human_answer human_question",
    "/correction/": "name phone email page content evidence",
    "/apply/status/": "number code leave",
    "/display/": "type next contrast terminal",
    "/admin/login/": "username password next",
}


def test_every_form_that_anybody_may_post_is_tried():
    posted = {
        route
        for route, (_, post) in matrix.rows().items()
        if post[0] not in "4L" and not route.startswith("/admin/")
    }
    quiet = {
        "/healthz",
        *(route for route in posted if route.startswith("/apply/terminal/")),
    }  # they read nothing
    assert posted - quiet == {*FORMS, *ASKED, f"{STATUS}withdraw/"} - {"/admin/login/"}


def test_the_names_of_parameters_are_found_in_the_code():
    assert {
        "q",
        "after",
        "before",
        "category",
        "year",
        "validity",
        "department",
        "order",
        "file",
        "back",
    } <= set(NAMES)


@pytest.mark.parametrize("address", FORMS)
def test_no_posted_text_breaks_a_form(bureau, address):
    names = FORMS[address].split()

    @slow
    @given(st.dictionaries(st.sampled_from(names), anything), st.booleans())
    def post(posted, signed):
        key = (
            {"submission_key": new_submission_key()}
            if signed
            else {"submission_key": posted.get("name", "x")}
        )
        response = Client().post(address, posted | key)
        assert answer(response) < 500

    post()
    assert Application.objects.count() == 0
    assert [entry for entry in Feedback.objects.all() if not entry.content.strip()] == []


@slow
@given(
    st.sampled_from(
        [
            "q",
            "stage__exact",
            "due",
            "handler",
            "o",
            "p",
            "submitted_at__gte",
            "outcome__exact",
            "pk__in",
            "all",
            "e",
        ]
    ),
    anything,
)
@example("due", "\x00")
def test_no_parameter_breaks_the_desks_list(bureau, admin_user, name, value):
    client = Client()
    client.force_login(admin_user)
    for page in (
        "/admin/applications/application/",
        "/admin/disclosure/item/",
        "/admin/applications/application/ledger.xlsx",
    ):
        assert answer(client.get(page, {name: value})) < 500
