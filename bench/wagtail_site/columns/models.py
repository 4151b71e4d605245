"""A column and its items, and what the footer says of the bureau."""

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Page

PAGE_SIZE = 20


@register_setting
class Bureau(BaseSiteSetting):
    name = models.CharField(max_length=60)
    address = models.CharField(max_length=100)
    phone = models.CharField(max_length=30)
    email = models.CharField(max_length=60)
    site_code = models.CharField(max_length=10)


class ColumnPage(Page):
    description = models.CharField(max_length=200, blank=True)

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        rows = ItemPage.objects.child_of(self).live().order_by("-published_at", "-pk").defer("body")
        page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
        return super().get_context(request, *args, **kwargs) | {"rows": page}


class ItemPage(Page):
    index_number = models.CharField(max_length=40)
    document_number = models.CharField(max_length=60, blank=True)
    publisher = models.CharField(max_length=60)
    formed_on = models.DateField()
    published_at = models.DateTimeField(db_index=True)
    body = RichTextField()
