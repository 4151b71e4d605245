"""The outbox at the desk: which mails to applicants wait, failed or lapsed. The address stays out of sight."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from applications.law.transitions import Permission
from applications.models import Notice
from applications.notices import send
from liaocheng_gk import audit

FAULTS = {
    "SMTPRecipientsRefused": "收件地址被拒绝",
    "SMTPAuthenticationError": "邮箱账号或者密码不对",
    "SMTPSenderRefused": "发件地址被拒绝",
    "SMTPServerDisconnected": "邮件服务器中断了连接",
    "ConnectionRefusedError": "邮件服务器没有应答",
    "TimeoutError": "邮件服务器超时",
    "gaierror": "找不到邮件服务器",
}
WAITING, FAILED, LAPSED, SENT = "等待发送", "没有发出，还会再试", "超过七天，不再发送", "已发送"


class StateFilter(admin.SimpleListFilter):
    title, parameter_name = "状态", "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("waiting", "等待或者没有发出"), ("lapsed", LAPSED), ("sent", SENT)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "waiting":
                return queryset.owed(timezone.now())
            case "lapsed":
                return queryset.lapsed(timezone.now())
            case "sent":
                return queryset.filter(sent_at__isnull=False)
        return queryset


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin):
    list_display = ("case", "kind", "created_at", "state", "tries", "tried_at", "why", "sent_at")
    list_display_links = None
    list_filter = (StateFilter, "kind")
    list_select_related = ("application",)
    list_per_page = 50
    ordering = ("-pk",)
    actions = ("resend",)
    fields = readonly_fields = list_display

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return False

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"applications.{Permission.HANDLE}")

    @admin.action(description="现在再发一次", permissions=["resend"])
    def resend(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Those that still may go; each on record, whether it went or not."""
        owed = list(queryset.owed(timezone.now()).select_related("application", "event"))
        sent = 0
        for notice in owed:
            sent += send(notice)
            audit.record(request.user, "补发通知邮件", notice.application)
        left_out = queryset.count() - len(owed)
        told = f"已发出 {sent} 封，没有发出 {len(owed) - sent} 封。"
        if left_out:
            told += f"另有 {left_out} 封已经发出或者超过七天，没有再发。"
        self.message_user(request, told, messages.SUCCESS if sent == len(owed) else messages.WARNING)

    @admin.display(description="申请", ordering="application__number")
    def case(self, notice: Notice) -> SafeString:
        page = reverse("admin:applications_application_change", args=[notice.application_id])
        return format_html('<a href="{}">{}</a>', page, notice.application.number)

    @admin.display(description="状态")
    def state(self, notice: Notice) -> str:
        if notice.sent_at:
            return SENT
        if notice.created_at <= timezone.now() - Notice.GOOD_FOR:
            return LAPSED
        return FAILED if notice.tries else WAITING

    @admin.display(description="原因")
    def why(self, notice: Notice) -> Any:
        return FAULTS.get(notice.fault, notice.fault) or None
