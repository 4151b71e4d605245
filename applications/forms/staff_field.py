from django import forms
from django.contrib.auth.models import User

from applications.staff import name_of


class StaffField(forms.ModelChoiceField):
    """A choice of colleagues, by the name they are called."""

    def label_from_instance(self, obj: User) -> str:
        return name_of(obj)
