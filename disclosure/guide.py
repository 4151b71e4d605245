"""政府信息公开指南 and 制度 (条例12¶2): pages made from the bureau's data and the tables of the law."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liaocheng_gk.models import Agency
from liaocheng_gk.public_pages import public_page

from .law.exemptions import GROUNDS, REASSESSMENT_ARTICLE
from .law.instruments import by_level
from .law.lifetime import RETENTION_EXEMPTIONS
from .law.publication import PUBLISH_WORKDAYS
from .law.replies import REPLIES
from .models import Category

# The sections of the guide: anchor and title, for the page and its table of contents.
SECTIONS = (
    ("classes", "信息分类和编排"),
    ("published", "主动公开的信息怎样看"),
    ("apply", "怎样申请公开"),
    ("handling", "申请怎样办理和答复"),
    ("withheld", "哪些信息不公开"),
    ("office", "政府信息公开工作机构"),
    ("remedies", "更正、监督和救济"),
)


@public_page
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    return render(request, "disclosure/guide.html", guide_context())


@require_safe
def guide_paper(request: HttpRequest) -> HttpResponse:
    """The guide as the reading point prints it (条例25)."""
    return render(request, "disclosure/guide_print.html", guide_context())


def guide_context() -> dict[str, Any]:
    """What the guide is made of, on the screen and on paper."""
    agency = Agency.objects.prefetch_related("channels").current()
    return {
        "sections": SECTIONS,
        "agency": agency,
        "former_names": name_history(agency),
        "classes": [row for row in Category.objects.tree() if row.parent is None],
        "publish_workdays": PUBLISH_WORKDAYS,
        "kept": RETENTION_EXEMPTIONS,
        "replies": REPLIES,
        "grounds": GROUNDS,
        "reassessment": REASSESSMENT_ARTICLE,
        "today": timezone.localdate(),
    }


@public_page
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    return render(request, "disclosure/rules.html", {"levels": by_level()})


def name_history(agency: Agency) -> list[tuple[str, date | None, date | None]]:
    """Each name the bureau bore, with its first and last day; None where the name has no known start or no end.

    The first name's recorded start only says since when the portal knows it.
    """
    names = sorted(agency.names.all(), key=lambda row: row.since)
    following = [row.since for row in names[1:]]
    return [
        (row.name, None if place == 0 else row.since, until - timedelta(days=1) if until else None)
        for place, (row, until) in enumerate(zip(names, [*following, None], strict=True))
    ]
