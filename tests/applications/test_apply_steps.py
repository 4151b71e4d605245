"""The form in steps: one page at a time, the rest carried along, a fault told where it is, nothing typed lost."""

import base64
import io
import re

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from applications import pending
from applications.forms.pages import PAGES, page_named, progress
from applications.models import Application, Draft
from applications.private import private_storage
from applications.querycode import code_for
from applications.scan_preview import WIDEST, preview_of
from applications.uploads import check_scan
from liaocheng_gk import pdf
from tests.factories.disclosure import published

APPLY = "/apply/"
NOW = re.compile(r'aria-current="step">([^<]+)')


def carried(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html.split("<main")[1]))


@pytest.fixture
def post(client, bureau):
    return lambda data, step: client.post(APPLY, data | {"step": step}).content.decode()


def here(html: str) -> str:
    return NOW.search(html).group(1)


def test_every_field_stands_on_one_page(client, bureau, filled):
    fields = [name for page in PAGES for name in page.fields]
    assert len(fields) == len(set(fields))
    assert set(fields) == (set(filled()) | {"scan_back"}) - {"submission_key"}


def test_progress_says_what_is_done():
    assert [step.state for step in progress("want")] == ["done", "now", "later", "later", "later"]
    assert [step.title for step in progress("receipt")][-2:] == ["核对", "回执"]


def test_the_pages_lead_to_the_check_page_and_carry_everything(post, filled):
    contact = {name: value for name, value in filled().items() if name != "description"}
    html = post(contact | {"description": ""}, "to-want")
    assert here(html) == "所需信息"
    html = post(carried(html) | {"description": "2025年预算"}, "to-receive")
    assert (here(html), "2025年预算" in html) == ("获取方式", True)
    html = post(carried(html) | {"carrier": "electronic", "delivery": "online"}, "check")
    assert here(html) == "核对"
    assert [text for text in ("张三丰", "2025年预算", "E12345678") if text not in html] == []
    assert Application.objects.count() == 0


def test_a_page_opened_the_first_time_tells_no_fault(post, filled):
    html = post(filled(description=""), "to-want")
    assert "需要更正" not in html
    assert "is-invalid" not in html


def test_a_fault_stops_at_its_page_and_keeps_the_file_and_what_is_typed_elsewhere(post, filled):
    html = post(filled(phone="", description="第二页的文字"), "to-receive")
    assert here(html) == "申请人"
    assert "有 1 处需要更正" in html
    assert carried(html)["description"] == "第二页的文字"
    assert "已收到您上传的文件" in html
    assert pending.is_kept(carried(html)["kept_front"]) is True


def test_one_page_tells_only_its_own_faults(post, filled):
    html = post(filled(phone="", description="", delivery="email"), "check")
    assert (here(html), "有 1 处需要更正" in html) == ("申请人", True)
    html = post(filled(delivery="email"), "check")
    assert (here(html), "请填写电子邮箱" in html) == ("获取方式", True)


def test_going_back_asks_for_nothing(post, filled):
    html = post(filled(description="", phone=""), "to-contact")
    assert (here(html), "需要更正" in html) == ("申请人", False)


def test_each_part_of_the_check_page_can_be_mended(post, filled):
    html = post(filled(), "check")
    assert [f'value="to-{page.key}"' in html for page in PAGES] == [True, True, True]
    form = post(carried(html), "to-want")
    assert here(form) == "所需信息"
    assert "2025年度外贸促进专项资金分配结果</textarea>" in form


def test_a_draft_opens_on_the_first_page_that_lacks_something(client, post, filled):
    post(filled(description=""), "to-want")
    assert here(client.get(APPLY).content.decode()) == "所需信息"
    post(carried(client.get(APPLY).content.decode()) | {"description": "2025年预算"}, "to-receive")
    assert here(client.get(APPLY).content.decode()) == "申请人"
    assert Draft.objects.get().fields["description"] == "2025年预算"


