"""The one door through which an item is reviewed, becomes public, is corrected, or is taken down (条例17, 26).

A public text is never changed in place: a correction waits in ``Item.pending`` until it has passed the same review.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from liaocheng_gk.models import Agency
from liaocheng_gk.serials import next_serial
from liaocheng_gk.staff import name_of

from . import body as body_text
from .law.publication import Change, NotAllowed, Status, Validity
from .law.review import RULE_OF, Step, Verdict, Weight, awaited, check, since_last_end
from .models import Item, Review, Version
from .release import let_out, records_stops, require_clear
from .wording import REVIEWED_FIELDS, own_words, review_weight, snapshot, take_words, text_digest

DRAFTED = "新建"
REVISED = "修改"
OF_THE_DOOR = (
    *("index_number", "status", "published_at", "secrecy_reviewer", "withdrawn_at", "withdrawn_reason"),
    *("pending", "awaiting"),
)


@dataclass(frozen=True)
class Progress:
    """How far the present text of an item is: the rows that count, and everybody's hands in it."""

    weight: Weight
    digest: str
    rows: tuple[Review, ...]
    hands: dict[Step, set[int]]

    @property
    def passed(self) -> list[Step]:
        return [Step(row.step) for row in self.rows]

    def row(self, step: Step) -> Review:
        return next(row for row in self.rows if row.step == step)


def progress(item: Item) -> Progress:
    """Read what the text as it stands now has passed; steps passed by an earlier text count no more."""
    rows = list(item.reviews.all())
    rows = rows[since_last_end((Step(row.step), Verdict(row.verdict)) for row in rows) :]
    digest = text_digest(item)
    counting = tuple(row for row in rows if row.digest == digest)
    hands = {Step(row.step): {row.by_id} for row in counting}
    # Files are saved by themselves and leave no reason.
    wrote = Q(history_change_reason__in=(DRAFTED, REVISED)) | Q(history_change_reason=None)
    writers = item.history.filter(wrote).exclude(history_user=None)
    hands[Step.DRAFT] = {*hands.get(Step.DRAFT, ()), *writers.values_list("history_user", flat=True)}
    return Progress(review_weight(item), digest, counting, hands)


@records_stops
@transaction.atomic
def pass_step(step: Step, item: Item, *, by: User, at: datetime, note: str = "", seen: str = "") -> Item:
    """Record that ``by`` drafted, reviewed or signed the text as it stands; ``publish`` does the last step.

    Args:
        seen: digest of the text ``by`` had before the eyes; empty if it is the one of now.

    Raises:
        NotAllowed: another step comes first, ``by`` has had a step that must be another person's, or the text changed
            since it was ``seen``.
        PermissionDenied: ``by`` may not do this step.
    """
    if step is Step.PUBLISH:
        raise ValueError("publish() does it")
    item = _locked(item)
    state = _let(step, item, by)
    if seen not in ("", state.digest):
        raise NotAllowed("页面打开之后文本又有改动，没有登记。请看过新的文本再办理。")
    if step is Step.DRAFT:
        _require_content(item, timezone.localtime(at).date())
        require_clear(item)
    Review.objects.create(**_row(item, step, state, by, at), verdict=Verdict.PASSED, note=note.strip())
    return _settle(item, awaited([*state.passed, step], state.weight))


@transaction.atomic
def send_back(item: Item, *, by: User, at: datetime, reason: str) -> Item:
    """Return the text to its drafter from the step it waits for.

    Raises:
        NotAllowed: it is not under review, or no reason is given.
        PermissionDenied: the step it waits for is not for ``by``.
    """
    item = _locked(item)
    state = progress(item)
    if not item.awaiting or not state.passed:
        raise NotAllowed("这条信息不在审核中，不能退回。")
    step = awaited(state.passed, state.weight)
    _require_permission(by, step)
    if not reason.strip():
        raise NotAllowed("请写明退回的理由，起草人会看到。")
    Review.objects.create(**_row(item, step, state, by, at), verdict=Verdict.RETURNED, note=reason.strip())
    return _settle(item, Step.DRAFT)


