"""How often something was done from one place within a period; counted in the database, for all workers alike."""

from datetime import datetime, timedelta

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac


class Counter(models.Model):
    """``key`` hides what is counted: no address of a visitor is kept."""

    key = models.CharField(max_length=64)
    window = models.DateTimeField("时段开始")
    until = models.DateTimeField("时段结束", db_index=True)
    number = models.PositiveIntegerField("次数", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "次数"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="counter_one_per_window")]


def count(scope: str, who: str, *, per: timedelta, now: datetime) -> int:
    """Count once more and return how often ``who`` did ``scope`` in the present period, this time included."""
    key = salted_hmac("liaocheng_gk.counters", f"{scope}:{who}", algorithm="sha256").hexdigest()
    window = datetime.fromtimestamp(now.timestamp() // per.total_seconds() * per.total_seconds(), now.tzinfo)
    row = Counter.objects.filter(key=key, window=window)
    if not row.update(number=F("number") + 1):
        Counter.objects.filter(until__lt=now).delete()
        try:
            with transaction.atomic():
                Counter.objects.create(key=key, window=window, until=window + per)
        except IntegrityError:  # another worker was first
            row.update(number=F("number") + 1)
    return row.values_list("number", flat=True).get()
