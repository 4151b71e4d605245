"""Who in the office may do a thing, and what they are called."""

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from liaocheng_gk.staff import name_of

__all__ = ["name_of", "staff_with"]


def staff_with(codename: str) -> QuerySet[User]:
    """Active staff who hold a permission of this room, by role or by themselves."""
    held = Q(groups__permissions__codename=codename) | Q(user_permissions__codename=codename)
    return User.objects.filter(held, is_active=True, is_staff=True).distinct().order_by("username")
