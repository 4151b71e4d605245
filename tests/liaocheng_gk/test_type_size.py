"""Large type by a cookie: what a shared cache may keep of it."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("url", ["/", "/catalogue/", "/guide/", "/search/?q=商务", "/no-such-page/"])
def test_pages_that_follow_the_cookie_say_so(client, bureau, url):
    normal = client.get(url)
    client.cookies["gk_type"] = "large"
    large = client.get(url)
    assert ("type-large" in normal.content.decode(), "type-large" in large.content.decode()) == (False, True)
    for response in (normal, large):
        assert "Cookie" in [part.strip() for part in response.headers["Vary"].split(",")]


@pytest.mark.parametrize("url", ["/open-data/items.csv", "/feed.atom", "/sitemap.xml", "/healthz"])
def test_what_has_no_type_does_not_vary_by_the_cookie(client, bureau, url):
    response = client.get(url)
    assert "Cookie" not in response.headers.get("Vary", "")
