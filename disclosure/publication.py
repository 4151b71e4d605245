"""The door through which an item, or a correction of it, becomes public or is taken down (条例17, 26)."""

from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from liaocheng_gk.models import Agency
from liaocheng_gk.serials import next_serial

from .corrections import changes_in_words, take_correction
from .law.lifetime import LINK_RULE_OF, LinkKind, online_until
from .law.publication import Change, NotAllowed, Status, Validity
from .law.review import Step, Verdict
from .models import Item, Link, Review
from .recording import record_version, standing_of, store
from .release import let_out, reason_to_show
from .reviewing import let, locked, require_content, require_permission, row_of, settle
from .stops import records_stops


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
    changes = changes_in_words(item)
    let_out(item)
    Review.objects.create(**row_of(item, Step.PUBLISH, state, by, at), verdict=Verdict.PASSED)
    take_correction(item, at)
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
    item.awaiting = ""
    if opens_at:
        item.status = Status.SCHEDULED
        return store(item, by, f"定时公开，保密审查人：{item.secrecy_reviewer}")
    other_limit, item.changed_on, item.other_limit = item.other_limit, None, None
    store(item, by, f"发布，保密审查人：{item.secrecy_reviewer}")
    note = changes if change is Change.CORRECTED else ""
    record_version(item, change, by, at, note=note, occurred_on=occurred_on, other_limit=other_limit)
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
    store(item, by, "定时公开")
    facts = {"occurred_on": item.formed_on, "other_limit": other_limit}
    record_version(item, Change.FIRST, by, item.published_at, **facts)
    return _let_links_take_effect(item, by, item.published_at, first=True)


@transaction.atomic
def withdraw(item: Item, *, by: User, at: datetime, reason: str) -> Item:
    """Take ``item`` offline, or back from its schedule; its address keeps saying that it was there and why it went.

    A correction that waited becomes the draft for a new publication; files that it was to remove are deleted.

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
    take_correction(item, at)
    item.awaiting = Step.DRAFT
    store(item, by, "撤下")
    record_version(item, Change.WITHDRAWN, by, at, note=item.withdrawn_reason)
    return item


@transaction.atomic
def retire(item: Item, *, by: User | None, at: datetime) -> Item:
    """Move ``item`` from the website to the reading point, its time online being over (指南二（一）2).

    The reading point has it as it was online; a correction keeps waiting, and is seen by the office only.

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
    record_version(item, Change.RETIRED, by, at, note="网上留存期满")
    return settle(store(item, by, "转到公共查阅点"))


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
    if makes is None or earlier.status == Status.DRAFT or standing_of(earlier)[:2] == (makes, ended_on):
        return
    earlier.validity, earlier.repealed_on = makes, ended_on
    later = locked(row.later)
    store(earlier, by, f"被索引号 {later.index_number} {LinkKind(row.kind).label}")
    # By number, for the title may change or be taken down; the page names it by the link as long as it is public.
    note = f"被索引号 {later.index_number} {LinkKind(row.kind).label}（{row.on:%Y-%m-%d}）"
    record_version(earlier, Change.VALIDITY, by, at, note=note)


def _unschedule(item: Item, by: User) -> Item:
    """Nobody has seen it: it is a draft again, under the number it was given."""
    item.status, item.published_at, item.awaiting = Status.DRAFT, None, Step.DRAFT
    return store(item, by, "取消定时公开")


def _require_time_online(item: Item, years: int, today: date) -> None:
    until = online_until(timezone.localtime(item.published_at).date(), item.kind, years)
    if until and until < today:
        raise NotAllowed(
            f"网上留存期已于 {until} 届满（指南二（一）2）。属于长期公开类别的，请先改正“条例第二十条”或者分类。"
        )


def _new_index_number(organisation_code: str, day: date) -> str:
    serial = next_serial(f"index-{organisation_code}", day.year)
    return f"{organisation_code}/{day.year}-{serial:05d}"
