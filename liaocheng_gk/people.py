"""People, groups and second factors in the office, with the words of packages that speak English only."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
)
from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.options import Options
from django.http import HttpRequest
from django.utils.text import camel_case_to_spaces
from django_otp.plugins.otp_static.admin import StaticDeviceAdmin as _registered  # noqa: F401 -- taken away below
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.admin import TOTPDeviceAdmin as _unsealed  # noqa: F401 -- taken away below
from django_otp.plugins.otp_totp.models import TOTPDevice

from .authenticator import Authenticator
from .departments import StaffDepartment

# Rights of packages and of Django's own bookkeeping decide nothing in the office.
APPS = ("applications", "auth", "disclosure", "liaocheng_gk", "reports")
VERBS = {"add": "新增", "change": "修改", "delete": "删除", "view": "查看"}

for _name, _words in {
    "user": "使用人",
    "name": "名称",
    "confirmed": "已启用",
    "created_at": "登记时间",
    "last_used_at": "最近使用",
}.items():
    Authenticator._meta.get_field(_name).verbose_name = _words


def permission_in_words(permission: Permission) -> str:
    """``公开申请办理：修改公开申请``; a right of ours has its own words."""
    kind = permission.content_type
    verb, _, model = permission.codename.partition("_")
    words = f"{VERBS[verb]}{kind.name}" if verb in VERBS and model == kind.model else permission.name
    return f"{apps.get_app_config(kind.app_label).verbose_name}：{words}"


def office_kinds() -> list[ContentType]:
    """The kinds of rows that the office has to do with; a model that nobody named in words is bookkeeping."""
    kinds = ContentType.objects.filter(app_label__in=APPS)
    return [kind for kind in kinds if (model := kind.model_class()) and _is_named(model._meta)]


def _is_named(options: Options) -> bool:
    return str(options.verbose_name) != camel_case_to_spaces(options.object_name)


class PermissionChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Permission) -> str:
        return permission_in_words(obj)


class PermissionsInWords(admin.ModelAdmin):
    """Roles and rights as boxes to tick: all are seen at once, and no script is needed."""

    filter_horizontal = ()

    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.remote_field.model is Permission:
            kwargs["form_class"] = PermissionChoice
            rights = Permission.objects.filter(content_type__in=office_kinds())
            kwargs["queryset"] = rights.select_related("content_type").order_by("content_type", "pk")
        kwargs["widget"] = forms.CheckboxSelectMultiple(attrs={"class": "choices"})
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """Without the rows that only join two tables: they mean nothing to a reader."""
        deleted, counts, needed, protected = super().get_deleted_objects(objs, request)
        joins = {
            through._meta.verbose_name_plural for through in (User.groups.through, Group.permissions.through)
        }
        joins |= {User.user_permissions.through._meta.verbose_name_plural}
        return _without_joins(deleted), _without(counts, joins), needed - joins, protected


def _without_joins(rows: list) -> list:
    return [
        _without_joins(row) if isinstance(row, list) else row for row in rows if " object (" not in str(row)
    ]


def _without(counts: dict[str, int], names: set[str]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if name not in names}


admin.site.unregister([User, Group, TOTPDevice, StaticDevice])


class StaffPasswordForm(AdminPasswordChangeForm):
    """Django puts this help together from two texts after translating neither."""

    usable_password_help_text = "停用后，这个账号不能用密码登录，现有密码即行作废。"  # noqa: S105 -- words


class PasswordWidget(ReadOnlyPasswordHashWidget):
    """Whether there is one, and where it is set anew; how it is hashed means nothing here."""

    def get_context(self, name: str, value: str | None, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if is_password_usable(value):
            context["summary"] = [{"label": "已设置"}]
        return context


class StaffForm(UserChangeForm):
    password = ReadOnlyPasswordHashField(
        label="密码", widget=PasswordWidget, help_text="密码本身没有保存，谁也看不到；忘记的只能重设。"
    )


class DepartmentInline(admin.StackedInline):
    model = StaffDepartment
    extra = 1

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return request.user.has_perm("auth.change_user")

    has_view_permission = has_add_permission = has_delete_permission = has_change_permission


@admin.register(User)
class StaffAdmin(PermissionsInWords, UserAdmin):
    """Rights come from the groups (岗位); a single right beside them is the exception."""

    form = StaffForm
    change_password_form = StaffPasswordForm
    list_display = ("username", "last_name", "first_name", "state", "in_groups", "last_login")
    list_filter = ("is_active", "groups")
    actions = ("unbind",)
    inlines = (DepartmentInline,)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("本人信息", {"fields": ("last_name", "first_name", "email")}),
        ("岗位", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("单独的权限", {"classes": ("collapse",), "fields": ("user_permissions",)}),
        ("日期", {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")  # what happened is not entered

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        """Whoever gets an account here works here; the box stands ticked on the next page."""
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    def get_inlines(self, request: HttpRequest, obj: User | None) -> Sequence[type]:
        return super().get_inlines(request, obj) if obj else ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).prefetch_related("groups")

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Whoever left is stopped (在用: off): what they did stays theirs."""
        return False

    @admin.action(description="清除所选账号的手机验证器和恢复码", permissions=["change"])
    def unbind(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        for user in queryset:
            for device in (Authenticator, StaticDevice):
                device.objects.filter(user=user).delete()
            self.log_change(request, user, "清除手机验证器和恢复码")
        self.message_user(
            request,
            f"已清除 {queryset.count()} 个账号的手机验证器和恢复码，本人下次登录时重新绑定。",
            messages.SUCCESS,
        )

    @admin.display(description="状态", ordering="is_active")
    def state(self, user: User) -> str:
        return "在用" if user.is_active else "停用"

    @admin.display(description="岗位")
    def in_groups(self, user: User) -> str:
        return "、".join(group.name for group in user.groups.all()) or "无"


@admin.register(Group)
class RoleAdmin(PermissionsInWords, GroupAdmin):
    """The roles of the table are renewed with every upgrade; what is changed in them here is lost then."""


class AuthenticatorForm(forms.ModelForm):
    """Without django-otp's explanations, which are in English."""

    class Meta:
        model = Authenticator
        fields = ()
        help_texts = dict.fromkeys(("user", "name", "created_at", "last_used_at"), "")


@admin.register(Authenticator)
class AuthenticatorAdmin(admin.ModelAdmin):
    """To see who has a phone bound, and to take a lost one away. Bound it is by its owner alone (``doors``).

    The secret is shown to nobody here: whoever administers could come in as anybody else.
    """

    form = AuthenticatorForm
    list_display = ("user", "name", "state", "created_at", "last_used_at")
    search_fields = ("user__username", "user__email")
    search_help_text = "按用户名或者电子邮箱查找"
    fields = readonly_fields = ("user", "name", "state", "created_at", "last_used_at")
    list_select_related = ("user",)

    @admin.display(description="状态", ordering="confirmed")
    def state(self, device: Authenticator) -> str:
        return "已启用" if device.confirmed else "尚未完成绑定"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Authenticator | None = None) -> bool:
        return False
