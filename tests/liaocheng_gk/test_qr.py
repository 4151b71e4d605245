"""Codes put together from what their digits change are the codes that segno draws."""

import re

import segno
from hypothesis import given
from hypothesis import strategies as st

from liaocheng_gk import qr

ADDRESSES = st.from_regex(
    r"https?://[a-z]{1,20}\.gov\.cn(:[0-9]{2,5})?/items/[0-9A-Z]{9,18}/[0-9]{4}-[0-9]{5}/", fullmatch=True
)
STROKE = re.compile(r"(M|m)(\d+) (?:(\d+)\.5|0)h(\d+)")


def drawn_by_segno(address: str) -> segno.QRCode:
    """In the way of its kind: the mask is the best one for noughts, which any camera reads as well."""
    shape = qr._shape(qr.DIGIT.sub("0", address))
    return segno.make_qr(
        address, mode="byte", version=shape.version, error=shape.error, mask=shape.mask, boost_error=False
    )


def dark(drawing: qr.Drawing) -> list[list[bool]]:
    """The modules that the strokes cover."""
    modules = [[False] * drawing.around for _ in range(drawing.around)]
    x = y = 0
    for absolute, start, row, length in STROKE.findall(drawing.path):
        x, y = (int(start), int(row or 0)) if absolute == "M" else (x + int(start), y)
        for module in range(x, x + int(length)):
            modules[y][module] = True
        x += int(length)
    assert STROKE.sub("", drawing.path) == ""
    return modules


def framed(code: segno.QRCode) -> list[list[bool]]:
    return [[module == 1 for module in row] for row in code.matrix_iter(border=qr.QUIET)]


@given(ADDRESSES)
def test_code_of_an_address_is_the_one_that_segno_draws(address):
    assert dark(qr.of_address(address)) == framed(drawn_by_segno(address))


def test_codes_of_two_items_differ_and_stay():
    first, second = (f"https://example.gov.cn/items/3715000045/2026-0000{number}/" for number in (1, 2))
    assert qr.of_address(first) != qr.of_address(second)
    assert qr.of_address(first) == qr.of_address(first)


def test_nothing_is_remembered_of_a_secret_or_an_address_with_a_query():
    for ask in (qr.of_secret, qr.of_address):
        before = qr._shape.cache_info().currsize, qr._changed.cache_info().currsize
        text = "https://example.gov.cn/?secret=7654321"
        assert dark(ask(text)) == framed(segno.make_qr(text))
        assert (qr._shape.cache_info().currsize, qr._changed.cache_info().currsize) == before
