"""What an inspector would find, found by ourselves first."""

from datetime import date

import pytest
from django.core.management import call_command

from disclosure import inspection
from disclosure.publication import withdraw
from tests.factories.disclosure import CategoryFactory, ItemFactory, attach, moment, office, published
from tests.factories.reports import make_report

pytestmark = pytest.mark.django_db


def told(faults) -> list[str]:
    return [str(fault) for fault in faults]


def test_empty_columns_are_named_but_not_those_filled_from_below(bureau):
    top = CategoryFactory(title="上级", slug="top")
    low = CategoryFactory(title="下级", slug="low", parent=top)
    CategoryFactory(title="空栏", slug="hollow")
    published(category=low)
    ItemFactory(category=CategoryFactory(title="只有草稿", slug="drafts"))
    assert told(inspection.empty_columns()) == [
        "/catalogue/hollow/：栏目“空栏”是空的",
        "/catalogue/drafts/：栏目“只有草稿”是空的",
    ]


@pytest.mark.parametrize(
    ("column_type", "own", "today", "stale"),
    [
        ("工作动态", None, date(2026, 3, 24), False),
        ("工作动态", None, date(2026, 3, 25), True),
        ("通知公告", None, date(2026, 9, 9), False),
        ("通知公告", None, date(2026, 9, 10), True),
        ("信息公开目录", None, date(2030, 1, 1), False),
        ("信息公开目录", 5, date(2026, 3, 16), True),
        ("工作动态", 0, date(2030, 1, 1), False),
    ],
)
def test_columns_go_stale_by_their_type_or_their_own_limit(bureau, column_type, own, today, stale):
    published(category=CategoryFactory(title="某栏", column_type=column_type, update_days=own))
    assert bool(told(inspection.stale_columns(today))) is stale


def test_staff_see_stale_columns_on_the_dashboard(client, bureau, time_machine):
    published(category=CategoryFactory(title="动态栏", column_type="工作动态"))
    client.force_login(office())
    time_machine.move_to("2026-03-24 10:00 +0800")
    assert "动态栏" not in client.get("/admin/").content.decode()
    time_machine.move_to("2026-03-25 10:00 +0800")
    assert "栏目“动态栏”已有 15 天没有更新，应当不超过 14 天" in client.get("/admin/").content.decode()


def test_dead_links_inside_the_site_are_found_and_living_ones_are_not(bureau):
    make_report(2023)
    make_report(2024, publish=False)
    target, gone = published(), published()
    file, hidden = attach(target), attach(gone)
    withdraw(gone, by=office(), at=moment(11), reason="误发")
    column = CategoryFactory(slug="living")
    alive = [
        *(target.get_absolute_url(), f"{target.get_absolute_url()}print/", file.get_absolute_url()),
        *(column.get_absolute_url(), "/guide/", "/apply/", f"{bureau.website}guide/", "#part"),
        *("/reports/2023/", "/catalogue/article20/20-01/", "/search/?q=商务"),
        *("https://www.gov.cn/no-such", "mailto:a@example.gov.cn"),
    ]
    dead = [
        *("/no-such/", "/catalogue/no-such/", "/items/1/2026-00001/", gone.get_absolute_url()),
        *(hidden.get_absolute_url(), f"{bureau.website}no-such.html"),
        *("/reports/1999/", "/reports/2024/", "/catalogue/article20/20-99/", "/catalogue/no-such/feed.atom"),
    ]
    links = "".join(f'<p><a href="{address}">看</a></p>' for address in [*alive, *dead, dead[0]])
    item = published(body=links)
    assert told(inspection.dead_links()) == [
        f"{item.get_absolute_url()}：链接 {address} 打不开" for address in dead
    ]


def test_links_of_drafts_are_nobodys_business(bureau):
    ItemFactory(body='<p><a href="/no-such/">看</a></p>')
    assert told(inspection.dead_links()) == []


def test_lost_files_are_found(bureau):
    item = published()
    attach(item, "在的.pdf")
    lost = attach(item, "丢了的.pdf")
    lost.file.storage.delete(lost.file.name)
    assert told(inspection.lost_files()) == [f"{lost.get_absolute_url()}：附件“丢了的.pdf”的文件丢失"]


def test_a_poor_footer_is_told(bureau):
    assert told(inspection.footer_faults()) == [
        "/：页脚缺少ICP备案编号、公安机关备案号、党政机关网站标识，请在“本机关”中填写"
    ]
    bureau.icp_number = bureau.police_number = "1"
    bureau.organ_mark_url = "https://example.gov.cn/"
    bureau.save()
    assert told(inspection.footer_faults()) == []


def test_scan_public_prints_what_the_inspection_finds(bureau, capsys):
    CategoryFactory(title="空栏")
    call_command("scan_public")
    assert "网站巡检：" in (said := capsys.readouterr().out)
    assert "栏目“空栏”是空的" in said
