"""The switch to large type: a cookie, no script, no way out of the site."""

import pytest
from django.urls import reverse


@pytest.fixture
def switch(client):
    return lambda **data: client.post(reverse("display"), data)


def test_display_large_is_remembered(bureau, client, switch):
    response = switch(type="large", next="/guide/")
    assert (response.status_code, response["Location"]) == (302, "/guide/")
    cookie = response.cookies["gk_type"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("large", True, "Lax")
    assert '<html lang="zh-CN" class="type-large">' in client.get("/no-such-page/").content.decode()


def test_display_normal_takes_it_back(bureau, client, switch):
    switch(type="large")
    switch(type="normal")
    assert '<html lang="zh-CN">' in client.get("/no-such-page/").content.decode()


def test_display_unknown_size_is_normal(switch):
    assert switch(type="<huge>").cookies["gk_type"].value == "normal"


@pytest.mark.parametrize(
    "target",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org",
        "javascript:alert(1)",
        "http:///example.org",
        "",
    ],
)
def test_display_refuses_to_lead_elsewhere(switch, target):
    assert switch(type="large", next=target)["Location"] == "/"


def test_display_keeps_query_of_own_page(switch):
    assert switch(type="large", next="/search/?q=a&page=2")["Location"] == "/search/?q=a&page=2"


def test_display_by_get_changes_nothing(client):
    response = client.get(reverse("display"), {"type": "large"})
    assert response.status_code == 405
    assert "gk_type" not in response.cookies


def test_display_sets_no_csrf_cookie(switch):
    assert list(switch(type="large").cookies) == ["gk_type"]
