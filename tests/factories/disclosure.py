"""Categories, items and attachments; a published item goes through the door."""

from datetime import date, datetime

import factory
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.utils import timezone

from disclosure.models import Attachment, Category, Item
from disclosure.publication import publish, withdraw

PDF = b"%PDF-1.4\n%%EOF\n"


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


def published(at: datetime | None = None, **fields) -> Item:
    """An item made public at ``at``; the bureau must be loaded."""
    item = ItemFactory(**fields)
    return publish(item, by=office(), at=at or moment(), secrecy_reviewer="审查员")


def withdrawn(reason: str = "公示期满", **fields) -> Item:
    return withdraw(published(**fields), by=office(), at=moment(20), reason=reason)


def attach(item: Item, name: str = "附件.pdf", content: bytes = PDF) -> Attachment:
    attachment = Attachment(item=item, file=ContentFile(content, name=name))
    attachment.save()
    return attachment