@records_stops
@transaction.atomic
def publish(item: Item, *, by: User, at: datetime) -> Item:
    """Make ``item``, or the correction that waits on it, public; return it as it stands afterwards.

    The first publication gives the index number and the publication time; an item that was withdrawn comes back
    under its old number, address and time.

    Args:
        at: the moment of publication, aware.

    Raises:
        NotAllowed: the review is not complete, already public, formed after the day of publication, or stopped by the
            release gate.
        PermissionDenied: ``by`` may not publish.
        ValidationError: the item breaks a rule of the catalogue.
    """
    item = _locked(item)
    _require_permission(by, Step.PUBLISH)
    state = _let(Step.PUBLISH, item, by)
    today = timezone.localtime(at).date()
    _require_content(item, today)
    let_out(item)
    Review.objects.create(**_row(item, Step.PUBLISH, state, by, at), verdict=Verdict.PASSED)
    changed = list(item.pending or {})
    take_words(item, item.pending or {})
    agency = Agency.objects.current()
    change = Change.RESTORED if item.status == Status.WITHDRAWN else Change.CORRECTED
    occurred_on = item.changed_on
    if item.index_number is None:
        change, occurred_on = Change.FIRST, item.formed_on
        item.index_number = _new_index_number(agency.organisation_code, today)
        item.published_at = at
    item.publisher = item.publisher or agency.name_on(item.formed_on)
    item.status = Status.PUBLISHED
    item.secrecy_reviewer = state.row(Step.SECRECY).name[:30]
    item.withdrawn_at, item.withdrawn_reason = None, ""
    item.pending, item.awaiting = None, ""
    other_limit, item.changed_on, item.other_limit = item.other_limit, None, None
    _store(item, by, f"发布，保密审查人：{item.secrecy_reviewer}")
    note = f"修改了{_named(changed)}" if change is Change.CORRECTED else ""
    _record(item, change, by, at, note=note, occurred_on=occurred_on, other_limit=other_limit)
    return item


@transaction.atomic
def withdraw(item: Item, *, by: User, at: datetime, reason: str) -> Item:
    """Take ``item`` offline; its address keeps saying that it was there and why it went.

    Args:
        reason: shown to the public, so it must not repeat what is taken down.

    Raises:
        NotAllowed: the item is not public, or no reason was given.
        PermissionDenied: ``by`` may not withdraw.
    """
    _require_permission(by, Step.PUBLISH)
    item = _locked(item)
    if item.status != Status.PUBLISHED:
        raise NotAllowed(f"这条信息现为“{Status(item.status).label}”，不能撤下。")
    if not reason.strip():
        raise NotAllowed("请写明撤下原因，读者打开原网址时会看到。")
    item.status = Status.WITHDRAWN
    item.withdrawn_at, item.withdrawn_reason = at, reason.strip()
    take_words(item, item.pending or {})
    item.pending, item.awaiting = None, Step.DRAFT
    _store(item, by, "撤下")
    _record(item, Change.WITHDRAWN, by, at, note=item.withdrawn_reason)
    return item


@transaction.atomic
def revise(item: Item, *, by: User, at: datetime | None = None) -> Item:
    """Save what was edited on ``item``; what only this door may set is kept as stored.

    The words of a public item stay as they are: what is new waits for review. A text that changes under review has
    to be submitted again.

    Args:
        at: when; now if left out.

    Raises:
        PermissionDenied: the item is no draft any more, and ``by`` may not publish.
        ValidationError: the item breaks a rule of the catalogue.
    """
    stored = Item.objects.select_for_update().filter(pk=item.pk).first() or Item()
    if stored.status != Status.DRAFT:
        _require_permission(by, Step.PUBLISH)
    for field in OF_THE_DOOR:
        setattr(item, field, getattr(stored, field))
    item.body = body_text.clean(item.body)
    if item.status != Status.DRAFT and not item.publisher:
        item.publisher = stored.publisher
    if item.status == Status.PUBLISHED:
        item.full_clean()
        _hold_back(item, stored)
    _store(item, by, REVISED if stored.pk else DRAFTED)
    if item.status == Status.PUBLISHED and _standing(item) != _standing(stored):
        _record(item, Change.VALIDITY, by, at or timezone.now(), note=_standing_in_words(item))
    return settle(item)


