"""Items at the desk: drafting, and the two acts of the door of publication."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from simple_history.admin import SimpleHistoryAdmin

from disclosure.corrections import changes_in_words, drop_correction, revise, revise_files
from disclosure.duty import limit_of
from disclosure.forms import AttachmentForm, AttachmentFormSet, DropForm, ItemForm, PublishForm, WithdrawForm
from disclosure.law.publication import WITH_READERS, FileState, NotAllowed, Status, publish_limit
from disclosure.law.review import Step
from disclosure.models import Attachment, Item
from disclosure.publication import ended_by, publish, withdraw
from disclosure.release import GateClosed
from disclosure.reviewing import has_correction, settle
from disclosure.wording import take_words
from liaocheng_gk.calendars import load_calendar
from liaocheng_gk.departments import department_of, hindrance_of

from .bulk import BulkDesk
from .editor import allow_editor
from .gate import GateDesk
from .league import LeagueDesk
from .life import LifeDesk, LinkInline
from .review import ReviewDesk, panel

MAX_AT_ONCE = 100  # items published or withdrawn by one act


def place_of(item: Item) -> str:
    """Where readers have an item."""
    return "公共查阅点" if item.status == Status.RETIRED else "网站上"


class AttachmentInline(admin.StackedInline):
    """One under another: in a table the state of a file would be a column one character wide."""

    model = Attachment
    form = AttachmentForm
    formset = AttachmentFormSet
    extra = 1
    fields = [("stored", "searched"), "file", ("name", "position")]
    readonly_fields = ["stored", "searched"]
    view_on_site = False

    @admin.display(description="已存的文件")
    def stored(self, row: Attachment) -> str:
        if not row.pk:
            return "—"
        address = reverse("admin:disclosure_item_file", args=[row.item_id, row.pk])
        words = "已通过发布检查" if row.cleared else "送审、发布时检查"
        if row.state == FileState.OWN:
            return format_html('<a href="{}">下载</a>（{}）', address, words)
        return format_html(
            '<a href="{}">下载</a> <strong class="file-state">{}</strong>（{}）',
            address,
            FileState(row.state).label,
            f"{place_of(row.item)}还在" if row.cleared else words,
        )

    @admin.display(description="检索")
    def searched(self, attachment: Attachment) -> str:
        """Whether readers find what the file says, or only its name, and why."""
        content = getattr(attachment, "content", None)
        if content is None or (not content.text and not content.fault):
            return "按名称" if attachment.pk else ""
        return f"按名称（{content.fault}）" if content.fault else "按名称和文字"


class DepartmentFilter(admin.AllValuesFieldListFilter):
    """An item without a department has a link to click too."""

    def choices(self, changelist: ChangeList) -> Iterator[dict[str, Any]]:
        for choice in super().choices(changelist):
            yield choice | {"display": choice["display"] or "未填"}


@admin.register(Item)
class ItemAdmin(ReviewDesk, GateDesk, LeagueDesk, LifeDesk, BulkDesk, SimpleHistoryAdmin):
    change_list_template = "admin/disclosure/item/change_list.html"
    change_form_template = "admin/disclosure/item/change_form.html"

    list_display = ["title", "category", "state", "formed_day", "published_day"]
    list_filter = [
        "status",
        "awaiting",
        "validity",
        ("category", admin.RelatedOnlyFieldListFilter),
        ("department", DepartmentFilter),
    ]
    list_select_related = ["category"]
    list_per_page = 50
    form = ItemForm
    search_fields = ["title", "document_number", "index_number", "department"]
    date_hierarchy = "published_at"
    ordering = ["-updated_at", "-pk"]
    autocomplete_fields = ["category"]
    inlines = [AttachmentInline, LinkInline]
    actions = ["publish_selected", "withdraw_selected", "retire_selected"]
    readonly_fields = [
        "index_number",
        "state",
        "published_on",
        "publish_by",
        "secrecy_reviewer",
        "withdrawal",
    ]
    fieldsets = [
        (None, {"fields": ["title", "category", "body"]}),
        (
            "信息要素",
            {
                "fields": [
                    *(
                        "document_number",
                        "genre",
                        "theme",
                        "formed_on",
                        "changed_on",
                        "other_limit",
                        "publisher",
                        "department",
                        "source",
                    ),
                    *(
                        "summary",
                        "keywords",
                        "article20",
                        "weight",
                        "validity",
                        "in_force_on",
                        "expires_on",
                        "repealed_on",
                    ),
                ]
            },
        ),
        (
            "发布（由系统登记）",
            {
                "fields": [
                    "state",
                    "index_number",
                    "published_on",
                    "publish_by",
                    "secrecy_reviewer",
                    "withdrawal",
                ]
            },
        ),
    ]

    class Media:
        css = {"all": ["css/item_desk.css"]}

    # --- what is shown ---

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("search_text")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Item | None:
        """What the desk edits is the correction that waits, where one does."""
        item = super().get_object(request, object_id, from_field)
        if item:
            take_words(item, item.pending or {})
        return item

    @admin.display(description="状态", ordering="status")
    def state(self, item: Item) -> str:
        status = Status(item.status).label
        if item.status == Status.SCHEDULED:
            return f"定时公开（{timezone.localtime(item.published_at):%Y-%m-%d %H:%M}）"
        if not item.awaiting or (item.awaiting == Step.DRAFT and item.status != Status.PUBLISHED):
            return status
        waits = "修改待送审" if item.awaiting == Step.DRAFT else f"待{Step(item.awaiting).label}"
        return f"{status}，{waits}"

    @admin.display(description="发布日期", ordering="published_at")
    def published_on(self, item: Item) -> str:
        return f"{timezone.localtime(item.published_at):%Y-%m-%d %H:%M}" if item.published_at else "尚未发布"

    @admin.display(description="成文", ordering="formed_on")
    def formed_day(self, item: Item) -> str:
        return item.formed_on.isoformat()

    @admin.display(description="发布", ordering="published_at")
    def published_day(self, item: Item) -> str:
        return timezone.localtime(item.published_at).date().isoformat() if item.published_at else ""

    @admin.display(description="应在此日前公开")
    def publish_by(self, item: Item) -> str:
        """The last day in time (条例26)."""
        if not item.formed_on:
            return "填写成文日期并保存后显示"
        calendar, first = load_calendar(), item.versions.first()
        try:
            due = publish_limit(item.formed_on, (first or item).other_limit, calendar)
        except ValueError:
            return "成文日期超出日历范围，无法计算"
        published = (
            timezone.localtime(item.published_at).date() if item.published_at else timezone.localdate()
        )
        provisional = "" if calendar.is_official(due) else "（暂定）"
        late = "，已超过期限" if published > due else ""
        return f"{due:%Y-%m-%d}{provisional}{late}（成文之日起二十个工作日，法律、法规另有规定的从其规定，条例第二十六条）"

    @admin.display(description="撤下情况")
    def withdrawal(self, item: Item) -> str:
        if not item.withdrawn_at:
            return "未撤下"
        return f"{timezone.localtime(item.withdrawn_at):%Y-%m-%d %H:%M}，{item.withdrawn_reason}"

    # --- who may do what ---

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("disclosure.publish_item")

    def has_change_permission(self, request: HttpRequest, obj: Item | None = None) -> bool:
        """Once public, an item is changed by those who publish."""
        allowed = super().has_change_permission(request, obj) and (
            obj is None or obj.status != Status.SCHEDULED
        )
        if obj and hindrance_of(self._department(request), obj.department):
            return False
        return allowed and (obj is None or obj.status == Status.DRAFT or self.has_publish_permission(request))

    @staticmethod
    def _department(request: HttpRequest) -> str:
        """Of whoever asks; read once, for the admin asks many times for one page."""
        if not hasattr(request, "own_department"):
            request.own_department = department_of(request.user)
        return request.own_department

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Whoever belongs to a department begins with it, and can give an item to no other."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "department" and (own := self._department(request)):
            field.initial = own

            def is_own(department: str) -> None:
                if words := hindrance_of(own, department):
                    raise ValidationError(words)

            field.validators = [*field.validators, is_own]
        return field

    def has_delete_permission(self, request: HttpRequest, obj: Item | None = None) -> bool:
        """Only a draft that never had a number may go; a public item is withdrawn instead."""
        return obj is not None and obj.index_number is None and super().has_delete_permission(request, obj)

    # --- the doors ---

    def save_model(self, request: HttpRequest, obj: Item, form: Any, change: bool) -> None:
        form.awaited = Item.objects.filter(pk=obj.pk).values_list("awaiting", flat=True).first()
        revise(obj, by=request.user)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Files are saved after the item: only now is known whether the text is another one."""
        super().save_related(request, form, formsets, change)
        item = settle(Item.objects.get(pk=form.instance.pk))
        if item.status in WITH_READERS and has_correction(item):
            self.message_user(
                request,
                f"修改已保存，尚未公开：{place_of(item)}的文字和附件照旧，审核通过并发布之后才更新。",
                messages.WARNING,
            )
        elif form.awaited not in (None, item.awaiting):
            self.message_user(request, "文本已改动，已经通过的审核作废，请重新送审。", messages.WARNING)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Files of an item that readers have wait with its words."""
        if formset.model is not Attachment or form.instance.status not in WITH_READERS:
            super().save_formset(request, form, formset, change)
            return
        formset.save(commit=False)
        if formset.has_changed():
            revise_files(
                form.instance,
                added=formset.new_objects,
                changed=[row for row, _ in formset.changed_objects],
                removed=formset.deleted_objects,
                by=request.user,
            )

    @admin.action(description="发布所选信息", permissions=["publish"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self._to_act(request, queryset, "publish")

    @admin.action(description="撤下所选信息", permissions=["publish"])
    def withdraw_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self._to_act(request, queryset, "withdraw")

    def _to_act(self, request: HttpRequest, queryset: QuerySet, act: str) -> HttpResponse | None:
        pks = [str(pk) for pk in queryset.values_list("pk", flat=True)[: MAX_AT_ONCE + 1]]
        if len(pks) > MAX_AT_ONCE:
            self.message_user(
                request, f"一次最多处理 {MAX_AT_ONCE} 条，请分批选择。没有改动任何信息。", messages.ERROR
            )
            return None
        return HttpResponseRedirect(f"{reverse(f'admin:disclosure_item_{act}')}?ids={','.join(pks)}")

    def publish_view(self, request: HttpRequest) -> HttpResponse:
        """Publish each item, or the correction that waits on it, by the door."""
        form = PublishForm(request.POST if request.method == "POST" else None)
        return self._act(request, "发布", form, lambda item, data: publish(item, by=request.user, **data))

    def withdraw_view(self, request: HttpRequest) -> HttpResponse:
        form = WithdrawForm(request.POST or None)
        return self._act(request, "撤下", form, lambda item, data: withdraw(item, by=request.user, **data))

    def drop_view(self, request: HttpRequest) -> HttpResponse:
        form = DropForm(request.POST if request.method == "POST" else None)
        return self._act(
            request,
            "放弃修改",
            form,
            lambda item, data: drop_correction(item, by=request.user),
            told=lambda item: (
                f"待审的修改：{changes_in_words(item) or '没有'}。"
                f"放弃以后不能恢复，{place_of(item)}的文字和附件不变。"
            ),
        )

    def _act(
        self, request: HttpRequest, name: str, form, act, told: Callable[[Item], str] = lambda item: ""
    ) -> HttpResponse:
        """``told``: what the act does to an item, if that has to be said before."""
        if not self.has_publish_permission(request):
            raise PermissionDenied
        items = self._chosen(request)
        if request.method == "POST" and form.is_valid():
            stopped = False
            for item in items:
                try:
                    done = act(item, form.cleaned_data | {"at": timezone.now()})
                except (NotAllowed, ValidationError) as error:
                    words = "；".join(getattr(error, "messages", [str(error)]))
                    self.message_user(request, f"“{item}”没有{name}：{words}", messages.ERROR)
                    stopped = isinstance(error, GateClosed)
                else:
                    self.message_user(request, f"“{item}”已{name}。", messages.SUCCESS)
                    self._tell_what_is_left(request, done)
            if len(items) == 1:
                page = "gate" if stopped else "change"
                return redirect(f"admin:disclosure_item_{page}", items[0].pk)
            return redirect("admin:disclosure_item_changelist")
        context = self.admin_site.each_context(request) | {
            "title": name,
            "name": name,
            "form": form,
            "items": [(item, told(item)) for item in items],
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/disclosure/item/act.html", context)

    def _tell_what_is_left(self, request: HttpRequest, item: Item) -> None:
        """What the act does not settle by itself."""
        if item.status == Status.WITHDRAWN and (ended := ended_by(item)):
            names = "、".join(f"《{earlier}》" for earlier in ended)
            words = f"“{item}”曾改变{names}的有效性。撤下不会自动恢复，属于误发的，请到该条信息改回有效性。"
            self.message_user(request, words, messages.WARNING)
        limit = limit_of(item, load_calendar()) if item.status == Status.SCHEDULED else None
        if limit and timezone.localdate(item.published_at) > limit:
            words = f"“{item}”定在公开期限 {limit} 之后才公开（条例第二十六条）。期限另有规定的请填写，否则请提前。"
            self.message_user(request, words, messages.WARNING)

    def _chosen(self, request: HttpRequest) -> list[Item]:
        pks = [int(pk) for pk in request.GET.get("ids", "").split(",") if pk.isdecimal() and len(pk) < 19]
        items = list(self.get_queryset(request).filter(pk__in=pks[:MAX_AT_ONCE]).order_by("formed_on", "pk"))
        if not items:
            raise Http404("没有选中信息条目")
        return items

    # --- pages ---

    def get_urls(self) -> list:
        pages = [
            path("publish/", self.admin_site.admin_view(self.publish_view), name="disclosure_item_publish"),
            path("drop/", self.admin_site.admin_view(self.drop_view), name="disclosure_item_drop"),
            path(
                "withdraw/", self.admin_site.admin_view(self.withdraw_view), name="disclosure_item_withdraw"
            ),
        ]
        return pages + super().get_urls()

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None) -> HttpResponse:
        extra = {"may_publish": self.has_publish_permission(request)} | (extra_context or {})
        item = self.get_queryset(request).filter(pk=object_id).first() if str(object_id).isdecimal() else None
        if item:
            extra["review"] = panel(item, request.user)
            if item.status in WITH_READERS and has_correction(item):
                extra["unchanged_at"] = place_of(item)
        return allow_editor(super().changeform_view(request, object_id, form_url, extra))

    def history_form_view(self, request, object_id, version_id, extra_context=None) -> HttpResponse:
        return allow_editor(super().history_form_view(request, object_id, version_id, extra_context))

    def view_on_site(self, obj: Item) -> str | None:
        return (
            obj.get_absolute_url()
            if obj.index_number and obj.status not in (Status.DRAFT, Status.SCHEDULED)
            else None
        )
