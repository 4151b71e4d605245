import pytest
from django.urls import reverse

from disclosure.law.review import Step
from disclosure.models import GateStop, Item
from tests.factories.disclosure import ItemFactory, attach, office, reviewed, reviewer
from tests.factories.documents import resident_number, xlsx

pytestmark = pytest.mark.django_db
ID = resident_number()
VIEW, RELEASE = "disclosure.view_item", "disclosure.release_gatestop"


def gate_of(item: Item) -> str:
    return reverse("admin:disclosure_item_gate", args=[item.pk])


@pytest.fixture
def stopped(bureau, client) -> Item:
    """An item whose drafter was stopped at the desk."""
    item = ItemFactory(body=f"<p>公示 {ID}</p>")
    attach(item, "名单.xlsx", xlsx(("甲", ID)))
    client.force_login(reviewer(Step.DRAFT))
    address = reverse("admin:disclosure_item_review", args=[item.pk])
    seen = client.get(address).context["review"]["digest"]
    page = client.post(address, {"seen": seen, "step": "draft", "verdict": "passed", "note": "请审"})
    html = page.content.decode()
    assert "发布前检查发现 2 处" in html
    assert f'href="{gate_of(item)}"' in html
    assert "请审" in html
    assert item.reviews.count() == 0
    return item


def test_the_page_names_place_and_remedy_and_never_the_number(stopped, client):
    html = client.get(gate_of(stopped)).content.decode()
    assert "工作表“名单”第 1 行" in html
    assert "正文，第 1 段" in html
    assert "至少六位" in html
    assert ID not in html.replace(stopped.body, "")
    assert "放行这项内容" not in html  # the drafter is stopped with it


def test_a_second_person_releases_each_content_by_itself(stopped, client, staff):
    client.force_login(staff("second", VIEW, RELEASE))
    html = client.get(gate_of(stopped)).content.decode()
    assert html.count("放行这项内容") == 2
    text, file = GateStop.objects.order_by("part")
    page = client.post(gate_of(stopped), {"stop": file.pk, "reason": ""})
    assert "没有放行" in page.content.decode()
    assert client.post(gate_of(stopped), {"stop": file.pk, "reason": "依法公示"}).status_code == 302
    html = client.get(gate_of(stopped)).content.decode()
    assert html.count("放行这项内容") == 1
    assert "理由：依法公示" in html
    text.refresh_from_db()
    assert (text.released_at, GateStop.objects.released().count()) == (None, 1)


def test_without_the_permission_nothing_is_offered_and_nothing_released(stopped, client, staff):
    client.force_login(staff("other", VIEW))
    assert "放行这项内容" not in client.get(gate_of(stopped)).content.decode()
    stop = GateStop.objects.first()
    assert client.post(gate_of(stopped), {"stop": stop.pk, "reason": "依法公示"}).status_code == 403
    assert GateStop.objects.released().count() == 0


def test_a_stop_of_another_item_cannot_be_released_here(stopped, client, staff):
    client.force_login(staff("second", VIEW, RELEASE))
    other = ItemFactory()
    assert (
        client.post(gate_of(other), {"stop": GateStop.objects.first().pk, "reason": "甲"}).status_code == 404
    )
    assert client.get(gate_of(Item(pk=999))).status_code == 404


def test_a_clean_item_says_so_and_what_the_gate_cannot_see(bureau, client):
    client.force_login(reviewer(Step.DRAFT))
    assert "扫描图片里的文字系统看不到" in client.get(gate_of(ItemFactory())).content.decode()


def test_the_book_of_stops_is_read_only(stopped, client):
    client.force_login(reviewer(Step.SECRECY))
    stop = GateStop.objects.first()
    book = client.get(reverse("admin:disclosure_gatestop_changelist"))
    assert "居民身份证号码" in book.content.decode()
    page = client.get(reverse("admin:disclosure_gatestop_change", args=[stop.pk]))
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert client.get(reverse("admin:disclosure_gatestop_add")).status_code == 403


def test_publishing_at_the_desk_leads_to_the_page(bureau, client):
    item = ItemFactory()
    row = attach(item, "名单.xlsx", xlsx())
    reviewed(item)
    with row.file.storage.open(row.file.name, "wb") as file:
        file.write(xlsx(("甲", ID)))
    client.force_login(office())
    page = client.post(reverse("admin:disclosure_item_publish") + f"?ids={item.pk}")
    assert page.headers["Location"] == gate_of(item)
    html = client.get(gate_of(item)).content.decode()
    assert "没有放行：名单.xlsx" in html
    assert GateStop.objects.get().stopped_by == office()
