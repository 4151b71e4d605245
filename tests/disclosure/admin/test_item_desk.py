"""Items at the desk: who may do what, the two acts, attachments, and what a page of the list costs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from disclosure.models import Attachment, Category, Item
from tests.factories.disclosure import (
    PDF,
    CategoryFactory,
    ItemFactory,
    attach,
    office,
    published,
    reviewed,
    withdrawn,
)

pytestmark = pytest.mark.django_db

LIST = "/admin/disclosure/item/"
NO_FILES = {
    "attachments-TOTAL_FORMS": "0",
    "attachments-INITIAL_FORMS": "0",
    "links-TOTAL_FORMS": "0",
    "links-INITIAL_FORMS": "0",
}
PAYLOAD = "<script>alert(1)</script>"


@pytest.fixture
def desk(client, bureau):
    client.force_login(office())
    return client


def fields(**changes) -> dict:
    base = {
        "title": "关于试点的通知",
        "body": "<p>正文</p>",
        "formed_on": "2026-03-02",
        "validity": "in_force",
        "weight": "ordinary",
    }
    return base | NO_FILES | changes


def test_draft_is_entered_and_cleaned(desk):
    category = CategoryFactory()
    response = desk.post(f"{LIST}add/", fields(category=category.pk, body=f"<p>正文{PAYLOAD}</p>"))
    assert response.status_code == 302
    item = Item.objects.get()
    assert (item.status, item.index_number, item.body) == ("draft", None, "<p>正文</p>")
    assert item.history.first().history_user == office()


def test_status_number_and_day_cannot_be_typed(desk):
    category = CategoryFactory()
    forged = {
        "status": "published",
        "index_number": "1/2026-00001",
        "published_at": "2020-01-01",
        "secrecy_reviewer": "x",
    }
    desk.post(f"{LIST}add/", fields(category=category.pk, **forged))
    item = Item.objects.get()
    assert (item.status, item.index_number, item.published_at, item.secrecy_reviewer) == (
        "draft",
        None,
        None,
        "",
    )


def test_bad_input_is_told_in_chinese_and_kept(desk):
    response = desk.post(f"{LIST}add/", fields(category="", title="写了很久的标题", validity="repealed"))
    page = response.content.decode()
    assert response.status_code == 200
    assert "写了很久的标题" in page
    assert "已废止的信息必须填写废止日期" in page
    assert Item.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("病毒.exe", b"MZ", "类型不能上传"),
        ("大.pdf", b"%PDF-" + b"0" * (30 * 1024 * 1024), "超过 10 MB 的上限"),
        ("假.pdf", b"MZ", "与扩展名 .pdf 不符"),
    ],
)
def test_bad_attachment_is_told_in_chinese_and_loses_nothing(desk, name, content, words):
    data = fields(category=CategoryFactory().pk, title="写了很久的标题", body="<p>写了很久的正文</p>")
    data |= {"attachments-TOTAL_FORMS": "1", "attachments-0-position": "0", "attachments-0-name": ""}
    data["attachments-0-file"] = SimpleUploadedFile(name, content)
    page = desk.post(f"{LIST}add/", data).content.decode()
    for kept in (words, "其他内容已保留", "写了很久的标题", "写了很久的正文"):
        assert kept in page
    assert (Item.objects.count(), Attachment.objects.count()) == (0, 0)


def test_attachment_is_added_and_waits_for_the_gate(desk):
    data = fields(category=CategoryFactory().pk)
    data |= {"attachments-TOTAL_FORMS": "1", "attachments-0-position": "0", "attachments-0-name": ""}
    data["attachments-0-file"] = SimpleUploadedFile("名单.pdf", PDF)
    assert desk.post(f"{LIST}add/", data).status_code == 302
    attachment = Attachment.objects.get()
    assert (attachment.name, attachment.size) == ("名单.pdf", len(PDF))
    assert attachment.cleared == ""


def test_opening_the_act_page_changes_nothing(desk):
    item = reviewed(ItemFactory())
    assert desk.get(f"{LIST}publish/?ids={item.pk}").status_code == 200
    item.refresh_from_db()
    assert item.status == "draft"


def test_action_publishes_each_on_its_own(desk):
    good, early = reviewed(ItemFactory(title="审过")), ItemFactory(title="没有审过")
    chosen = desk.post(LIST, {"action": "publish_selected", "_selected_action": [good.pk, early.pk]})
    page = desk.post(chosen.url, follow=True).content.decode()
    assert "“审过”已发布" in page
    assert "“没有审过”没有发布：现在应当先进行“起草送审”" in page
    assert list(Item.objects.public()) == [good]


def test_withdraw_asks_for_a_reason(desk):
    item = published()
    url = f"{LIST}withdraw/?ids={item.pk}"
    assert "请写明撤下原因" in desk.post(url, {"reason": ""}).content.decode()
    desk.post(url, {"reason": "公示期满"})
    item.refresh_from_db()
    assert (item.status, item.withdrawn_reason) == ("withdrawn", "公示期满")


@pytest.mark.parametrize("ids", ["", "abc", "999999", "1'--", "9" * 40])
def test_act_on_nothing_is_404(desk, ids):
    assert desk.get(f"{LIST}publish/?ids={ids}").status_code == 404


def test_liaison_drafts_but_neither_publishes_nor_touches_what_is_public(client, bureau, staff):
    liaison = staff("liaison", "disclosure.view_item", "disclosure.add_item", "disclosure.change_item")
    client.force_login(liaison)
    draft, public = ItemFactory(), published(title="原标题")
    assert client.get(f"{LIST}publish/?ids={draft.pk}").status_code == 403
    assert client.post(f"{LIST}publish/?ids={reviewed(draft).pk}").status_code == 403
    assert client.post(f"{LIST}withdraw/?ids={public.pk}", {"reason": "x"}).status_code == 403
    changed = client.post(f"{LIST}{public.pk}/change/", fields(category=public.category_id, title="偷改"))
    assert changed.status_code == 403
    assert "publish_selected" not in client.get(LIST).content.decode()
    assert Item.objects.get(pk=public.pk).title == "原标题"


def test_public_item_cannot_be_deleted_a_draft_can(desk):
    draft, public, gone = ItemFactory(), published(), withdrawn()
    assert desk.post(f"{LIST}{public.pk}/delete/", {"post": "yes"}).status_code == 403
    assert desk.post(f"{LIST}{gone.pk}/delete/", {"post": "yes"}).status_code == 403
    assert desk.post(f"{LIST}{draft.pk}/delete/", {"post": "yes"}).status_code == 302
    assert set(Item.objects.all()) == {public, gone}


def test_editing_a_public_item_keeps_its_publication(desk):
    item = published()
    data = fields(category=item.category_id, title="改过的标题", publisher="")
    assert desk.post(f"{LIST}{item.pk}/change/", data).status_code == 302
    changed = Item.objects.get(pk=item.pk)
    assert (changed.title, changed.status, changed.publisher) == (item.title, "published", "聊城市商务局")
    assert changed.pending["title"] == "改过的标题"
    assert "修改待送审" in desk.get(LIST).content.decode()
    assert "改过的标题" in desk.get(f"{LIST}{item.pk}/change/").content.decode()
    assert changed.published_at == item.published_at


def test_list_costs_the_same_for_more_rows(desk, django_assert_max_num_queries):
    for _ in range(5):
        published()
    with django_assert_max_num_queries(16):
        assert desk.get(LIST).status_code == 200
    for _ in range(10):
        attach(published())
    with django_assert_max_num_queries(16):
        desk.get(LIST)


def test_s16_payloads_in_the_desk(desk):
    item = ItemFactory(title=f"甲{PAYLOAD}", summary=PAYLOAD, category=CategoryFactory(title=f"乙{PAYLOAD}"))
    attach(item, "<script>alert(1)<script>.pdf")
    for url in (
        LIST,
        f"{LIST}{item.pk}/change/",
        f"{LIST}{item.pk}/history/",
        f"{LIST}publish/?ids={item.pk}",
        "/admin/disclosure/category/",
    ):
        assert "<script>alert(1)" not in desk.get(url).content.decode()


def test_editor_page_lets_only_its_own_inline_script_through(desk):
    item = ItemFactory()
    policy = desk.get(f"{LIST}{item.pk}/change/").headers["Content-Security-Policy"]
    assert "script-src 'self' 'sha256-" in policy
    assert "unsafe-inline" not in policy
    assert "sha256" not in desk.get(LIST).headers["Content-Security-Policy"]


def test_change_page_shows_the_day_of_article_26(desk):
    item = ItemFactory(formed_on="2025-04-18")
    assert "2025-05-20，已超过期限" in desk.get(f"{LIST}{item.pk}/change/").content.decode()


def test_category_is_edited_and_its_address_stays_once_used(desk):
    category = published().category
    data = {
        **{
            "title": "改名",
            "slug": "other",
            "position": 3,
            "description": "新描述",
            "column_type": "通知公告",
        },
        **{"parent": "", "keywords": "", "article20": "", "theme": "综合政务"},
    }
    desk.post(f"/admin/disclosure/category/{category.pk}/change/", data)
    changed = Category.objects.get(pk=category.pk)
    assert (changed.title, changed.slug) == ("改名", category.slug)


def test_category_in_use_is_not_deleted(desk):
    category = published().category
    desk.post(f"/admin/disclosure/category/{category.pk}/delete/", {"post": "yes"})
    assert Category.objects.filter(pk=category.pk).exists()


def test_desk_is_closed_to_the_public(client, bureau):
    for url in (
        LIST,
        f"{LIST}import/",
        f"{LIST}export/",
        f"{LIST}publish/?ids=1",
        f"{LIST}import/template.xlsx",
    ):
        assert client.get(url).status_code == 302
