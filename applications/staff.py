"""Who in the office may do a thing, and what they are called."""

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet


def staff_with(codename: str) -> QuerySet[User]:
    """Active staff who hold a permission of this room, by role or by themselves."""
    held = Q(groups__permissions__codename=codename) | Q(user_permissions__codename=codename)
    return User.objects.filter(held, is_active=True, is_staff=True).distinct().order_by("username")


def name_of(user: User) -> str:
    return user.get_full_name() or user.get_username()
