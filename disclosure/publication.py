"""The one door through which an item is reviewed, becomes public, is corrected, or is taken down (条例17, 26).

A public text is never changed in place: a correction waits in ``Item.pending`` until it has passed the same review.
"""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from liaocheng_gk import audit
from liaocheng_gk.models import Agency
from liaocheng_gk.serials import next_serial

from . import body as body_text
from .law.lifetime import LINK_RULE_OF, LinkKind, online_until
from .law.publication import Change, NotAllowed, Status, Validity
from .law.review import Step, Verdict
from .models import Attachment, Item, Link, Review, Version
from .release import let_out, reason_to_show
from .reviewing import (
    DRAFTED,
    REVISED,
    let,
    locked,
    require_content,
    require_permission,
    row_of,
    set_next_steps,
    settle,
)
from .stops import records_stops
from .wording import REVIEWED_FIELDS, own_words, snapshot, take_words

OF_THE_DOOR = (
    *("index_number", "status", "published_at", "secrecy_reviewer", "withdrawn_at", "withdrawn_reason"),
    *("pending", "awaiting", "retired_at"),
)

SCHEDULED = "这条信息已经审定，待定时公开，不能修改。需要修改的，请先取消定时（撤下）。"


@records_stops
@transaction.atomic
def publish(item: Item, *, by: User, at: datetime, opens_at: datetime | None = None) -> Item:
    """Make ``item``, or the correction that waits on it, public; return it as it stands afterwards.

    The first publication gives the index number and the publication time; an item that was withdrawn comes back
    under its old number, address and time.

    Args:
        at: the moment of publication, aware.
        opens_at: for a first publication, when it opens to readers, if that is later; ``open_scheduled`` then does it.

    Raises:
        NotAllowed: the review is not complete, already public, formed after the day of publication, stopped by the release
            gate, or its time online is over.
        PermissionDenied: ``by`` may not publish.
        ValidationError: the item breaks a rule of the catalogue.
    """
    item = locked(item)
    require_permission(by, Step.PUBLISH)
    state = let(Step.PUBLISH, item, by)
    today = timezone.localtime(at).date()
    require_content(item, today)
    if opens_at and (opens_at <= at or item.published_at):
        raise NotAllowed("定时公开只用于首次公开，时间应当晚于现在。")
    let_out(item)
    Review.objects.create(**row_of(item, Step.PUBLISH, state, by, at), verdict=Verdict.PASSED)
    changed = list(item.pending or {})
    take_words(item, item.pending or {})
    agency = Agency.objects.current()
    change = Change.RESTORED if item.status in (Status.WITHDRAWN, Status.RETIRED) else Change.CORRECTED
    occurred_on = item.changed_on
    if item.status == Status.RETIRED:
        _require_time_online(item, agency.online_retention_years, today)
    if item.index_number is None:
        item.index_number = _new_index_number(agency.organisation_code, today)
    if item.published_at is None:
        change, occurred_on = Change.FIRST, item.formed_on
        item.published_at = opens_at or at
    item.publisher = item.publisher or agency.name_on(item.formed_on)
    item.status = Status.PUBLISHED
    item.secrecy_reviewer = state.row(Step.SECRECY).name[:30]
    item.withdrawn_at, item.withdrawn_reason, item.retired_at = None, "", None
    item.pending, item.awaiting = None, ""
    if opens_at:
        item.status = Status.SCHEDULED
        return _store(item, by, f"定时公开，保密审查人：{item.secrecy_reviewer}")
    other_limit, item.changed_on, item.other_limit = item.other_limit, None, None
    _store(item, by, f"发布，保密审查人：{item.secrecy_reviewer}")
    note = f"修改了{_named(changed)}" if change is Change.CORRECTED else ""
    _record(item, change, by, at, note=note, occurred_on=occurred_on, other_limit=other_limit)
    return _let_links_take_effect(item, by, at, first=change is Change.FIRST)


@transaction.atomic
def open_scheduled(item: Item) -> Item:
    """Make a scheduled item public once its time has come; the review was complete when it was scheduled.

    Raises:
        NotAllowed: it is not scheduled, or not yet.
    """
    item = locked(item)
    if item.status != Status.SCHEDULED or item.published_at > timezone.now():
        raise NotAllowed("这条信息没有到定时公开的时间。")
    by = item.reviews.filter(step=Step.PUBLISH).last().by
    other_limit, item.other_limit, item.status = item.other_limit, None, Status.PUBLISHED
    _store(item, by, "定时公开")
    facts = {"occurred_on": item.formed_on, "other_limit": other_limit}
    _record(item, Change.FIRST, by, item.published_at, **facts)
    return _let_links_take_effect(item, by, item.published_at, first=True)