def test_published_items_are_offered_while_describing(post, filled):
    published(title="关于2025年度外贸促进专项资金分配结果的公示")
    assert "这些已公开的信息可能就是您要的" in post(filled(), "to-want")
    assert "没有找到明显相符的" in post(filled(description="月球背面的土壤样品"), "to-want")
    assert "没有找到" not in post(filled(description=""), "to-want")


def test_the_check_page_shows_the_scan_inside_the_page(client, post, filled):
    html = post(filled(), "check")
    assert html.count('src="data:image/jpeg;base64,') == 1
    assert "secret-place" not in html
    assert "no-store" in client.post(APPLY, filled() | {"step": "check"})["Cache-Control"]


def test_the_preview_is_small_and_a_pdf_is_told_in_words(db, photo):
    shown = preview_of(pending.keep(check_scan(photo(size=(2400, 1200)))))
    data = base64.b64decode(shown.picture.split(",")[1])
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.size == (WIDEST, WIDEST // 2)
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.add_blank_page()
        document.save(out)
    shown = preview_of(pending.keep(check_scan(SimpleUploadedFile("a.pdf", out.getvalue()))))
    assert (shown.picture, shown.pages) == ("", 2)


@pytest.mark.parametrize("token", ["", "pending/x.jpg:1abc:forged"])
def test_a_forged_name_has_no_preview(db, token):
    assert preview_of(token) is None


def test_a_wrong_upload_can_be_removed(post, filled, photo):
    html = post(filled(scan_back=photo()), "to-contact")
    kept = carried(html)
    name = kept["kept_back"].rsplit(":", 2)[0]
    again = {key: value for key, value in filled().items() if key != "scan_front"} | kept
    html = post(again | {"drop_back": "1"}, "check")
    assert "已收到 1 个文件" in html
    assert private_storage().exists(name) is False


def test_the_camera_and_the_chooser_are_one_field(client, post, filled, photo):
    html = client.get(APPLY).content.decode()
    assert 'name="scan_front" accept="image/*" capture="environment"' in html
    posted = filled()
    del posted["scan_front"]
    # The browser sends both; an input left empty comes without a file name and is no file.
    assert "已收到 1 个文件" in post(posted | {"scan_front": [photo()]}, "check")


@pytest.fixture
def on_file(client, post, filled) -> Application:
    client.post(APPLY, carried(post(filled(), "check")) | {"step": "submit"})
    return Application.objects.get()


def test_the_receipt_can_be_kept_as_pdf(client, on_file):
    response = client.get("/apply/receipt/receipt.pdf")
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in response["Cache-Control"]
    assert response.content.startswith(b"%PDF-")
    with pikepdf.open(io.BytesIO(response.content)) as document:
        assert len(document.pages) == 1


def test_the_code_of_the_receipt_opens_the_status_page_and_carries_no_query_code(client, on_file):
    html = client.get("/apply/receipt/").content.decode()
    codes = re.findall(r"二维码：([^<]+)", html)
    assert codes == ["http://testserver/apply/status/"]
    assert [
        link for link in re.findall(r'href="([^"]*)"', html) if code_for(on_file.submission_key) in link
    ] == []


def test_a_strangers_browser_gets_no_receipt(client, on_file):
    client.cookies.clear()
    response = client.get("/apply/receipt/receipt.pdf")
    assert (response.status_code, response["Location"]) == (302, "/apply/status/")


def test_a_receipt_without_pdf_still_says_how_to_keep_it(client, on_file, monkeypatch):
    monkeypatch.setattr(pdf, "has_font", lambda name: False)
    response = client.get("/apply/receipt/receipt.pdf")
    html = response.content.decode()
    assert response.status_code == 503
    assert "现在不能生成 PDF" in html
    assert on_file.number in html


def test_an_unknown_page_is_none():
    assert page_named("check") is None
