"""Filters of the list that a colleague gave a name: each sees only their own."""

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from applications.models import Application, SavedFilter
from liaocheng_gk.vault import lookup_hash

MOST = 20  # filters a colleague may keep; more would be a list to search in
NAME_LENGTH = SavedFilter._meta.get_field("name").max_length
QUERY_LENGTH = SavedFilter._meta.get_field("query").max_length
_NOT_A_FILTER = ("p", "e", "all")  # the page of the list, Django's mark of a bad filter, "show all"


def filter_query(query: str) -> str:
    """The part of a list's address that chooses and sorts cases."""
    chosen = QueryDict(query, mutable=True)
    for name in _NOT_A_FILTER:
        chosen.pop(name, None)
    return chosen.urlencode()


def filters_of(user: User) -> list[SavedFilter]:
    return list(SavedFilter.objects.filter(user=user)[:MOST])


def save_filter(request: HttpRequest, model_admin: ModelAdmin) -> HttpResponse:
    """Keep the list's present filter under a name; the same name keeps the newer one."""
    _check(request, model_admin)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    name, query = request.POST.get("name", "").strip(), filter_query(request.POST.get("query", ""))
    if fault := _fault(request.user, name, query):
        model_admin.message_user(request, f"没有保存：{fault}", messages.ERROR)
    else:
        SavedFilter.objects.update_or_create(user=request.user, name=name, defaults={"query": query})
        model_admin.message_user(request, f"已保存为常用筛选“{name}”。", messages.SUCCESS)
    return _to_list(query)


def delete_filter(request: HttpRequest, model_admin: ModelAdmin, pk: int) -> HttpResponse:
    _check(request, model_admin)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    found = get_object_or_404(SavedFilter, pk=pk, user=request.user)
    found.delete()
    model_admin.message_user(request, f"已删除常用筛选“{found.name}”，案件不受影响。", messages.SUCCESS)
    return _to_list("")


def _check(request: HttpRequest, model_admin: ModelAdmin) -> None:
    if not model_admin.has_view_permission(request):
        raise PermissionDenied


def _fault(user: User, name: str, query: str) -> str:
    if not query:
        return "列表现在没有筛选条件，请先筛选。"
    if not name or len(name) > NAME_LENGTH:
        return f"请给这个筛选起一个 {NAME_LENGTH} 字以内的名称。"
    if len(query) > QUERY_LENGTH:
        return "筛选条件过长，请减少条件。"
    if Application.objects.filter(name_hash=lookup_hash("name", name)).exists():
        return "名称不要写申请人的姓名，它不加密保存；筛选条件里的姓名是加密的。"
    kept = SavedFilter.objects.filter(user=user)
    if kept.count() >= MOST and not kept.filter(name=name).exists():
        return f"最多保存 {MOST} 个常用筛选，请先删除不用的。"
    return ""


def _to_list(query: str) -> HttpResponse:
    address = reverse("admin:applications_application_changelist")
    return redirect(f"{address}?{query}" if query else address)
