"""What members of staff are called in the books."""

from django.contrib.auth.models import User


def name_of(user: User) -> str:
    return user.get_full_name() or user.get_username()
