"""The bureau as data, and the working-day calendar: what every room needs."""

from datetime import date, datetime, time
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .audit_entry import AuditEntry as AuditEntry
from .authenticator import Authenticator as Authenticator
from .counters import Counter as Counter
from .departments import StaffDepartment as StaffDepartment
from .edition import Edition as Edition
from .labelled import Labelled


class AgencyQuerySet(models.QuerySet):
    def current(self) -> "Agency":
        """The bureau this portal belongs to.

        Raises:
            Agency.DoesNotExist: no bureau was loaded yet; ``manage.py load_bureau`` does it.
        """
        return self.prefetch_related("names", "office_hours").get()


class Agency(models.Model):
    """The bureau (行政机关) whose portal this is. One row; another bureau loads its own."""

    singleton = models.BooleanField(default=True, unique=True, editable=False)
    short_name = models.CharField("简称", max_length=30, help_text="信函文号与页面短标题用，如“市商务局”。")
    organisation_code = models.CharField(
        "机构代码",
        max_length=18,
        validators=[RegexValidator(r"^[0-9A-Z]{9,18}$", "机构代码为 9 至 18 位数字或大写字母。")],
        help_text="索引号的前段。统一社会信用代码，或 9 位组织机构代码。",
    )
    site_code = models.CharField(
        "网站标识码", max_length=10, validators=[RegexValidator(r"^\d{10}$", "标识码为 10 位数字。")]
    )
    website = models.URLField("网站网址")
    city_portal = models.URLField("市政府网站网址")
    city_application_page = models.URLField("市政府依申请公开网页", blank=True)
    address = models.CharField("地址", max_length=100)
    postcode = models.CharField(
        "邮政编码", max_length=6, validators=[RegexValidator(r"^\d{6}$", "邮政编码为 6 位数字。")]
    )
    phone = models.CharField("联系电话", max_length=30)
    fax = models.CharField("传真", max_length=30)
    email = models.EmailField("电子邮箱")
    complaint_phone = models.CharField("投诉电话", max_length=30)
    complaint_fax = models.CharField("投诉传真", max_length=30, blank=True)
    office = models.CharField("政府信息公开工作机构", max_length=60)
    receiving_room = models.CharField(
        "受理点", max_length=60, help_text="当面提交申请的房间，如“办公室205房间”。"
    )
    envelope_mark = models.CharField("信封注明字样", max_length=30, default="政府信息公开申请")
    review_body = models.CharField(
        "行政复议机关", max_length=60, help_text="如“聊城市人民政府”（行政复议法第二十四条）。"
    )
    court = models.CharField("行政诉讼管辖法院", max_length=60, blank=True, help_text="留空则写“人民法院”。")
    letter_word = models.CharField(
        "公文代字",
        max_length=20,
        help_text="告知书文号的开头，如“聊商公开”：后接类别字和年份、序号，成“聊商公开告〔2026〕1号”。",
    )
    online_retention_years = models.PositiveSmallIntegerField("网上留存年限", default=2)
    guide_reviewed_on = models.DateField(
        "指南最近核对日期", help_text="指南每年更新一次，超过十二个月会提醒。"
    )
    icp_number = models.CharField("ICP备案编号", max_length=40, blank=True)
    police_number = models.CharField("公安机关备案号", max_length=40, blank=True)
    organ_mark_url = models.URLField(
        "党政机关网站标识网址",
        blank=True,
        help_text="审核发放的“党政机关”网站标识的验证网址，显示在每页页脚。",
    )
    grey_from = models.DateField(
        "灰色显示起", null=True, blank=True, help_text="国家公祭日等全站以灰色显示的第一天；平时留空。"
    )
    grey_until = models.DateField("灰色显示止", null=True, blank=True, help_text="最后一天，含当天。")

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "本机关"
        constraints = [
            models.CheckConstraint(name="agency_is_one", condition=Q(singleton=True)),
            models.CheckConstraint(
                name="agency_grey_days_in_order",
                condition=Q(grey_from__isnull=True, grey_until__isnull=True)
                | Q(grey_from__isnull=False, grey_until__isnull=False, grey_until__gte=F("grey_from")),
                violation_error_message="灰色显示的起止日期要都填写，或者都留空；止日不能早于起日。",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    def name_on(self, day: date) -> str:
        """The bureau's full name in force on ``day``; the first known one for days before it."""
        names = sorted(self.names.all(), key=lambda row: row.since)
        in_force = [row.name for row in names if row.since <= day]
        return in_force[-1] if in_force else (names[0].name if names else self.short_name)

    @property
    def name(self) -> str:
        return self.name_on(timezone.localdate())

    def is_grey_on(self, day: date) -> bool:
        """Whether the whole site shows without colour on ``day``, as on a day of national mourning."""
        return self.grey_from is not None and self.grey_from <= day <= self.grey_until


class AgencyName(models.Model):
    """A name the bureau bears from a day on, until the next row begins: gaps and overlaps cannot be entered."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="names", verbose_name="机关")
    name = models.CharField("名称", max_length=60)
    since = models.DateField("启用日期")

    class Meta:
        verbose_name = verbose_name_plural = "机关名称"
        ordering = ["since"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "since"],
                name="agency_name_one_a_day",
                violation_error_message="同一天只能启用一个名称。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class OfficeHours(models.Model):
    """Opening hours of a season, e.g. 5月1日-9月30日. A season may run over the year's end."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="office_hours", verbose_name="机关")
    from_month = models.PositiveSmallIntegerField("起始月")
    from_day = models.PositiveSmallIntegerField("起始日")
    to_month = models.PositiveSmallIntegerField("截止月")
    to_day = models.PositiveSmallIntegerField("截止日")
    morning_from = models.TimeField("上午开始")
    morning_to = models.TimeField("上午结束")
    afternoon_from = models.TimeField("下午开始")
    afternoon_to = models.TimeField("下午结束")

    class Meta:
        verbose_name = verbose_name_plural = "办公时间"
        ordering = ["from_month", "from_day"]
        constraints = [
            models.CheckConstraint(
                name="office_hours_in_order",
                condition=Q(morning_from__lt=F("morning_to"))
                & Q(morning_to__lte=F("afternoon_from"))
                & Q(afternoon_from__lt=F("afternoon_to")),
                violation_error_message="办公时间应按先后顺序填写。",
            )
        ]

    def __str__(self) -> str:
        first, last = (self.from_month, self.from_day), (self.to_month, self.to_day)
        turn = "次年" if first > last else ""
        return f"{self.from_month}月{self.from_day}日至{turn}{self.to_month}月{self.to_day}日"

    def clean(self) -> None:
        for month, day in ((self.from_month, self.from_day), (self.to_month, self.to_day)):
            try:
                date(2024, month, day)
            except (TypeError, ValueError) as error:
                raise ValidationError(f"{month}月{day}日不是有效日期。") from error

    def covers(self, day: date) -> bool:
        today = (day.month, day.day)
        first, last = (self.from_month, self.from_day), (self.to_month, self.to_day)
        return first <= today <= last if first <= last else today >= first or today <= last

    @property
    def spans(self) -> tuple[tuple[time, time], tuple[time, time]]:
        return (self.morning_from, self.morning_to), (self.afternoon_from, self.afternoon_to)

    def is_open_at(self, moment: datetime) -> bool:
        """Whether ``moment`` (in the bureau's time zone) lies within the hours; the day is not looked at."""
        clock = moment.time()
        return any(begin <= clock < end for begin, end in self.spans)


class Channel(models.Model):
    """A place where the bureau publishes: its website, the reading point, a notice board, a screen …"""

    class Kind(Labelled):
        WEBSITE = "website", "政府网站"
        MEDIA = "media", "公报、新闻发布会和媒体"
        READING_POINT = "reading_point", "查阅点"
        BOARD = "board", "公告栏和电子屏幕"
        PICKUP = "pickup", "指南领取点"

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="channels", verbose_name="机关")
    kind = models.CharField("类别", max_length=20, choices=Kind.choices())
    name = models.CharField("名称", max_length=80)
    place = models.CharField("地点", max_length=100, blank=True)
    url = models.URLField("网址", blank=True)
    position = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "公开渠道与场所"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class PublicPhone(models.Model):
    """A phone number that the bureau publishes itself, on duty lists or guides: the release gate lets it pass."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="public_phones", verbose_name="机关")
    number = models.CharField("号码", max_length=30, unique=True)
    what = models.CharField("用途", max_length=60, help_text="如“汛期值班电话”。")

    class Meta:
        verbose_name = verbose_name_plural = "对外公布的其他电话"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.what} {self.number}"


class CalendarYearQuerySet(models.QuerySet):
    def official(self) -> Self:
        return self.filter(status=CalendarYear.Status.OFFICIAL)

    def get_by_natural_key(self, year: int) -> "CalendarYear":
        return self.get(year=year)


class CalendarYear(models.Model):
    """One year's working-day calendar: official once the State Council's notice is entered."""

    class Status(Labelled):
        OFFICIAL = "official", "正式"
        PROVISIONAL = "provisional", "暂定"

    year = models.PositiveSmallIntegerField("年份", unique=True)
    status = models.CharField(
        "状态", max_length=12, choices=Status.choices(), default=Status.PROVISIONAL.value
    )
    notice = models.CharField("通知文号", max_length=60, blank=True, help_text="如“国办发明电〔2025〕7号”。")
    noticed_on = models.DateField("通知日期", null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="录入人",
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="复核人",
    )

    objects = CalendarYearQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工作日历"
        ordering = ["year"]
        permissions = [("confirm_calendaryear", "可以复核工作日历")]
        constraints = [
            models.CheckConstraint(
                name="calendar_official_has_notice",
                condition=~Q(status="official") | ~Q(notice=""),
                violation_error_message="正式日历须注明国务院办公厅通知的文号。",
            ),
            models.CheckConstraint(
                name="calendar_confirmed_by_second_person",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("entered_by")),
                violation_error_message="复核人不能是录入人本人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年（{CalendarYear.Status(self.status).label}）"

    def natural_key(self) -> tuple[int]:
        return (self.year,)


class CalendarDayQuerySet(models.QuerySet):
    def get_by_natural_key(self, day: date) -> "CalendarDay":
        return self.get(day=day)


class CalendarDay(models.Model):
    """A day on which a notice departs from Monday-to-Friday."""

    class Kind(Labelled):
        HOLIDAY = "holiday", "放假"
        MAKEUP = "makeup", "调休上班"

    # A notice reaches over the year's end (元旦 from 30 December, a make-up day before it), so the year of the
    # notice and the year of the day are two things.
    year = models.ForeignKey(
        CalendarYear, models.CASCADE, to_field="year", related_name="days", verbose_name="年份"
    )
    day = models.DateField("日期", unique=True)
    kind = models.CharField("类别", max_length=10, choices=Kind.choices())
    name = models.CharField("节日", max_length=20)

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "放假与调休日"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}{CalendarDay.Kind(self.kind).label}"

    def clean(self) -> None:
        if self.kind == self.Kind.MAKEUP and self.day and self.day.weekday() < 5:
            raise ValidationError({"day": "调休上班日应为星期六或星期日。"})

    def natural_key(self) -> tuple[date]:
        return (self.day,)


class Serial(models.Model):
    """The last number given in a series of a year: application numbers, index numbers, letter numbers."""

    series = models.CharField("号段", max_length=40)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("已用至", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "编号"
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="serial_one_per_year")]

    def __str__(self) -> str:
        return f"{self.series}〔{self.year}〕{self.last}"

    def take(self) -> int:
        """The next number; call it on a row that ``serials.locked_serial`` returned."""
        self.last += 1
        self.save(update_fields=["last"])
        return self.last


class Heartbeat(models.Model):
    """When a scheduled command last ran to its end; a silent timer is worse than a broken one."""

    name = models.CharField("任务", max_length=40, primary_key=True)
    at = models.DateTimeField("最近完成时间")

    class Meta:
        verbose_name = verbose_name_plural = "定时任务"
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def beat(cls, name: str, at: datetime) -> None:
        cls.objects.update_or_create(name=name, defaults={"at": at})