def settle(item: Item) -> Item:
    """Renew the copy of the awaited step after the text or its files changed."""
    if item.status == Status.PUBLISHED and not item.pending:
        return _settle(item, "")
    state = progress(item)
    return _settle(item, awaited(state.passed, state.weight))


def _standing(item: Item) -> tuple[str, date | None]:
    return item.validity, item.repealed_on


def _standing_in_words(item: Item) -> str:
    since = f"（{item.repealed_on.isoformat()}起）" if item.repealed_on else ""
    return f"{Validity(item.validity).label}{since}"


def _named(fields: list[str]) -> str:
    """The fields as their labels, each once, in the order of the form."""
    labels = {name: str(Item._meta.get_field(name).verbose_name) for name in REVIEWED_FIELDS}
    return "、".join(labels[name] for name in REVIEWED_FIELDS if name in fields)


def _record(item: Item, change: Change, by: User, at: datetime, **facts: Any) -> None:
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


def _hold_back(item: Item, stored: Item) -> None:
    """Move what was edited into ``pending`` and put the public words back."""
    public, edited = own_words(stored), own_words(item)
    item.pending = {name: edited[name] for name in edited if edited[name] != public[name]} or None
    take_words(item, public)


def _locked(item: Item) -> Item:
    return Item.objects.select_for_update().get(pk=item.pk)


def _let(step: Step, item: Item, by: User) -> Progress:
    """The progress on which ``by`` may do ``step`` now."""
    _require_permission(by, step)
    if item.status == Status.PUBLISHED and not item.pending:
        raise NotAllowed("这条信息已经发布，也没有待审的修改，不必重复办理。")
    state = progress(item)
    check(step, state.passed, state.weight, state.hands, by.pk)
    return state


def _row(item: Item, step: Step, state: Progress, by: User, at: datetime) -> dict:
    return {"item": item, "step": step, "by": by, "name": name_of(by)[:150], "at": at, "digest": state.digest}


def _settle(item: Item, step: Step | str) -> Item:
    """The copy for lists; not an edit, so it leaves no trace in the item's history."""
    item.awaiting = step
    Item.objects.filter(pk=item.pk).update(awaiting=step)
    return item


def _require_content(item: Item, today: date) -> None:
    words = own_words(item) | (item.pending or {})
    formed_on = date.fromisoformat(words["formed_on"])
    if formed_on > today:
        raise NotAllowed(f"成文日期 {formed_on} 晚于今天（{today}），请先核对成文日期。")
    if item.changed_on and item.changed_on > today:
        raise NotAllowed(f"变更日期 {item.changed_on} 晚于今天（{today}），请先核对变更日期。")
    if not words["body"] and not item.attachments.exists():
        raise NotAllowed("这条信息既没有正文，也没有附件，发布后读者看不到内容。请先补充。")


def _require_permission(by: User, step: Step) -> None:
    rule = RULE_OF[step]
    if not by.has_perm(f"disclosure.{rule.permission}"):
        raise PermissionDenied(f"您没有“{step.label}”的权限，请联系政府信息公开工作机构。")


def _new_index_number(organisation_code: str, day: date) -> str:
    serial = next_serial(f"index-{organisation_code}", day.year)
    return f"{organisation_code}/{day.year}-{serial:05d}"


def _store(item: Item, by: User, reason: str) -> Item:
    item.full_clean()
    item._history_user = by
    item._change_reason = reason[:100]
    item.save()
    return item
