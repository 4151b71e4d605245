"""The bureau's facts and the working-day calendar in the office."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from . import audit_admin, people  # noqa: F401 -- they register their own pages
from .hours import season_faults
from .models import Agency, AgencyName, CalendarDay, CalendarYear, Channel, OfficeHours, PublicPhone
from .notices import confirm, mark_entered
from .seen import RefusesOutdated, SeenForm


class SeasonFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        kept = [form for form in self.forms if form not in self.deleted_forms and form.cleaned_data]
        if faults := season_faults(form.instance for form in kept):
            raise ValidationError("全年每一天应有且只有一套办公时间：" + "".join(faults))


class NameFormSet(forms.BaseInlineFormSet):
    default_error_messages = {"too_few_forms": "请填写现在的机关名称和启用日期。"}


class AgencyNameInline(admin.TabularInline):
    model = AgencyName
    formset = NameFormSet
    extra = 0
    min_num = 1

    def get_formset(
        self, request: HttpRequest, obj: Agency | None = None, **kwargs: Any
    ) -> type[forms.BaseInlineFormSet]:
        return super().get_formset(request, obj, validate_min=True, **kwargs)


class OfficeHoursInline(admin.TabularInline):
    """Where there are none yet, a row stands ready that holds the whole year and shows what a time looks like."""

    model = OfficeHours
    formset = SeasonFormSet
    verbose_name_plural = "办公时间（一行管全年的，填1月1日至12月31日；分冬夏的填两行，合起来不缺不重）"
    extra = 0
    formfield_overrides = {
        models.TimeField: {
            "widget": forms.TimeInput(format="%H:%M", attrs={"size": 6, "placeholder": "如 8:30"})
        },
    }

    def get_extra(self, request: HttpRequest, obj: Agency | None = None, **kwargs: Any) -> int:
        return 0 if obj and obj.office_hours.exists() else 1


class ChannelInline(admin.TabularInline):
    """Inputs shorter than the admin's own, so that a row fits a screen."""

    model = Channel
    extra = 0
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https", "widget": forms.URLInput(attrs={"size": 20})},
        models.CharField: {"widget": forms.TextInput(attrs={"size": 18})},
        models.PositiveSmallIntegerField: {
            "widget": forms.TextInput(attrs={"size": 2, "inputmode": "numeric"})
        },
    }


class PublicPhoneInline(admin.TabularInline):
    """Numbers that the release gate lets pass, besides those above."""

    model = PublicPhone
    extra = 0


class AgencyForm(SeenForm):
    related = ("names", "office_hours", "channels", "public_phones")

    class Meta:
        help_texts = {
            "fax": "公开指南须载明（条例第十二条）；没有的写“无”。",
            "email": "公开指南和页脚显示，也用来接收申请。",
            "site_code": "网站在全国政府网站信息报送系统中的 10 位标识码。",
            "guide_reviewed_on": "第一次填写的填今天。指南每年更新一次，超过十二个月会提醒。",
        }


@admin.register(Agency)
class AgencyAdmin(RefusesOutdated):
    """One row, which cannot be taken away: every public page is made from it."""

    form = AgencyForm

    inlines = [AgencyNameInline, OfficeHoursInline, ChannelInline, PublicPhoneInline]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fieldsets = [
        (
            None,
            {
                "fields": ["short_name", "organisation_code", "letter_word"],
                "description": "更名时在下方“机关名称”加一行，旧名称保留；旧文件仍按当时的名称显示。",
            },
        ),
        ("联系方式", {"fields": ["address", "postcode", "phone", "fax", "email"]}),
        (
            "网站",
            {
                "fields": [
                    "website",
                    "site_code",
                    "icp_number",
                    "police_number",
                    "organ_mark_url",
                    "city_portal",
                ]
            },
        ),
        ("全站灰色显示", {"fields": [("grey_from", "grey_until")]}),
        ("受理申请", {"fields": ["office", "receiving_room", "envelope_mark", "city_application_page"]}),
        ("监督与救济", {"fields": ["complaint_phone", "complaint_fax", "review_body", "court"]}),
        ("公开指南", {"fields": ["online_retention_years", "guide_reviewed_on"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Agency.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Agency | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """A list of one row is a detour."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if agency := Agency.objects.first():
            return redirect("admin:liaocheng_gk_agency_change", agency.pk)
        return super().changelist_view(request, extra_context)


class CalendarDayInline(admin.TabularInline):
    model = CalendarDay
    extra = 0


@admin.register(CalendarYear)
class CalendarYearAdmin(admin.ModelAdmin):
    inlines = [CalendarDayInline]
    list_display = ["year", "status", "notice", "holidays", "makeup_days", "entered_by", "confirmed_by"]
    list_select_related = ["entered_by", "confirmed_by"]
    ordering = ["-year"]
    actions = ["confirm_selected"]
    readonly_fields = ["status", "entered_by", "confirmed_by"]
    fieldsets = [
        (
            None,
            {
                "fields": ["year", "notice", "noticed_on", *readonly_fields],
                "description": (
                    "逐日录入放假日（含周末）和调休上班日。保存后为“暂定”，须由另一位同事在列表中选择"
                    "“复核所选日历”后才成为正式日历；正式日历改动后须重新复核。"
                ),
            },
        )
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CalendarYear]:
        kinds = CalendarDay.Kind
        return (
            super()
            .get_queryset(request)
            .annotate(
                holiday_count=Count("days", filter=Q(days__kind=kinds.HOLIDAY)),
                makeup_count=Count("days", filter=Q(days__kind=kinds.MAKEUP)),
            )
        )

    @admin.display(description="放假日", ordering="holiday_count")
    def holidays(self, year: CalendarYear) -> int:
        return year.holiday_count

    @admin.display(description="调休上班日", ordering="makeup_count")
    def makeup_days(self, year: CalendarYear) -> int:
        return year.makeup_count

    def get_readonly_fields(self, request: HttpRequest, obj: CalendarYear | None = None) -> list[str]:
        """The year is what the days hang on."""
        return [*self.readonly_fields, "year"] if obj else self.readonly_fields

    def has_confirm_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("liaocheng_gk.confirm_calendaryear")

    def has_delete_permission(self, request: HttpRequest, obj: CalendarYear | None = None) -> bool:
        """Past limits are explained from the calendar; a wrong year is corrected, not taken away."""
        return False

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: list, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            mark_entered(form.instance, request.user)
            self.message_user(
                request, f"{form.instance.year}年日历为暂定，请由另一位同事复核。", messages.WARNING
            )

    @admin.action(description="复核所选日历（须为录入人以外的人）", permissions=["confirm"])
    def confirm_selected(self, request: HttpRequest, queryset: QuerySet[CalendarYear]) -> None:
        for year in queryset:
            try:
                confirm(year, request.user)
            except ValidationError as error:
                self.message_user(request, " ".join(error.messages), messages.ERROR)
            else:
                self.log_change(request, year, "复核为正式日历")
                self.message_user(request, f"{year.year}年日历已复核为正式日历。", messages.SUCCESS)
