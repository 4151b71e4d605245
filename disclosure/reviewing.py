"""The steps of the review before publication (law/review.py): each is a row in the books, and of one text only.

Part of the door: ``publication`` makes public what has passed here.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from liaocheng_gk import audit
from liaocheng_gk.departments import department_of, hindrance_of
from liaocheng_gk.staff import name_of

from .elements import lacking
from .law.publication import NotAllowed, Status
from .law.review import RULE_OF, Step, Verdict, Weight, awaited, check, since_last_end
from .models import Attachment, Item, Review
from .release import require_clear
from .stops import records_stops
from .wording import own_words, review_weight, text_digest

DRAFTED = "新建"
REVISED = "修改"


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
    item = locked(item)
    state = let(step, item, by)
    if seen not in ("", state.digest):
        raise NotAllowed("页面打开之后文本又有改动，没有登记。请看过新的文本再办理。")
    if step is Step.DRAFT:
        require_content(item, timezone.localtime(at).date())
        require_clear(item)
    Review.objects.create(**row_of(item, step, state, by, at), verdict=Verdict.PASSED, note=note.strip())
    audit.record(by, step.label, item)
    return set_awaiting(item, awaited([*state.passed, step], state.weight))


@transaction.atomic
def send_back(item: Item, *, by: User, at: datetime, reason: str) -> Item:
    """Return the text to its drafter from the step it waits for.

    Raises:
        NotAllowed: it is not under review, or no reason is given.
        PermissionDenied: the step it waits for is not for ``by``.
    """
    item = locked(item)
    state = progress(item)
    if not item.awaiting or not state.passed:
        raise NotAllowed("这条信息不在审核中，不能退回。")
    step = awaited(state.passed, state.weight)
    require_permission(by, step)
    require_department(by, step, item)
    if not reason.strip():
        raise NotAllowed("请写明退回的理由，起草人会看到。")
    Review.objects.create(**row_of(item, step, state, by, at), verdict=Verdict.RETURNED, note=reason.strip())
    audit.record(by, "退回", item)
    return set_awaiting(item, Step.DRAFT)


def settle(item: Item) -> Item:
    """Renew the copy of the awaited step after the text or its files changed."""
    if rests(item):
        return set_awaiting(item, "")
    state = progress(item)
    return set_awaiting(item, awaited(state.passed, state.weight))


def rests(item: Item) -> bool:
    """Whether nothing of ``item`` has to be reviewed: it is scheduled, or public without a correction."""
    return _nothing_waits(item, with_files=item.attachments.correcting().exists())


def has_correction(item: Item) -> bool:
    """Whether words or files wait beside those that readers have."""
    return bool(item.pending) or item.attachments.correcting().exists()


def _nothing_waits(item: Item, *, with_files: bool) -> bool:
    return item.status == Status.SCHEDULED or (
        item.status == Status.PUBLISHED and not item.pending and not with_files
    )


def set_next_steps(items: Collection[Item]) -> None:
    """``settle`` for many, before they are saved: only a text under review is looked at by itself."""
    rows = defaultdict(list)
    for row in Review.objects.filter(item__in=items):
        rows[row.item_id].append((Step(row.step), Verdict(row.verdict)))
    with_files = set(Attachment.objects.correcting().filter(item__in=items).values_list("item", flat=True))
    for item in items:
        if _nothing_waits(item, with_files=item.pk in with_files):
            item.awaiting = ""
            continue
        reviewed = len(rows[item.pk]) > since_last_end(rows[item.pk])
        item.awaiting = awaited(progress(item).passed if reviewed else [], review_weight(item))


def locked(item: Item) -> Item:
    return Item.objects.select_for_update().get(pk=item.pk)


def let(step: Step, item: Item, by: User) -> Progress:
    """The progress on which ``by`` may do ``step`` now."""
    require_permission(by, step)
    require_department(by, step, item)
    if item.status == Status.PUBLISHED and rests(item):
        raise NotAllowed("这条信息已经发布，也没有待审的修改，不必重复办理。")
    if item.status == Status.SCHEDULED:
        raise NotAllowed("这条信息已经审定，待定时公开。")
    state = progress(item)
    check(step, state.passed, state.weight, state.hands, by.pk)
    return state


def row_of(item: Item, step: Step, state: Progress, by: User, at: datetime) -> dict:
    return {"item": item, "step": step, "by": by, "name": name_of(by)[:150], "at": at, "digest": state.digest}


def set_awaiting(item: Item, step: Step | str) -> Item:
    """The copy for lists; not an edit, so it leaves no trace in the item's history."""
    item.awaiting = step
    Item.objects.filter(pk=item.pk).update(awaiting=step)
    return item


def require_content(item: Item, today: date) -> None:
    words = own_words(item) | (item.pending or {})
    formed_on = date.fromisoformat(words["formed_on"])
    if formed_on > today:
        raise NotAllowed(f"成文日期 {formed_on} 晚于今天（{today}），请先核对成文日期。")
    if item.changed_on and item.changed_on > today:
        raise NotAllowed(f"变更日期 {item.changed_on} 晚于今天（{today}），请先核对变更日期。")
    if not words["body"] and not item.attachments.planned().exists():
        raise NotAllowed("这条信息既没有正文，也没有附件，发布后读者看不到内容。请先补充。")
    if missing := lacking(item):
        raise NotAllowed(f"缺少{'、'.join(missing)}，目录应当列明（条例第十二条）。请先补充。")


def require_department(by: User, step: Step, item: Item) -> None:
    """Drafting and the first review are each department's own. Raises: NotAllowed."""
    if step in (Step.DRAFT, Step.FIRST):
        department = (item.pending or {}).get("department", item.department)
        if words := hindrance_of(department_of(by), department):
            raise NotAllowed(words)


def require_permission(by: User, step: Step) -> None:
    rule = RULE_OF[step]
    if not by.has_perm(f"disclosure.{rule.permission}"):
        raise PermissionDenied(f"您没有“{step.label}”的权限，请联系政府信息公开工作机构。")
