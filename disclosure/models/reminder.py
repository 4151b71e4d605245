"""Mails about the duty to publish, each exactly once."""

from django.db import models

from .item import Item


class ItemReminder(models.Model):
    """A mail that went out about ``due_on``; ``days``: the mark it was for, -1 once the limit had passed."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="reminders", verbose_name="信息条目")
    due_on = models.DateField("公开期限")
    days = models.SmallIntegerField("剩余工作日")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "公开期限提醒"
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["item", "due_on", "days"], name="item_reminder_once")]
