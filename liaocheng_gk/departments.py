"""To which department (科室) a member of staff belongs; whoever is in no row works for the whole bureau."""

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models


class StaffDepartment(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, verbose_name="账号"
    )
    department = models.CharField(
        "所属科室",
        max_length=40,
        help_text="与信息的“公开责任科室”写法相同。填了的，只起草、修改和初审本科室的信息；办公室等面向全局的岗位留空。",
    )

    class Meta:
        verbose_name = verbose_name_plural = "所属科室"
        default_permissions = ()  # part of the account: whoever may change that
        constraints = [
            models.CheckConstraint(
                name="staffdepartment_named",
                condition=~models.Q(department=""),
                violation_error_message="请填写科室名称；不属于哪个科室的，请删除这一行。",
            )
        ]

    def __str__(self) -> str:
        return self.department


def department_of(user: User) -> str:
    """Empty for whoever works for the whole bureau."""
    return StaffDepartment.objects.filter(user=user.pk).values_list("department", flat=True).first() or ""


def hindrance_of(own: str, department: str) -> str:
    """Why somebody of department ``own`` may not work at what ``department`` answers for; empty if they may.

    What no department answers for yet is everybody's.
    """
    if not own or not department or own == department:
        return ""
    return f"这条信息由“{department}”负责，您属于“{own}”，只能办理本科室的信息。请交由该科室办理，或者请系统管理员核对您的所属科室。"
