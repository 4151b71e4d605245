from urllib.parse import unquote_plus

from django.conf import settings
from django.db import models

from liaocheng_gk.vault import SealedCharField


class SavedFilter(models.Model):
    """A list of cases a colleague comes back to, under a name of their own; ``query`` is what follows the "?"."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="使用人"
    )
    name = models.CharField("名称", max_length=40)
    # Sealed, for the words looked for may be somebody's name.
    query = SealedCharField("筛选条件", max_length=500, bind="user_id")

    class Meta:
        verbose_name = verbose_name_plural = "常用筛选"
        ordering = ["name"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                name="saved_filter_name_once",
                violation_error_message="已经有同名的常用筛选。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def words(self) -> str:
        """The query as a person reads it."""
        return unquote_plus(self.query)
