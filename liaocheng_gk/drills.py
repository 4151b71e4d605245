"""Whether the weekly restore drill still passes: the dashboard says so when it does not."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from .models import Heartbeat

DRILL = "restore_drill"
SILENT_AFTER = timedelta(days=8)


def drill_warning(now: datetime) -> str:
    """A sentence for the office where backups are kept and no drill passed within eight days; empty otherwise."""
    if settings.GK_BACKUP_ROOT is None:
        return ""
    last = Heartbeat.objects.filter(name=DRILL).first()
    if last is not None and now - last.at <= SILENT_AFTER:
        return ""
    when = f"最近一次通过是 {timezone.localtime(last.at):%Y-%m-%d}" if last else "还没有通过过一次"
    return f"备份的恢复演练已超过八天没有通过（{when}），请联系系统管理员检查备份。"
