"""The one door through which an item becomes public, is corrected, or is taken down (条例17, 26)."""

from datetime import date, datetime

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from liaocheng_gk.models import Agency
from liaocheng_gk.serials import next_serial

from .law.publication import NotAllowed, Status
from .models import Item


@transaction.atomic
def publish(item: Item, *, by: User, at: datetime, secrecy_reviewer: str) -> Item:
    """Make ``item`` public and return it as it stands afterwards.

    The first publication gives the index number and the publication time; an item that was withdrawn comes back
    under its old number, address and time.

    Args:
        at: the moment of publication, aware.
        secrecy_reviewer: name of the person who reviewed the text for secrets (条例17).

    Raises:
        NotAllowed: no secrecy review, already public, or formed after the day of publication.
        PermissionDenied: ``by`` may not publish.
        ValidationError: the item breaks a rule of the catalogue.
    """
    _require_permission(by)
    item = Item.objects.select_for_update().get(pk=item.pk)
    today = timezone.localtime(at).date()
    secrecy_reviewer = secrecy_reviewer.strip()
    if item.status == Status.PUBLISHED:
        raise NotAllowed("这条信息已经发布，不必重复发布。")
    if not secrecy_reviewer:
        raise NotAllowed("尚未登记保密审查人。政府信息应当先审查、后发布（条例第十七条）。")
    if item.formed_on > today:
        raise NotAllowed(f"成文日期 {item.formed_on} 晚于发布之日 {today}，请先核对成文日期。")
    if not item.body and not item.attachments.exists():
        raise NotAllowed("这条信息既没有正文，也没有附件，发布后读者看不到内容。请先补充。")
    agency = Agency.objects.current()
    if item.index_number is None:
        item.index_number = _new_index_number(agency.organisation_code, today)
        item.published_at = at
    item.publisher = item.publisher or agency.name_on(item.formed_on)
    item.status = Status.PUBLISHED
    item.secrecy_reviewer = secrecy_reviewer
    item.withdrawn_at, item.withdrawn_reason = None, ""
    return _store(item, by, f"发布，保密审查人：{secrecy_reviewer}")


@transaction.atomic
def withdraw(item: Item, *, by: User, at: datetime, reason: str) -> Item:
    """Take ``item`` offline; its address keeps saying that it was there and why it went.

    Args:
        reason: shown to the public, so it must not repeat what is taken down.

    Raises:
        NotAllowed: the item is not public, or no reason was given.
        PermissionDenied: ``by`` may not withdraw.
    """
    _require_permission(by)
    item = Item.objects.select_for_update().get(pk=item.pk)
    if item.status != Status.PUBLISHED:
        raise NotAllowed(f"这条信息现为“{Status(item.status).label}”，不能撤下。")
    if not reason.strip():
        raise NotAllowed("请写明撤下原因，读者打开原网址时会看到。")
    item.status = Status.WITHDRAWN
    item.withdrawn_at, item.withdrawn_reason = at, reason.strip()
    return _store(item, by, "撤下")


@transaction.atomic
def revise(item: Item, *, by: User) -> Item:
    """Save what was edited on ``item`` (a draft or a public one); what only this door may set is kept as stored.

    Raises:
        PermissionDenied: the item is no draft any more, and ``by`` may not publish.
        ValidationError: the item breaks a rule of the catalogue.
    """
    stored = Item.objects.select_for_update().filter(pk=item.pk).first() or Item()
    if stored.status != Status.DRAFT:
        _require_permission(by)
    for field in (
        "index_number",
        "status",
        "published_at",
        "secrecy_reviewer",
        "withdrawn_at",
        "withdrawn_reason",
    ):
        setattr(item, field, getattr(stored, field))
    if item.status != Status.DRAFT and not item.publisher:
        item.publisher = stored.publisher
    return _store(item, by, "修改" if stored.pk else "新建")


def _require_permission(by: User) -> None:
    if not by.has_perm("disclosure.publish_item"):
        raise PermissionDenied("您没有发布和撤下信息条目的权限，请联系政府信息公开工作机构。")


def _new_index_number(organisation_code: str, day: date) -> str:
    serial = next_serial(f"index-{organisation_code}", day.year)
    return f"{organisation_code}/{day.year}-{serial:05d}"


def _store(item: Item, by: User, reason: str) -> Item:
    item.full_clean()
    item._history_user = by
    item._change_reason = reason[:100]
    item.save()
    return item
