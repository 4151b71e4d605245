"""启用准备: each step is read from the data, and is done when the data say so."""

from datetime import date

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.utils import timezone

from applications.first_steps import NEEDED, first_steps
from liaocheng_gk.authenticator import Authenticator
from liaocheng_gk.keyring import new_line, read_keyring
from liaocheng_gk.models import CalendarYear, Heartbeat
from liaocheng_gk.roles import ROLES, sync_roles

TODAY = date(2026, 3, 2)


def still_open() -> list[str]:
    return [step.title for step in first_steps(TODAY, timezone.now()) if step.missing]


@pytest.fixture
def administrator(db) -> User:
    return User.objects.create_superuser("guanli", password="demo-password-1")


def test_an_empty_installation_lacks_everything_and_its_first_page_says_so(client, administrator):
    assert still_open() == [
        "本机关资料", "目录分类", "系统管理员的手机验证器", "人员与岗位", "工作日历", "密钥", "定时任务",
    ]  # fmt: skip
    client.force_login(administrator)
    html = client.get("/admin/").content.decode()
    assert "启用前还有 7 项准备工作" in html
    assert 'href="/admin/setup/"' in html
    page = client.get("/admin/setup/").content.decode()
    assert page.count("：待办") == 7
    assert "/admin/liaocheng_gk/agency/add/" in page
    assert client.get("/admin/liaocheng_gk/agency/add/").status_code == 200


def test_each_step_is_done_by_its_own_data(administrator, settings):
    call_command("load_bureau", verbosity=0)
    assert still_open() == ["系统管理员的手机验证器", "人员与岗位", "密钥", "定时任务"]
    CalendarYear.objects.filter(year=2026).update(status="provisional")
    assert "工作日历" in still_open()
    CalendarYear.objects.filter(year=2026).update(status="official")
    sync_roles()
    for name in NEEDED:
        user = User.objects.create_user(f"u{name}", is_staff=True)
        user.groups.add(Group.objects.get(name=name))
    assert still_open() == ["系统管理员的手机验证器", "密钥", "定时任务"]
    user.delete()
    gap = next(step for step in first_steps(TODAY, timezone.now()) if step.title == "人员与岗位")
    assert gap.missing == "还没有人担任：保密审查岗（逐条进行保密审查）。"
    device = Authenticator.objects.create(user=administrator, name="手机", confirmed=False)
    assert "系统管理员的手机验证器" in still_open()
    Authenticator.objects.filter(pk=device.pk).update(confirmed=True)
    settings.GK_VAULT_KEYS = read_keyring("\n".join([new_line("k1"), new_line("lookup")]))
    Heartbeat.objects.create(name="remind", at=timezone.now())
    assert still_open() == ["人员与岗位"]


def test_every_role_needed_is_a_role_of_the_table():
    assert set(NEEDED) <= {role.name for role in ROLES}


def test_others_see_neither_page_nor_notice(client, staff, bureau):
    client.force_login(staff("li", "applications.view_application"))
    assert client.get("/admin/setup/").status_code == 403
    assert "准备工作" not in client.get("/admin/").content.decode()


@pytest.mark.parametrize(
    "path", ["/", "/guide/", "/guide/print/", "/catalogue/", "/apply/", "/apply/form/print/", "/reports/"]
)
def test_no_public_page_of_an_empty_installation_is_a_fault(client, db, path):
    """A page made of the bureau's data says that the site is not open yet; the others are there, empty."""
    response = client.get(path)
    page = response.getvalue().decode()
    assert response.status_code == 200 or (response.status_code == 503 and "尚未开放" in page)
    assert (response.status_code == 503) == (path in {"/guide/", "/guide/print/", "/apply/form/print/"})


def test_the_steps_of_an_empty_installation_lead_to_pages(client, administrator):
    client.force_login(administrator)
    steps = first_steps(TODAY, timezone.now())
    assert {step.title: client.get(step.url).status_code for step in steps if step.url} == dict.fromkeys(
        ["本机关资料", "目录分类", "系统管理员的手机验证器", "人员与岗位", "工作日历"], 200
    )
