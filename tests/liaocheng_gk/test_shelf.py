"""What a worker keeps of built pages: so many bytes at most, and those that were asked for last."""

import gzip

from django.http import HttpResponse

from liaocheng_gk import shelf
from liaocheng_gk.shelf import Shelf


def test_page_is_given_as_it_was_put_with_its_mark_and_no_old_one():
    pages = Shelf()
    response = HttpResponse(
        "全文", headers={"ETag": "old", "Vary": "Accept-Language", "X-Frame-Options": "DENY"}
    )
    pages.put("key", response)
    plain, zipped = (pages.answer("key", zipped=choice) for choice in (False, True))
    assert plain.body == gzip.decompress(zipped.body) == response.content
    for answer in (plain, zipped):
        headers = dict(answer.headers)
        assert len(headers) == len(answer.headers)
        assert (headers["ETag"], headers["X-Frame-Options"]) == ('W/"key"', "DENY")
        assert headers["Content-Length"] == str(len(answer.body))
    assert "Content-Encoding" not in dict(plain.headers)
    assert pages.answer("another", zipped=False) is None


def test_what_was_asked_for_longest_ago_goes_first(monkeypatch):
    pages = Shelf()
    monkeypatch.setattr(shelf, "BYTES", 3 * (shelf.OVERHEAD + 100))
    for name in "abc":
        pages.put(name, HttpResponse("x" * 100))
    pages.answer("a", zipped=False)
    pages.put("d", HttpResponse("x" * 100))
    assert [name for name in "abcd" if pages.answer(name, zipped=False)] == ["a", "c", "d"]
    pages.put("large", HttpResponse("x" * shelf.BYTES))
    assert [name for name in ("a", "c", "d", "large") if pages.answer(name, zipped=False)] == ["large"]


def test_packed_pages_count_too(monkeypatch):
    pages = Shelf()
    monkeypatch.setattr(shelf, "BYTES", 2 * (shelf.OVERHEAD + 100))
    for name in "ab":
        pages.put(name, HttpResponse("x" * 100))
    pages.answer("b", zipped=True)
    assert pages.answer("a", zipped=False) is None
    assert pages.answer("b", zipped=False)
