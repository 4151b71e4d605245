"""S30 for the stock forms of the office: whoever saves over a colleague's change is told what changed, and saves nothing."""

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import model_to_dict
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .staff import name_of

SEEN = "seen"


class SeenForm(forms.ModelForm):
    """Carries marks of what the page showed: a short keyed hash a field, and one for all rows of each ``related`` kind."""

    related: tuple[str, ...] = ()
    seen = forms.CharField(label="打开页面时的内容", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and SEEN in self.fields:
            self.initial[SEEN] = json.dumps(self._marks(self.instance), separators=(",", ":"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        try:
            shown = json.loads(self.data.get(self.add_prefix(SEEN)) or "{}")
        except ValueError:
            shown = {}
        if self.instance.pk and isinstance(shown, dict) and shown:
            # Locked until this request's transaction ends: who comes at the same moment waits, and then sees.
            now = type(self.instance)._base_manager.select_for_update().get(pk=self.instance.pk)
            marks = self._marks(now)
            changed = [name for name, mark in marks.items() if name in shown and shown[name] != mark]
            if changed:
                raise ValidationError(self._told(now, changed), code="outdated")
        return cleaned

    def _marks(self, row: models.Model) -> dict[str, str]:
        own = [name for name in self.fields if name != SEEN and name in _names(row)]
        values = model_to_dict(row, own)
        values |= {name: sorted(getattr(row, name).values_list(), key=str) for name in self.related}
        return {name: _mark(value) for name, value in values.items()}

    def _told(self, now: models.Model, changed: list[str]) -> str:
        last = LogEntry.objects.filter(object_id=now.pk, content_type__model=now._meta.model_name).first()
        when = timezone.localtime(last.action_time) if last else None
        who = f"（{name_of(last.user)}，{when:%m月%d日 %H:%M}）" if last else ""
        parts = "；".join(self._in_words(now, name) for name in changed)
        return (
            f"您打开页面之后，同事修改了这里的内容{who}：{parts}。本次没有保存，您填写的都保留在本页。"
            "请先在另一个窗口核对现在的内容，再重新打开页面修改。"
        )

    def _in_words(self, now: models.Model, name: str) -> str:
        if name in self.related:
            return f"“{now._meta.get_field(name).related_model._meta.verbose_name}”各行"
        field = now._meta.get_field(name)
        value = str(getattr(now, f"get_{name}_display", lambda: getattr(now, name) or "空")())
        return f"“{field.verbose_name}”现在是“{value if len(value) <= 60 else value[:60] + '…'}”"


class RefusesOutdated(admin.ModelAdmin):
    """For a page whose form is a ``SeenForm``."""

    form = SeenForm

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> list:
        """The hidden field stands in the last set, where it takes no room."""
        sets = list(super().get_fieldsets(request, obj))
        if obj is None or not self.has_change_permission(request, obj):
            return sets
        title, options = sets[-1]
        fields = [name for name in options["fields"] if name != SEEN]
        return [*sets[:-1], (title, options | {"fields": [*fields, SEEN]})]


def _names(row: models.Model) -> set[str]:
    return {field.name for field in row._meta.get_fields() if field.concrete}


def _mark(value: Any) -> str:
    return salted_hmac("liaocheng_gk.seen", repr(value), algorithm="sha256").hexdigest()[:12]
