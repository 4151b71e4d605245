"""Who may do what: the roles as one table. ``sync_roles`` makes the groups of it; docs/handbook.md shows it."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import DEFAULT_DB_ALIAS


@dataclass(frozen=True)
class Role:
    """A group of staff. ``permissions`` are ``app.codename``; ``app.view_*`` stands for all of an app's view rights."""

    name: str
    duty: str
    permissions: tuple[str, ...]


# fmt: off
ROLES: tuple[Role, ...] = (
    Role("登记岗", "登记各渠道收到的申请，确认收到", (
        "applications.view_*", "applications.receive_application", "applications.assign_application",
        "applications.change_feedback",
    )),
    Role("承办岗", "办理申请，制发告知书", (
        "applications.view_*", "applications.receive_application", "applications.assign_application", "applications.handle_application",
        "applications.change_feedback", "applications.add_lettertemplate", "applications.change_lettertemplate",
        "applications.add_dispute", "applications.change_dispute",
    )),
    Role("审批岗", "机关负责人：批准延期，审批答复，签发年度报告，签批公开，复核日历", (
        "applications.view_*", "applications.approve_application", "applications.assign_application",
        "liaocheng_gk.view_*", "liaocheng_gk.confirm_calendaryear", "reports.view_*", "disclosure.view_*",
        "reports.sign_report", "reports.add_chaptercomment",
        "disclosure.sign_item", "disclosure.release_gatestop",
    )),
    Role("发布岗", "维护目录，统一对外发布，编制年度报告", (
        "disclosure.view_*", "disclosure.add_item", "disclosure.change_item", "disclosure.publish_item",
        "disclosure.add_attachment", "disclosure.change_attachment", "disclosure.delete_attachment",
        "disclosure.add_link", "disclosure.delete_link",
        "disclosure.add_category", "disclosure.change_category",
        "reports.view_*", "reports.add_report", "reports.change_report", "reports.publish_report",
        "reports.add_reportsection", "reports.change_reportsection", "reports.delete_reportsection",
        "reports.add_metric", "reports.change_metric", "reports.delete_metric", "reports.add_chaptercomment",
        "liaocheng_gk.view_*", "liaocheng_gk.change_agency", "liaocheng_gk.add_calendaryear",
        "liaocheng_gk.change_calendaryear", "liaocheng_gk.add_calendarday", "liaocheng_gk.change_calendarday",
        "liaocheng_gk.delete_calendarday", "liaocheng_gk.add_publicphone", "liaocheng_gk.change_publicphone",
        "liaocheng_gk.delete_publicphone",
    )),
    Role("科室信息员", "起草本科室应当公开的信息", (
        "disclosure.view_*", "disclosure.add_item", "disclosure.change_item",
        "disclosure.add_attachment", "disclosure.change_attachment", "disclosure.delete_attachment",
        "disclosure.add_link", "disclosure.delete_link",
    )),
    Role("科室负责人", "初审本科室要公开的信息", (
        "disclosure.view_*", "disclosure.first_review_item",
    )),
    Role("分管领导", "审核要公开的信息", (
        "disclosure.view_*", "disclosure.deputy_review_item",
    )),
    Role("文字审核岗", "办公室：重要、敏感信息和制发文件的文字审核", (
        "disclosure.view_*", "disclosure.text_review_item",
    )),
    Role("人事纪检岗", "重要、敏感信息和制发文件的人事纪检审核", (
        "disclosure.view_*", "disclosure.discipline_review_item",
    )),
    Role("保密审查岗", "逐条进行保密审查", (
        "disclosure.view_*", "disclosure.secrecy_review_item", "disclosure.release_gatestop",
    )),
    Role("监督岗", "查看一切，不能修改", (
        "applications.view_*", "disclosure.view_*", "reports.view_*", "liaocheng_gk.view_*",
        "liaocheng_gk.read_auditentry",
    )),
)
# fmt: on


class UnknownPermission(LookupError):
    """The table names a permission that no model declares: a mistake in the code, never in the data."""


def sync_roles() -> None:
    """Make or renew the groups of ``ROLES``; groups that the office made itself are left alone.

    Raises:
        UnknownPermission: before anything is changed.
    """
    held = Permission.objects.values_list("content_type__app_label", "codename", "pk")
    known = {f"{app}.{codename}": pk for app, codename, pk in held}
    wanted = {role: [pk for name in role.permissions for pk in _matching(name, known)] for role in ROLES}
    for role, permissions in wanted.items():
        group, _ = Group.objects.get_or_create(name=role.name)
        group.permissions.set(permissions)


def sync_roles_after_migrate(**signal: Any) -> None:
    """After the last migration the groups stand as the table says; a database migrated in part has to wait."""
    if signal["using"] == DEFAULT_DB_ALIAS:
        with suppress(UnknownPermission):
            sync_roles()


def _matching(name: str, known: dict[str, int]) -> list[int]:
    found = [
        pk
        for full, pk in known.items()
        if full == name or (name.endswith("*") and full.startswith(name.removesuffix("*")))
    ]
    if not found:
        raise UnknownPermission(name)
    return found
