"""The page of an item and its files; one address for ever."""

import re
from pathlib import PurePath

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from disclosure.addressed import item_at
from disclosure.elements import elements_of
from disclosure.law.lifetime import LINK_RULE_OF, LinkKind
from disclosure.law.publication import ENDED, Change, Status
from disclosure.models import FormerFile, Item
from liaocheng_gk.public_pages import public_data, public_page

from .catalogue import crumbs, tree_of, with_columns

INDEX_NUMBER = re.compile(r"[0-9A-Z]{9,18}/[0-9]{4}-[0-9]{5,}")


@public_page
@require_safe
def item(request: HttpRequest, organisation: str, serial: str) -> HttpResponse:
    found = _numbered_item(organisation, serial)
    if found.status != Status.PUBLISHED:
        return _gone(request, found)
    today = timezone.localdate()
    validity = found.standing(today)
    with_columns([found], tree_of(request))
    context = {
        "item": found,
        "attachments": [(file, file.address_in(found)) for file in found.attachments.cleared()]
        if found.has_attachments
        else [],
        "crumbs": lambda: crumbs([*found.category.ancestors(), found.category]),
        "published": f"{timezone.localtime(found.published_at):%Y-%m-%d %H:%M}",
        "validity": validity,
        "elements": elements_of(found, today),
        "print_address": f"{found.get_absolute_url()}print/",
        "ended": validity in ENDED,
        "links": _links(found) if found.has_links else [],
        "history": found.versions.exclude(change=Change.FIRST).defer("words").order_by("-number")
        if found.has_history
        else [],
        "address": request.build_absolute_uri(found.get_absolute_url()),
    }
    return render(request, "disclosure/item.html", context)


@public_data
@require_safe
def item_print(request: HttpRequest, organisation: str, serial: str) -> HttpResponse:
    """The item for paper: its elements, its text, the names of its files, and the code of its page."""
    found = _numbered_item(organisation, serial)
    if found.status != Status.PUBLISHED:
        return _gone(request, found)
    today = timezone.localdate()
    context = {
        "item": found,
        "elements": elements_of(found, today),
        "validity": found.standing(today),
        "attachments": found.attachments.cleared(),
        "printed_page": request.build_absolute_uri(found.get_absolute_url()),
    }
    return render(request, "disclosure/item_print.html", context)


@require_safe
def attachment(request: HttpRequest, organisation: str, serial: str, pk: int) -> HttpResponse:
    """The file, always as a download: no browser may run what an attachment holds."""
    found = _numbered_item(organisation, serial)
    if found.status != Status.PUBLISHED:
        return _gone(request, found)
    row = found.attachments.cleared().filter(pk=pk).first()
    if row is None:
        return _file_gone(request, found, pk)
    try:
        file = row.file.open("rb")
    except FileNotFoundError as error:
        raise Http404("附件暂时无法读取") from error
    return FileResponse(
        file,
        as_attachment=True,
        filename=row.name,
        content_type="application/octet-stream",
        headers={"X-Content-Type-Options": "nosniff"},
    )


def _numbered_item(organisation: str, serial: str) -> Item:
    """The item that has or had this address.

    Raises:
        Http404: no such number, or not published yet: the two look the same.
    """
    number = f"{organisation}/{serial}"
    if not INDEX_NUMBER.fullmatch(number):
        raise Http404("没有这个索引号")
    found = item_at(number)
    if found is None:
        raise Http404("没有这个索引号")
    return found


def _gone(request: HttpRequest, item: Item) -> HttpResponse:
    """Why an address that was right shows nothing any more, and where the information is now."""
    if item.status == Status.RETIRED:
        # The title that readers knew: what is edited since was not reviewed.
        context = {"item": item, "title": item.versions.latest("number").words["title"]}
        return render(request, "disclosure/item_retired.html", context, status=410)
    return render(request, "disclosure/item_withdrawn.html", {"item": item}, status=410)


def _file_gone(request: HttpRequest, item: Item, number: int) -> HttpResponse:
    """Why the address of a file leads to none any more, and the one that has its name now, if there is one.

    Raises:
        Http404: no file of the item was ever public there.
    """
    former = get_object_or_404(FormerFile, item=item, number=number)
    stem = PurePath(former.name).stem
    context = {
        "item": item,
        "crumbs": [
            *crumbs([*item.category.ancestors(), item.category]),
            ("正文", item.get_absolute_url()),
        ],
        "former": former,
        "current": [
            (file, file.address_in(item))
            for file in item.attachments.cleared()
            if PurePath(file.name).stem == stem
        ],
    }
    return render(request, "disclosure/file_gone.html", context, status=410)


def _links(item: Item) -> list[tuple[str, list[Item]]]:
    """(heading, public items): what this text does to others, and what others do to it."""
    found: dict[str, list[Item]] = {}
    public = Item.objects.public()
    for row in item.links.filter(earlier__in=public).select_related("earlier"):
        found.setdefault(LINK_RULE_OF[LinkKind(row.kind)].on_later, []).append(row.earlier)
    for row in item.linked_by.filter(later__in=public).select_related("later"):
        found.setdefault(LINK_RULE_OF[LinkKind(row.kind)].on_earlier, []).append(row.later)
    return list(found.items())
