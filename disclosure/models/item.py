"""An item of the catalogue (信息条目). Its status changes in ``publication`` only."""

from collections.abc import Iterable
from datetime import date, datetime, time
from functools import cache
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django_prose_editor.fields import ProseEditorField
from simple_history.models import HistoricalRecords

from disclosure import body as body_text
from disclosure.folding import fold
from disclosure.law.categories import DUTY_BY_KEY, duty_choices
from disclosure.law.elements import Genre, Theme
from disclosure.law.lifetime import EXEMPT, kept_from, standing
from disclosure.law.publication import ENDED, NotAllowed, Status, Validity
from disclosure.law.review import Step, Weight

from .category import Category

# Columns for the office's own work, which no public page shows.
OFFICE_ONLY = ("pending", "awaiting", "weight", "secrecy_reviewer")


@cache
def _items_address() -> str:
    """What every address of an item begins with; asking the URL tables for each row is a tenth of a list's time."""
    return reverse("disclosure:item", args=["0", "0"]).removesuffix("0/0/")


class StaleItem(NotAllowed):
    """Saving would put back a status that somebody has changed since the item was read."""


class ItemQuerySet(models.QuerySet):
    def public(self) -> Self:
        """What anybody may see. Every public page, feed and file starts here."""
        return self.filter(status=Status.PUBLISHED)

    def due_to_open(self, now: datetime) -> Self:
        """What is scheduled and has come to its time."""
        return self.filter(status=Status.SCHEDULED, published_at__lte=now)

    def past_retention(self, today: date, years: int) -> Self:
        """What has been online longer than the guide says and is of no kind that stays."""
        first = timezone.make_aware(datetime.combine(kept_from(today, years), time.min))
        stays = Q(article20__in=EXEMPT) | Q(article20="", category__article20__in=EXEMPT)
        return self.filter(status=Status.PUBLISHED, published_at__lt=first).exclude(stays)

    def in_category(self, category: Category) -> Self:
        """Items of ``category`` or of a category below it."""
        return self.filter(category__in=category.family())

    def newest(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def light(self) -> Self:
        """Without the long columns, for lists."""
        return self.defer("body", "search_text").select_related("category")


class Item(models.Model):
    """One piece of information that the bureau publishes of its own accord (条例19、20)."""

    index_number = models.CharField(
        "索引号",
        max_length=40,
        unique=True,
        null=True,  # a draft has none yet; "" could stand only once in a unique column
        blank=True,
        editable=False,
        help_text="首次发布时自动生成，此后不变、不再用。",
    )
    title = models.CharField("标题", max_length=200)
    category = models.ForeignKey(Category, models.PROTECT, related_name="items", verbose_name="分类")
    article20 = models.CharField(
        "条例第二十条", max_length=5, blank=True, choices=duty_choices, help_text="留空则按分类。"
    )
    publisher = models.CharField(
        "发布机构", max_length=60, blank=True, help_text="留空则在发布时填入成文当日的机关全称。"
    )
    theme = models.CharField(
        "主题分类", max_length=30, blank=True, choices=Theme.choices(), help_text="留空则按分类。"
    )
    genre = models.CharField("体裁", max_length=10, blank=True, choices=Genre.choices())
    department = models.CharField("公开责任科室", max_length=40, blank=True)
    source = models.CharField(
        "来源", max_length=60, blank=True, help_text="转载的写明来源；留空则为发布机构。"
    )
    document_number = models.CharField("文号", max_length=60, blank=True, help_text="如“聊商发〔2026〕1号”。")
    formed_on = models.DateField(
        "成文日期", help_text="形成或者变更之日，二十个工作日内应当公开（条例第二十六条）。"
    )
    changed_on = models.DateField(
        "变更日期",
        null=True,
        blank=True,
        help_text="已公开的信息发生变更的，填变更之日：二十个工作日内公开变更后的内容。只是更正差错的不填。",
    )
    other_limit = models.DateField(
        "另有规定的公开期限", null=True, blank=True, help_text="法律、法规另定期限的，填最后一天。"
    )
    validity = models.CharField(
        "有效性", max_length=20, choices=Validity.choices(), default=Validity.NOT_APPLICABLE.value
    )
    repealed_on = models.DateField("废止（失效）日期", null=True, blank=True)
    in_force_on = models.DateField("施行日期", null=True, blank=True)
    expires_on = models.DateField(
        "有效期至",
        null=True,
        blank=True,
        help_text="规范性文件载明有效期的，填最后一天；过后自动显示为失效。",
    )
    summary = models.CharField("内容概述", max_length=500, blank=True)
    keywords = models.CharField("关键词", max_length=100, blank=True, help_text="多个关键词用逗号分开。")
    body = ProseEditorField("正文", blank=True, extensions=body_text.EXTENSIONS, sanitize=body_text.clean)
    weight = models.CharField(
        "审核类别",
        max_length=10,
        choices=Weight.choices(),
        default=Weight.ORDINARY.value,
        help_text="重要信息、敏感信息和制发的文件，还要经办公室文字审核和人事纪检审核。有文号的按制发的文件办理。",
    )
    pending = models.JSONField("待审的修改", null=True, blank=True, editable=False)
    awaiting = models.CharField(
        "待办环节",
        max_length=12,
        choices=Step.choices(),
        default=Step.DRAFT.value,
        blank=True,
        editable=False,
        help_text="审核登记的存量副本，供筛选用。",
    )

    status = models.CharField(
        "状态", max_length=10, choices=Status.choices(), default=Status.DRAFT.value, editable=False
    )
    published_at = models.DateTimeField("发布日期", null=True, blank=True, editable=False)
    secrecy_reviewer = models.CharField("保密审查人", max_length=30, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("撤下日期", null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField("撤下原因", max_length=200, blank=True, editable=False)
    retired_at = models.DateTimeField("转查阅点日期", null=True, blank=True, editable=False)
    updated_at = models.DateTimeField("最后更新", auto_now=True)
    search_text = models.TextField("检索文本", blank=True, editable=False)

    objects = ItemQuerySet.as_manager()
    history = HistoricalRecords(
        excluded_fields=["search_text", "updated_at"], verbose_name="条目历史", verbose_name_plural="条目历史"
    )

    class Meta:
        verbose_name = verbose_name_plural = "信息条目"
        permissions = [
            ("first_review_item", "科室初审"),
            ("deputy_review_item", "分管领导审核"),
            ("text_review_item", "办公室文字审核"),
            ("discipline_review_item", "人事纪检审核"),
            ("secrecy_review_item", "保密审查"),
            ("sign_item", "主要负责人签批"),
            ("publish_item", "发布和撤下信息条目"),
        ]
        indexes = [
            models.Index(
                fields=["article20", "status", "-published_at", "-id"],
                name="item_newest_of_kind",
                condition=~Q(article20=""),
            ),
            models.Index(fields=["awaiting"], name="item_awaiting", condition=~Q(awaiting="")),
            models.Index(fields=["status", "-published_at", "-id"], name="item_newest"),
            models.Index(fields=["title"], name="item_title"),  # a file's rows are looked for among all items
            models.Index(
                fields=["category", "status", "-published_at", "-id"], name="item_newest_in_category"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="item_public_was_reviewed",
                condition=Q(status=Status.DRAFT.value)
                | Q(index_number__isnull=False, published_at__isnull=False)
                & ~Q(index_number="")
                & ~Q(secrecy_reviewer="")
                & ~Q(publisher=""),
                violation_error_message="已发布的信息必须有索引号、发布机构、发布日期和保密审查人（条例第十七条）。",
            ),
            models.CheckConstraint(
                name="item_withdrawn_has_reason",
                condition=Q(status=Status.WITHDRAWN.value, withdrawn_at__isnull=False)
                & ~Q(withdrawn_reason="")
                | ~Q(status=Status.WITHDRAWN.value) & Q(withdrawn_at__isnull=True, withdrawn_reason=""),
                violation_error_message="撤下的信息必须写明撤下原因。",
            ),
            models.CheckConstraint(
                name="item_retired_has_time",
                condition=Q(status=Status.RETIRED.value, retired_at__isnull=False)
                | ~Q(status=Status.RETIRED.value) & Q(retired_at__isnull=True),
            ),
            models.CheckConstraint(
                name="item_expires_after_it_began",
                condition=Q(in_force_on__isnull=True)
                | Q(expires_on__isnull=True)
                | Q(expires_on__gte=F("in_force_on")),
                violation_error_message="有效期不能早于施行日期。",
            ),
            models.CheckConstraint(
                name="item_repealed_has_day",
                condition=~Q(validity=Validity.REPEALED.value) | Q(repealed_on__isnull=False),
                violation_error_message="已废止的信息必须填写废止日期。",
            ),
            models.CheckConstraint(
                name="item_day_only_if_ended",
                condition=Q(repealed_on__isnull=True) | Q(validity__in=[value.value for value in ENDED]),
                violation_error_message="只有“废止”或“失效”的信息才填写废止（失效）日期。",
            ),
            models.CheckConstraint(
                name="item_has_title", condition=~Q(title=""), violation_error_message="请填写标题。"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @transaction.atomic
    def save(self, *args, **kwargs) -> None:
        """Clean the body and rebuild the text that is searched, whoever saves.

        Raises:
            ValidationError: the index number was changed after it was given.
            StaleItem: the status was changed by somebody else since this item was read.
        """
        if self.pk:
            self._check_stored()
        self.body = body_text.clean(self.body)
        self.search_text = self.text_to_search()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "body", "search_text", "updated_at"}
        super().save(*args, **kwargs)
        self._remember_status()

    def get_absolute_url(self) -> str:
        """The address for ever; a draft has none.

        Raises:
            ValueError: the item has no index number yet.
        """
        if not self.index_number:
            raise ValueError("尚未发布的信息没有网址")
        return f"{_items_address()}{self.index_number}/"

    @property
    def day(self) -> str:
        """The day of publication as lists show it."""
        return timezone.localdate(self.published_at).isoformat()

    @classmethod
    def from_db(cls, db, field_names, values) -> Self:
        item = super().from_db(db, field_names, values)
        item._remember_status()
        return item

    def refresh_from_db(self, using=None, fields=None, from_queryset=None) -> None:
        super().refresh_from_db(using, fields, from_queryset)
        if fields is None or "status" in fields:  # else a deferred column was fetched
            self._remember_status()

    def _remember_status(self) -> None:
        self._status_read = self.__dict__.get("status")

    def _check_stored(self) -> None:
        """Held against the row itself, which is locked until it is written."""
        stored = Item.objects.select_for_update().filter(pk=self.pk).values_list("index_number", "status")
        for number, status in stored:
            if number and number != self.index_number:
                raise ValidationError("索引号一经生成不能改动。")
            if self.status != status and getattr(self, "_status_read", None) != status:
                raise StaleItem(
                    f"这条信息在您打开之后已变为“{Status(status).label}”，没有保存。请重新打开后再办理。"
                )

    def text_to_search(self, files: Iterable[tuple[str, str | None]] | None = None) -> str:
        """Title, number, plain body, names and texts of the attachments, folded; parts cannot run into one another.

        Args:
            files: (name, text) of the attachments that passed the gate; read from the database if left out.
        """
        if files is None:
            files = self.attachments.cleared().values_list("name", "content__text") if self.pk else ()
        parts = (
            self.title,
            self.document_number,
            self.index_number or "",
            body_text.plain(self.body),
            *(part for file in files for part in file),
        )
        return fold("\n".join(part for part in parts if part))

    @property
    def plain_body(self) -> str:
        return body_text.plain(self.body)

    @property
    def safe_body(self) -> str:
        return body_text.rendered(self.body)

    @property
    def kind(self) -> str:
        """Key of the item of article 20 it is published under; empty if none was chosen."""
        return self.article20 or self.category.article20

    def standing(self, today: date) -> Validity:
        return standing(Validity(self.validity), self.in_force_on, self.expires_on, self.repealed_on, today)

    @property
    def duty(self) -> str:
        """The item of article 20 it is published under, in words; empty if none was chosen."""
        row = DUTY_BY_KEY.get(self.kind)
        return row.title if row else ""

    @property
    def content_source(self) -> str:
        return self.source or self.publisher

    @property
    def abstract(self) -> str:
        """The summary, or the beginning of the body (内容概述, 条例12¶3)."""
        return self.summary or " ".join(self.plain_body.split())[:120]