@transaction.atomic
def withdraw(item: Item, *, by: User, at: datetime, reason: str) -> Item:
    """Take ``item`` offline, or back from its schedule; its address keeps saying that it was there and why it went.

    Args:
        reason: shown to the public, so it must not repeat what is taken down.

    Raises:
        NotAllowed: the item is not public, no reason was given, or the reason repeats what may not go out.
        PermissionDenied: ``by`` may not withdraw.
    """
    require_permission(by, Step.PUBLISH)
    item = locked(item)
    if item.status not in (Status.PUBLISHED, Status.SCHEDULED):
        raise NotAllowed(f"这条信息现为“{Status(item.status).label}”，不能撤下。")
    reason = reason_to_show(reason)
    if item.status == Status.SCHEDULED:
        return _unschedule(item, by)
    item.status = Status.WITHDRAWN
    item.withdrawn_at, item.withdrawn_reason = at, reason
    take_words(item, item.pending or {})
    item.pending, item.awaiting = None, Step.DRAFT
    _store(item, by, "撤下")
    _record(item, Change.WITHDRAWN, by, at, note=item.withdrawn_reason)
    return item


@transaction.atomic
def retire(item: Item, *, by: User | None, at: datetime) -> Item:
    """Move ``item`` from the website to the reading point, its time online being over (指南二（一）2).

    Args:
        by: None for the nightly command.

    Raises:
        NotAllowed: it is not public, or may stay online.
        PermissionDenied: ``by`` may not publish.
    """
    if by:
        require_permission(by, Step.PUBLISH)
    item = locked(item)
    today, years = timezone.localtime(at).date(), Agency.objects.current().online_retention_years
    if not Item.objects.past_retention(today, years).filter(pk=item.pk).exists():
        raise NotAllowed("这条信息还在网上留存期内，或者属于长期公开的类别，不转到查阅点。")
    item.status, item.retired_at = Status.RETIRED, at
    _record(
        item, Change.RETIRED, by, at, note="网上留存期满"
    )  # the words that readers saw, before what waits
    take_words(item, item.pending or {})
    item.pending, item.awaiting = None, Step.DRAFT
    return _store(item, by, "转到公共查阅点")


def ended_by(item: Item) -> list[Item]:
    """The texts whose validity ``item`` changed and that keep it when ``item`` is withdrawn, until somebody edits them."""
    kinds = [kind for kind, rule in LINK_RULE_OF.items() if rule.makes]
    rows = item.links.filter(kind__in=kinds).exclude(earlier__status=Status.DRAFT).select_related("earlier")
    return [row.earlier for row in rows]


@transaction.atomic
def link(
    later: Item, kind: LinkKind, earlier: Item, *, by: User, at: datetime, on: date | None = None
) -> Link:
    """Note that ``later`` repeals, amends or interprets ``earlier``; what it does happens once ``later`` is public.

    Raises:
        PermissionDenied: ``later`` is no draft any more, and ``by`` may not publish.
        ValidationError: the same link exists, or the day is missing or not wanted.
    """
    later = locked(later)
    if later.status != Status.DRAFT:
        require_permission(by, Step.PUBLISH)
    made = Link(later=later, kind=kind, earlier=earlier, on=on)
    made.full_clean()
    made.save()
    if later.status == Status.PUBLISHED:
        _take_effect(made, by, at)
    return made


@transaction.atomic
def unlink(row: Link, *, by: User) -> None:
    """Take a link away; a validity that it gave stays until it is edited.

    Raises:
        PermissionDenied: the later text is no draft any more, and ``by`` may not publish.
    """
    if locked(row.later).status != Status.DRAFT:
        require_permission(by, Step.PUBLISH)
    row.delete()


@transaction.atomic
def revise(item: Item, *, by: User, at: datetime | None = None) -> Item:
    """Save what was edited on ``item``; what only this door may set is kept as stored.

    The words of a public item stay as they are: what is new waits for review. A text that changes under review has
    to be submitted again.

    Args:
        at: when; now if left out.

    Raises:
        NotAllowed: it is scheduled.
        PermissionDenied: the item is no draft any more, and ``by`` may not publish.
        ValidationError: the item breaks a rule of the catalogue.
    """
    stored = Item.objects.select_for_update().filter(pk=item.pk).first() or Item()
    if stored.status != Status.DRAFT:
        require_permission(by, Step.PUBLISH)
    if stored.status == Status.SCHEDULED:
        raise NotAllowed(SCHEDULED)
    for field in OF_THE_DOOR:
        setattr(item, field, getattr(stored, field))
    item.body = body_text.clean(item.body)
    if item.status != Status.DRAFT and not item.publisher:
        item.publisher = stored.publisher
    if item.status == Status.PUBLISHED:
        item.full_clean()
        _hold_back(item, own_words(stored))
    _store(item, by, REVISED if stored.pk else DRAFTED)
    if item.status == Status.PUBLISHED and _standing(item) != _standing(stored):
        _record(item, Change.VALIDITY, by, at or timezone.now(), note=_standing_in_words(item))
    return settle(item)


