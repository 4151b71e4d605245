"""The screen of a correction: what becomes of each file is read at a glance, on the desk and on a phone."""

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from playwright.sync_api import Browser, Page

from disclosure.corrections import revise_files
from disclosure.models import Attachment, Item

pytestmark = pytest.mark.browser
LONG = "关于调整聊城市商贸流通领域专项资金申报材料清单的补充说明（征求意见后修订稿）.txt"


def correction() -> int:
    """One file to go and one with a long name to come."""
    item = Item.objects.public().filter(attachments__isnull=False).order_by("pk")[0]
    added = [Attachment(item=item, file=ContentFile(b"x", name=LONG))]
    by = User.objects.get(username="admin")
    revise_files(item, removed=[item.attachments.all()[0]], added=added, by=by)
    return item.pk


def log_in(page: Page, address: str) -> None:
    page.goto(f"{address}/admin/login/")
    page.get_by_label("用户名").fill("admin")
    page.get_by_label("密码").fill("demo-2026-only")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/admin/")


def test_states_and_names_of_files_are_whole_at_every_width(demo: str, browser: Browser):
    pk = correction()
    for width in (1280, 375):
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
        page = context.new_page()
        log_in(page, demo)
        page.goto(f"{demo}/admin/disclosure/item/{pk}/change/")
        states = page.locator("#attachments-group .file-state")
        assert states.all_inner_texts() == ["待删除", "新增，待公开"]
        for state in states.all():
            assert state.bounding_box()["height"] < 40, "one line"
        fields = page.locator("#attachments-group input:visible").all()
        boxes = [field.bounding_box() for field in fields]
        assert [box for box in boxes if box["x"] + box["width"] > width] == []
        title, tools = page.locator("#content > h2"), page.locator(".object-tools")
        end, begin = title.bounding_box(), tools.bounding_box()
        assert begin["y"] >= end["y"] + end["height"], "tools over the title"
        note = page.locator("p.errornote").bounding_box()
        assert note["y"] >= begin["y"] + begin["height"], "tools over what is said"
        page.goto(f"{demo}/admin/disclosure/item/drop/?ids={pk}")
        assert LONG in page.locator("#content-main").inner_text()
        page.wait_for_load_state("networkidle")
        context.close()
