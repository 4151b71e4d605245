"""The content security policy that is written once is the one that django-csp writes for each answer."""

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponse

from liaocheng_gk.doors.policy import OF_ITS_OWN, Policy


def parts(response: HttpResponse) -> set[str]:
    return set(response.headers.get(HEADER, "").split("; "))


def test_policy_is_the_one_of_the_package(rf):
    for own in (None, *OF_ITS_OWN):

        def view(request: HttpRequest, own: str | None = own) -> HttpResponse:
            response = HttpResponse()
            if own:
                value = True if own.endswith("exempt") else {"script-src": ["'self'"]}
                setattr(response, own, value)
            return response

        ours, theirs = (middleware(view)(rf.get("/")) for middleware in (Policy, CSPMiddleware))
        assert parts(ours) == parts(theirs), own
    assert "frame-ancestors 'none'" in parts(Policy(lambda _: HttpResponse())(rf.get("/")))


def test_a_policy_that_a_view_set_itself_stays(rf):
    response = Policy(lambda _: HttpResponse(headers={HEADER: "default-src 'none'"}))(rf.get("/"))
    assert response.headers[HEADER] == "default-src 'none'"