@transaction.atomic
def revise_all(words: dict[int, dict[str, Any]], *, by: User, at: datetime) -> None:
    """``revise`` for many items at a time, by their keys; the words were checked before, the database does it again.

    Raises: as ``revise``.
    """
    items = list(Item.objects.select_for_update().filter(pk__in=words).order_by("pk"))
    if any(item.status != Status.DRAFT for item in items):
        require_permission(by, Step.PUBLISH)
    cleared = Attachment.objects.cleared().filter(item__in=items)
    files: dict[int, list] = defaultdict(list)
    for pk, *file in cleared.values_list("item", "name", "content__text"):
        files[pk].append(file)
    ended = []
    for item in items:
        if item.status == Status.SCHEDULED:
            raise NotAllowed(SCHEDULED)
        standing, public = _standing(item), own_words(item)
        for name, value in words[item.pk].items():
            setattr(item, name, value)
        if item.status == Status.PUBLISHED:
            _hold_back(item, public)
            if _standing(item) != standing:
                ended.append(item)
        item.search_text = item.text_to_search(files[item.pk])
    set_next_steps(items)
    changing = {name for item in items for name in words[item.pk]}
    Item.objects.bulk_create(
        items,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[*changing, "pending", "awaiting", "search_text", "updated_at"],
    )
    Item.history.bulk_history_create(items, update=True, default_user=by, default_change_reason=REVISED)
    audit.record_all(by, REVISED, items)
    for item in ended:
        _record(item, Change.VALIDITY, by, at, note=_standing_in_words(item))


def _let_links_take_effect(item: Item, by: User, at: datetime, *, first: bool) -> Item:
    """Also what a text already public does to one that comes out after it, as old stock does."""
    for row in item.links.select_related("earlier"):
        _take_effect(row, by, at)
    for row in item.linked_by.filter(later__status=Status.PUBLISHED) if first else ():
        _take_effect(row, by, at)
        item.refresh_from_db()
    return item


def _take_effect(row: Link, by: User, at: datetime) -> None:
    """Give the earlier text the validity that the later one, now public, brings it."""
    makes = LINK_RULE_OF[LinkKind(row.kind)].makes
    earlier = locked(row.earlier)
    ended_on = row.on if makes is Validity.REPEALED else None
    if makes is None or earlier.status == Status.DRAFT or _standing(earlier)[:2] == (makes, ended_on):
        return
    earlier.validity, earlier.repealed_on = makes, ended_on
    later = locked(row.later)
    _store(earlier, by, f"被索引号 {later.index_number} {LinkKind(row.kind).label}")
    # By number, for the title may change or be taken down; the page names it by the link as long as it is public.
    note = f"被索引号 {later.index_number} {LinkKind(row.kind).label}（{row.on:%Y-%m-%d}）"
    _record(earlier, Change.VALIDITY, by, at, note=note)


def _unschedule(item: Item, by: User) -> Item:
    """Nobody has seen it: it is a draft again, under the number it was given."""
    item.status, item.published_at, item.awaiting = Status.DRAFT, None, Step.DRAFT
    return _store(item, by, "取消定时公开")


def _require_time_online(item: Item, years: int, today: date) -> None:
    until = online_until(timezone.localtime(item.published_at).date(), item.kind, years)
    if until and until < today:
        raise NotAllowed(
            f"网上留存期已于 {until} 届满（指南二（一）2）。属于长期公开类别的，请先改正“条例第二十条”或者分类。"
        )


def _standing(item: Item) -> tuple[str, date | None, date | None, date | None]:
    return item.validity, item.repealed_on, item.in_force_on, item.expires_on


def _standing_in_words(item: Item) -> str:
    days = (
        ("{}起施行", item.in_force_on),
        ("有效期至{}", item.expires_on),
        ("{}起", item.repealed_on),
    )
    told = "，".join(words.format(day.isoformat()) for words, day in days if day)
    return Validity(item.validity).label + (f"（{told}）" if told else "")


def _named(fields: list[str]) -> str:
    """The fields as their labels, each once, in the order of the form."""
    labels = {name: str(Item._meta.get_field(name).verbose_name) for name in REVIEWED_FIELDS}
    return "、".join(labels[name] for name in REVIEWED_FIELDS if name in fields)


def _record(item: Item, change: Change, by: User | None, at: datetime, **facts: Any) -> None:
    """Add a version: what readers see from ``at`` on."""
    number = item.versions.count() + 1
    Version.objects.create(
        item=item,
        number=number,
        change=change,
        at=at,
        by=by,
        department=item.department,
        words=snapshot(item),
        **facts,
    )


def _hold_back(item: Item, public: dict[str, Any]) -> None:
    """Move what was edited into ``pending`` and put the public words back."""
    edited = own_words(item)
    item.pending = {name: edited[name] for name in edited if edited[name] != public[name]} or None
    take_words(item, public)


def _new_index_number(organisation_code: str, day: date) -> str:
    serial = next_serial(f"index-{organisation_code}", day.year)
    return f"{organisation_code}/{day.year}-{serial:05d}"


def _store(item: Item, by: User | None, reason: str) -> Item:
    item.full_clean()
    item._history_user = by
    item._change_reason = reason[:100]
    item.save()
    audit.record(by or audit.SYSTEM, reason.partition("，")[0], item)
    return item
