"""What is put on record without anybody calling: the admin's own log, logins, exports by the catalogue's tool."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntryManager
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from . import audit

WORDS = {ADDITION: "后台增加", CHANGE: "后台修改", DELETION: "后台删除"}


def listen() -> None:
    """Called once, when the apps are ready."""
    # Every save and delete of the admin ends in this one method, also for models of other packages; there is no hook.
    LogEntryManager.log_actions = _audited(LogEntryManager.log_actions)
    user_logged_in.connect(_logged_in, dispatch_uid="audit")
    user_logged_out.connect(_logged_out, dispatch_uid="audit")
    user_login_failed.connect(_login_failed, dispatch_uid="audit")


def _audited(log_actions: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(log_actions)
    def audited(
        self: Any, user_id: int, queryset: Any, action_flag: int, change_message: Any = "", **options: Any
    ) -> Any:
        things = list(queryset)
        made = log_actions(self, user_id, things, action_flag, change_message, **options)
        if things:
            by = User.objects.get(pk=user_id)
            audit.record_all(by, WORDS[action_flag], things, _in_words(change_message))
        return made

    return audited


def _in_words(change_message: Any) -> str:
    """Names of the fields that changed, or our own sentence; never what stands in a field."""
    if not isinstance(change_message, list):  # a sentence, perhaps a lazily translated one
        return str(change_message)
    fields = [
        field for change in change_message for act in change.values() for field in act.get("fields", ())
    ]
    return "、".join(map(str, fields))


def _logged_in(sender: Any, request: HttpRequest, user: User, **signal: Any) -> None:
    audit.record(user, "登录")


def _logged_out(sender: Any, request: HttpRequest, user: User | None, **signal: Any) -> None:
    if user is not None:
        audit.record(user, "退出")


def _login_failed(sender: Any, credentials: dict[str, Any], **signal: Any) -> None:
    """Only a name that exists is kept: people type passwords into the wrong field."""
    name = str(credentials.get("username", ""))
    known = User.objects.filter(username=name).exists()
    audit.record(name if known else "（未知账号）", "登录失败")
