"""Categories, items and attachments; a published item goes through the door."""

from datetime import date, datetime

import factory
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.utils import timezone

from disclosure.law.publication import FileState, Status
from disclosure.law.review import Step, steps_for
from disclosure.models import Attachment, Category, Item
from disclosure.publication import publish, withdraw
from disclosure.release import inspect_file_of
from disclosure.reviewing import pass_step
from disclosure.wording import review_weight
from tests.factories.documents import pdf

PDF = pdf()


class CategoryFactory(factory.django.DjangoModelFactory):
    slug = factory.Sequence(lambda n: f"category-{n}")
    title = factory.Sequence(lambda n: f"分类{n}")
    description = "测试栏目"

    class Meta:
        model = Category


class ItemFactory(factory.django.DjangoModelFactory):
    """A draft."""

    title = factory.Sequence(lambda n: f"关于促进消费的通知（{n}）")
    category = factory.SubFactory(CategoryFactory)
    formed_on = date(2026, 3, 2)
    body = "<p>正文</p>"

    class Meta:
        model = Item


def moment(day: int = 10, hour: int = 9) -> datetime:
    """A moment of March 2026 in the bureau's time zone."""
    return datetime(2026, 3, day, hour, tzinfo=timezone.get_default_timezone())


def office() -> User:
    user, _ = User.objects.get_or_create(username="office", is_superuser=True, is_staff=True)
    return user


# Nobody twice where the law of the review wants two people.
REVIEWERS = {
    Step.DRAFT: "起草人",
    Step.FIRST: "初审人",
    Step.DEPUTY: "分管人",
    Step.TEXT: "文字员",
    Step.DISCIPLINE: "纪检员",
    Step.SECRECY: "审查员",
    Step.SIGN: "签批人",
}


def reviewer(step: Step) -> User:
    """Whoever does ``step`` in the tests; may do anything, so that only the order and the hands stop them."""
    user, _ = User.objects.get_or_create(
        username=f"step-{step}",
        defaults={"first_name": REVIEWERS[step], "is_superuser": True, "is_staff": True},
    )
    return user


def reviewed(item: Item, at: datetime | None = None, until: Step = Step.PUBLISH) -> Item:
    """``item`` after every step of its review before ``until``."""
    for step in steps_for(review_weight(item)):
        if step is until:
            break
        pass_step(step, item, by=reviewer(step), at=at or moment())
    item.refresh_from_db()
    return item


def published(at: datetime | None = None, **fields) -> Item:
    """An item made public at ``at``; the bureau must be loaded."""
    item = reviewed(ItemFactory(**fields), at)
    return publish(item, by=office(), at=at or moment())


def withdrawn(reason: str = "公示期满", **fields) -> Item:
    return withdraw(published(**fields), by=office(), at=moment(20), reason=reason)


def attach(item: Item, name: str = "附件.pdf", content: bytes = PDF) -> Attachment:
    """To a public item it comes as if it had been there from the beginning."""
    attachment = Attachment(item=item, file=ContentFile(content, name=name))
    if item.status != Status.PUBLISHED:
        attachment.save()
        return attachment
    attachment.state = FileState.WAITING
    attachment.save()
    digest = inspect_file_of(attachment, []).digest
    Attachment.objects.filter(pk=attachment.pk).update(state=FileState.OWN, cleared=digest)
    item.save()
    attachment.refresh_from_db()
    return attachment


def public_row(at: datetime | None = None, **fields) -> Item:
    """A public item as a bare row, without its review and versions: quick to make, and it can be deleted."""
    number = Item.objects.count()
    given = {
        "index_number": f"113715000046313412/2026-{number:05d}",
        "publisher": "聊城市商务局",
        "secrecy_reviewer": "审查员",
        "formed_on": date(2024, 12, 2),
        "status": "published",
        "published_at": at or moment(),
    }
    return ItemFactory(**given | fields)
