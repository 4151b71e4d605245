"""Applying on a phone: the whole way counted in taps, strokes, characters read and pages, under three minutes."""

import re
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import expect

from applications.models import Application
from tests.browser.keystrokes import Hand

pytestmark = pytest.mark.browser


@pytest.fixture
def photograph(tmp_path: Path, photo) -> Path:
    path = tmp_path / "证件.jpg"
    path.write_bytes(photo().read())
    return path


def test_a_citizen_applies_on_a_phone_in_less_than_three_minutes(served, page_at, photograph):
    page = page_at(375, 667, has_touch=True, is_mobile=True)
    page.goto(f"{served}/apply/")
    hand = Hand(page)
    hand.read.append(page.get_by_role("heading", level=1).inner_text())
    hand.type("姓名或者名称", "张三丰")
    hand.choose("身份证明种类", "居民身份证")
    hand.type("证件号码", "11010519491231002X")
    hand.photograph("拍照上传身份证明", photograph)
    hand.type("联系电话", "13800000000")
    hand.press("下一步：所需信息")
    hand.type("所需政府信息的名称", "2025年度外贸促进专项资金分配结果")
    hand.press("下一步：获取方式")
    hand.press("下一步：核对")
    preview = page.locator(".scan-preview")
    expect(preview).to_be_visible()
    assert preview.evaluate("image => (image.querySelector('img') || image).naturalWidth") > 0
    hand.look_through(page.locator("main .lead, main section"))
    hand.press("确认提交")
    case = Application.objects.get()
    expect(page.locator(".receipt-code").first).to_have_text(case.number)
    assert page.locator("figure.receipt-qr svg.qr").bounding_box()["width"] > 80
    page.emulate_media(media="print")
    expect(page.locator("figure.receipt-qr svg.qr")).to_be_visible()
    expect(page.locator(".main-nav")).to_be_hidden()
    with pikepdf.open(BytesIO(page.pdf(prefer_css_page_size=True))) as paper:
        assert len(paper.pages) == 1
    with page.expect_download() as waiting:
        page.emulate_media(media="screen")
        page.get_by_role("link", name=re.compile("保存回执")).click()
    assert waiting.value.suggested_filename.endswith(".pdf")
    assert (hand.fields, hand.screens, hand.photos) == (6, 5, 1)
    assert hand.taps <= 12
    assert hand.seconds < 180
