from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from applications.law.applicants import ApplicantKind, Carrier, Delivery, IdentityKind
from applications.law.clock import Deadline, Event, reply_deadline
from applications.law.outcomes import OUTCOME_ROWS, OUTCOMES
from applications.law.receipt import Channel, receipt_day
from applications.law.transitions import Act, Clock, NotAllowed, Opinion, Permission, Stage
from applications.private import private_storage
from liaocheng_gk.vault import LookupField, SealedCharField, SealedEmailField, SealedTextField
from liaocheng_gk.workdays import WorkCalendar


class ApplicationQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.exclude(stage=Stage.CLOSED)

    def overdue(self, today: date) -> Self:
        """Open cases whose reply limit ended before ``today`` (条例33)."""
        return self.open().filter(due_on__lt=today)

    def due_between(self, first: date, last: date) -> Self:
        return self.open().filter(due_on__range=(first, last))

    def unconfirmed(self) -> Self:
        return self.filter(stage=Stage.SUBMITTED)

    def waiting_for_applicant(self) -> Self:
        return self.filter(stage__in=(Stage.CLARIFYING, Stage.EXPLAINING, Stage.PAYING))


class Application(models.Model):
    """One request for government information, counted as one 件.

    ``stage``, ``received_on``, ``due_on``, ``outcome`` and ``closed_on`` are copies of what the events say, for
    sorting and counting; only ``casework`` writes them.
    """

    number = models.CharField("申请编号", max_length=20, unique=True, editable=False)
    # Made by the server for each blank form; a second click or a resent form brings the same one and files once.
    submission_key = models.UUIDField(unique=True, editable=False)
    query_code_hash = models.CharField(max_length=64, editable=False)
    submitted_at = models.DateTimeField("提交时间", editable=False)
    channel = models.CharField(
        "申请渠道", max_length=12, choices=Channel.choices(), default=Channel.WEB.value
    )
    signed_on = models.DateField("签收日期", null=True, blank=True, help_text="挂号信、特快专递填写。")

    applicant_kind = models.CharField("申请人类别", max_length=12, choices=ApplicantKind.choices())
    name = SealedCharField("姓名或者名称", max_length=100, bind="submission_key")
    identity_kind = models.CharField("身份证明种类", max_length=20, choices=IdentityKind.choices())
    identity_number = SealedCharField("证件号码", max_length=40, bind="submission_key")
    representative = SealedCharField("法定代表人或者负责人", max_length=60, blank=True, bind="submission_key")
    contact_name = SealedCharField("联系人", max_length=60, blank=True, bind="submission_key")
    phone = SealedCharField(
        "联系电话",
        max_length=30,
        bind="submission_key",
        validators=[RegexValidator(r"^[0-9+()（）\- 转]{7,30}$", "请填写电话号码，如 0635-1234567。")],
    )
    email = SealedEmailField("电子邮箱", blank=True, bind="submission_key")
    address = SealedCharField("通信地址", max_length=200, blank=True, bind="submission_key")
    postcode = SealedCharField(
        "邮政编码",
        max_length=6,
        blank=True,
        bind="submission_key",
        validators=[RegexValidator(r"^\d{6}$", "邮政编码为 6 位数字。")],
    )

    # Who it is, for exact look-up without opening anything: HMACs.
    name_hash = LookupField(source="name", purpose="name")
    phone_hash = LookupField(source="phone", purpose="phone")
    identity_hash = LookupField(source="identity_number", purpose="identity")

    description = SealedTextField(
        "所需政府信息的名称、文号或者其他特征性描述", max_length=4000, bind="submission_key"
    )
    carrier = models.CharField("载体形式", max_length=12, choices=Carrier.choices())
    delivery = models.CharField("获取信息的方式", max_length=12, choices=Delivery.choices())

    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="承办人",
    )
    stage = models.CharField(
        "办理阶段", max_length=12, choices=Stage.choices(), default=Stage.SUBMITTED.value, editable=False
    )
    received_on = models.DateField("收到申请之日", null=True, blank=True, editable=False)
    due_on = models.DateField("答复期限", null=True, blank=True, editable=False)
    due_provisional = models.BooleanField("期限暂定", default=False, editable=False)
    outcome = models.CharField(
        "办理结果",
        max_length=20,
        blank=True,
        editable=False,
        choices=[(row.code, row.label) for row in OUTCOME_ROWS],
    )
    closed_on = models.DateField("办结之日", null=True, blank=True, editable=False)
    # The first closing, which the annual report counts: a case reopened after review is not a new 件 and does not
    # move to another year.
    reported_on = models.DateField("计入年报之日", null=True, blank=True, editable=False)
    reported_outcome = models.CharField("计入年报的结果", max_length=20, blank=True, editable=False)

    # Since when nothing of the applicant is kept any more (`erase_expired`).
    erased_on = models.DateField("个人信息清除日期", null=True, blank=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公开申请"
        ordering = ["-submitted_at"]
        permissions = [(permission.value, permission.label) for permission in Permission]
        default_permissions = ("add", "change", "view")
        indexes = [
            models.Index(fields=["stage", "due_on"], name="application_open_by_due"),
            models.Index(fields=["received_on", "reported_on"], name="application_by_report_year"),
            # Whether somebody asked before, without reading the whole register.
            models.Index(fields=["identity_hash", "submitted_at"], name="application_by_identity"),
            models.Index(fields=["name_hash", "phone_hash"], name="application_by_person"),
        ]
        constraints = [
            models.CheckConstraint(
                name="application_closed_has_day_and_outcome",
                condition=(
                    Q(stage=Stage.CLOSED.value, closed_on__isnull=False) & ~Q(outcome="")
                    | ~Q(stage=Stage.CLOSED.value) & Q(closed_on__isnull=True, outcome="")
                ),
                violation_error_message="办结的申请必须有一个办理结果和办结之日（条例第三十六条）。",
            ),
            models.CheckConstraint(
                name="application_erased_when_closed",
                condition=Q(erased_on__isnull=True) | Q(stage=Stage.CLOSED.value),
                violation_error_message="本件的个人信息已经按期清除，不能重新办理。",
            ),
            models.CheckConstraint(
                name="application_closed_after_received",
                condition=Q(closed_on__isnull=True)
                | Q(received_on__isnull=True)
                | Q(closed_on__gte=F("received_on")),
                violation_error_message="办结之日不能早于收到申请之日。",
            ),
            models.CheckConstraint(
                name="application_organisation_has_contact",
                condition=Q(applicant_kind=ApplicantKind.NATURAL.value) | ~Q(contact_name=""),
                violation_error_message="法人或者其他组织申请的，请填写联系人。",
            ),
            models.CheckConstraint(
                name="application_can_be_delivered",
                condition=(
                    (~Q(delivery=Delivery.EMAIL.value) | ~Q(email=""))
                    & (~Q(delivery=Delivery.POST.value) | ~Q(address=""))
                ),
                violation_error_message="选择邮寄的请填写通信地址，选择电子邮件的请填写电子邮箱。",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def submitted_on(self) -> date:
        return timezone.localdate(self.submitted_at)

    @property
    def law_events(self) -> list[Event]:
        """The events in the form the clock reads, in the order they were entered."""
        return [event.as_law() for event in self.events.all()]

    @property
    def acts(self) -> list[Act]:
        return [Act(event.act) for event in self.events.all()]

    def deadline(self, calendar: WorkCalendar, today: date, *, judge_last: bool = False) -> Deadline:
        """The reply limit as it stands; ``judge_last`` when the last event has just been entered (``casework``)."""
        events = self.law_events
        return reply_deadline(
            events,
            calendar,
            today,
            extension_survives_restart=settings.GK_EXTENSION_SURVIVES_RESTART,
            recorded=len(events) - judge_last,
        )

    def receipt_day(self, confirmed_on: date) -> date:
        """The day from which the reply period runs, by the rule of the channel (条例31).

        Raises:
            NotAllowed: the channel's own day is missing or impossible.
        """
        try:
            return receipt_day(
                Channel(self.channel),
                submitted_on=self.submitted_on,
                signed_on=self.signed_on,
                confirmed_on=confirmed_on,
                from_submission=settings.GK_WEB_RECEIPT_RULE == "submit",
            )
        except ValueError as error:
            raise NotAllowed(str(error)) from error

    @property
    def outcome_label(self) -> str:
        return OUTCOMES[self.outcome].label if self.outcome else ""


class CaseEvent(models.Model):
    """What happened to a case on a day. Rows are added and never changed.

    ``article`` and ``clock`` are kept as the table had them that day, for the record; a deadline is computed from the
    table as it stands.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="events", verbose_name="申请")
    act = models.CharField("事项", max_length=24, choices=Act.choices())
    on = models.DateField("日期")
    clock = models.CharField("期限", max_length=10, choices=Clock.choices())
    article = models.CharField("依据", max_length=30)
    workdays = models.PositiveSmallIntegerField("延长工作日数", default=0)
    until = models.DateField("期限至", null=True, blank=True)
    party = SealedCharField("被征求意见方", max_length=100, blank=True, bind="application_id")
    party_received_on = models.DateField("被征求意见方收到之日", null=True, blank=True)
    opinion = models.CharField("对方的意见", max_length=16, blank=True, choices=Opinion.choices())
    note = SealedTextField("说明", blank=True, bind="application_id")
    # What a closing act ended with, or a proposal would end with; kept here because a reopened case has none now.
    outcome = models.CharField("办理结果", max_length=20, blank=True)
    withheld = SealedTextField("不予公开的部分", blank=True, bind="application_id")
    grounds = models.CharField(
        "不予公开的依据", max_length=120, blank=True, help_text="条例第十四条至第十六条的代码。"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="经办人",
        help_text="空：申请人本人。",
    )
    entered_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "办理经过"
        ordering = ["pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {Act(self.act).label}"

    def save(self, *args: object, **kwargs: object) -> None:
        if self.pk is not None:
            raise TypeError("a case event is never changed; enter a new one")
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError("a case event is never deleted")

    @property
    def ground_codes(self) -> tuple[str, ...]:
        """The codes of ``disclosure.law.exemptions`` that a reply rests on."""
        return tuple(filter(None, self.grounds.split(",")))

    def as_law(self) -> Event:
        return Event(
            Act(self.act),
            self.on,
            workdays=self.workdays,
            until=self.until,
            party=self.party,
            party_received_on=self.party_received_on,
        )


class IdentityDocument(models.Model):
    """A scan that proves the applicant's identity; kept apart from everything public."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="identity_documents", verbose_name="申请"
    )
    file = models.FileField("文件", upload_to="identity/%Y/", storage=private_storage, max_length=200)
    content_type = models.CharField("类型", max_length=40)
    size = models.PositiveIntegerField("大小（字节）")
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "身份证明"
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.application_id} 身份证明"
