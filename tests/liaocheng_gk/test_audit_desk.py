"""The audit log as those who supervise read it: people by name, found by name or account."""

import pytest
from django.contrib.auth.models import User

from liaocheng_gk import audit


@pytest.fixture
def supervisor(staff, client):
    client.force_login(staff("jiandu", "liaocheng_gk.read_auditentry"))
    return client


LIST = "/admin/liaocheng_gk/auditentry/"


def test_the_audit_log_names_people_beside_their_accounts(supervisor, django_assert_max_num_queries):
    for name, surname in (("zhang", "张"), ("li", "李")):
        audit.record(User.objects.create_user(name, last_name=surname, first_name="三"), "登录")
    audit.record(audit.APPLICANT, "提交申请")
    with django_assert_max_num_queries(10):
        page = supervisor.get(LIST).content.decode()
    assert "张三（zhang）" in page
    assert "李三（li）" in page
    assert ">（申请人）<" in page


def test_the_audit_log_is_searched_by_name(supervisor):
    for name, surname in (("zhang", "张"), ("li", "李")):
        audit.record(User.objects.create_user(name, last_name=surname, first_name="三"), "登录")
    page = supervisor.get(LIST, {"q": "张三"}).content.decode()
    assert "张三（zhang）" in page
    assert "李三（li）" not in page
