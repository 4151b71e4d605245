"""Drafting and the first review are each department's own; whoever belongs to none works for the whole bureau."""

import pytest
from django.contrib.auth.models import Group, User

from disclosure.law.publication import NotAllowed
from disclosure.law.review import Step
from disclosure.models import Item
from disclosure.reviewing import pass_step, send_back
from disclosure.wording import text_digest
from liaocheng_gk.models import StaffDepartment
from tests.factories.disclosure import ItemFactory, moment, office, reviewed

pytestmark = pytest.mark.django_db

OWN, OTHER = "外贸科", "外资科"
LIST = "/admin/disclosure/item/"


def member(role: str, department: str = "") -> User:
    user = User.objects.create(username=f"{role}{department}", is_staff=True)
    user.groups.set([Group.objects.get(name=role)])
    if department:
        StaffDepartment.objects.create(user=user, department=department)
    return user


@pytest.mark.parametrize(("role", "step"), [("科室信息员", Step.DRAFT), ("科室负责人", Step.FIRST)])
def test_a_step_of_another_department_is_refused_and_changes_nothing(bureau, client, role, step):
    item = reviewed(ItemFactory(department=OTHER), until=step)
    by = member(role, OWN)
    with pytest.raises(NotAllowed, match="只能办理本科室的信息"):
        pass_step(step, item, by=by, at=moment())
    assert not item.reviews.filter(by=by).exists()
    client.force_login(by)
    page = client.get(f"{LIST}{item.pk}/review/").content.decode()
    assert f"这条信息由“{OTHER}”负责，您属于“{OWN}”" in page
    data = {"step": step, "verdict": "passed", "seen": text_digest(item), "note": ""}
    assert "只能办理本科室的信息" in client.post(f"{LIST}{item.pk}/review/", data).content.decode()
    assert not item.reviews.filter(by=by).exists()


@pytest.mark.parametrize(("department", "of_item"), [(OWN, OWN), (OWN, ""), ("", OTHER)])
def test_ones_own_and_nobodys_are_open_and_who_has_no_department_is_free(bureau, department, of_item):
    item = ItemFactory(department=of_item)
    for role, step in (("科室信息员", Step.DRAFT), ("科室负责人", Step.FIRST)):
        item = pass_step(step, item, by=member(role, department), at=moment())
    assert item.awaiting == Step.DEPUTY


def test_the_head_of_another_department_cannot_send_back(bureau):
    item = reviewed(ItemFactory(department=OTHER), until=Step.FIRST)
    with pytest.raises(NotAllowed, match="只能办理本科室的信息"):
        send_back(item, by=member("科室负责人", OWN), at=moment(), reason="不妥")
    assert send_back(item, by=member("科室负责人", OTHER), at=moment(), reason="不妥").awaiting == Step.DRAFT


def test_later_steps_know_no_departments(bureau):
    item = reviewed(ItemFactory(department=OTHER), until=Step.DEPUTY)
    assert pass_step(Step.DEPUTY, item, by=member("分管领导", OWN), at=moment()).awaiting == Step.SECRECY


def test_the_desk_shows_anothers_item_and_lets_nobody_change_it(bureau, client):
    own, other = ItemFactory(department=OWN), ItemFactory(department=OTHER, title="别科的")
    client.force_login(member("科室信息员", OWN))
    assert 'name="_save"' in client.get(f"{LIST}{own.pk}/change/").content.decode()
    shown = client.get(f"{LIST}{other.pk}/change/").content.decode()
    assert "别科的" in shown
    assert 'name="_save"' not in shown
    assert client.post(f"{LIST}{other.pk}/change/", {"title": "改了"}).status_code == 403
    assert Item.objects.get(pk=other.pk).title == "别科的"


def test_a_new_item_begins_with_ones_department_and_can_be_given_to_no_other(bureau, client):
    client.force_login(member("科室信息员", OWN))
    assert f'value="{OWN}"' in client.get(f"{LIST}add/").content.decode()
    page = client.post(f"{LIST}add/", {"title": "新的", "department": OTHER}).content.decode()
    assert f"这条信息由“{OTHER}”负责，您属于“{OWN}”" in page
    assert not Item.objects.filter(title="新的").exists()


def test_the_administrator_gives_the_department_on_the_account(bureau, client):
    user = member("科室信息员")
    client.force_login(office())
    page = client.get(f"/admin/auth/user/{user.pk}/change/").content.decode()
    assert "所属科室" in page
    assert 'name="staffdepartment-0-department"' in page
    assert "所属科室" not in client.get("/admin/auth/user/add/").content.decode()
    data = {
        "username": user.username,
        "is_active": "on",
        "is_staff": "on",
        "groups": [group.pk for group in user.groups.all()],
        "date_joined_0": "2026-01-01",
        "date_joined_1": "08:00:00",
        "staffdepartment-TOTAL_FORMS": 1,
        "staffdepartment-INITIAL_FORMS": 0,
        "staffdepartment-0-user": user.pk,
        "staffdepartment-0-department": OWN,
    }
    assert client.post(f"/admin/auth/user/{user.pk}/change/", data).status_code == 302
    assert StaffDepartment.objects.get(user=user).department == OWN
