"""One page for all acts of the procedure: it asks for what the act needs, previews the letter, and does it."""

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from applications import letters
from applications.casework import approved, perform
from applications.deed import Deed
from applications.downloads import docx_response
from applications.forms.acts import ActForm
from applications.law.transitions import Act, NotAllowed, Stage, Transition, replay, transition_for
from applications.models import Application
from applications.outdated import overtaken_by
from liaocheng_gk.calendars import load_calendar
from liaocheng_gk.models import Agency

from .looks import look


def act_view(request: HttpRequest, model_admin: ModelAdmin, pk: int, act: str) -> HttpResponse:
    """GET asks, POST does; a refusal is shown on the same page with everything that was typed."""
    try:
        wanted = Act(act)
    except ValueError as error:
        raise Http404 from error
    case = model_admin.get_object(request, str(pk))
    if case is None:
        raise Http404
    if not model_admin.has_view_permission(request, case):
        raise PermissionDenied
    look(request, case, "办理页面")
    back = redirect("admin:applications_application_change", case.pk)
    calendar, today = load_calendar(), timezone.localdate()
    seen = seen_events(request)
    overtaken = False
    try:
        row = transition_for(Stage(case.stage), wanted, case.acts)
    except NotAllowed as error:
        row = _row_on_page(case, wanted, seen)
        if row is None:
            model_admin.message_user(request, f"{case.number}：{error}", messages.ERROR)
            return back
        overtaken = True
    if not request.user.has_perm(f"applications.{row.permission}"):
        raise PermissionDenied(f"没有“{wanted.label}”的权限。")

    form = ActForm(
        request.POST or None,
        request.FILES or None,
        row=row,
        case=case,
        calendar=calendar,
        today=today,
    )
    if overtaken and not form.is_valid():
        form.add_error(None, overtaken_by(case, seen))
    elif request.method == "POST" and form.is_valid():
        deed = form.deed()
        if row.source is Stage.REPLYING and wanted is Act.REPLY:
            deed = approved(case, deed)
        try:
            if "preview" in request.POST:
                return _preview(wanted, case, deed, row)
            perform(wanted, case, deed, by=request.user, calendar=calendar, today=today, seen=seen)
        except NotAllowed as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            model_admin.message_user(request, f"{case.number}：“{wanted.label}”已登记。", messages.SUCCESS)
            return back
    context = model_admin.admin_site.each_context(request) | {
        "form": form,
        "case": case,
        "act": wanted,
        "row": row,
        "title": f"{wanted.label}：{case.number}",
        "opts": model_admin.opts,
        "media": model_admin.media + form.media,
        "has_letter": row.closing
        or wanted is Act.PROPOSE_REPLY
        or letters.letter_for(wanted, "") is not None,
        "deadline": case.deadline(calendar, today),
        "today": today,
        # What was refused as outdated may be done after all, once the difference was read - if it still can be.
        "seen": seen if overtaken else case.events.count(),
        "overtaken": overtaken,
    }
    return TemplateResponse(request, "admin/applications/application/act.html", context)


def seen_events(request: HttpRequest) -> int | None:
    """How many events the posted page was made from; None if it does not say."""
    value = request.POST.get("seen", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 6 else None


def _row_on_page(case: Application, act: Act, seen: int | None) -> Transition | None:
    """The row that a posted page was made from, where the case has moved on since; None if there was none."""
    if seen is None:
        return None
    done = case.acts[:seen]
    try:
        return transition_for(replay(done), act, done)
    except NotAllowed:
        return None


def _preview(act: Act, case: Application, deed: Deed, row: Transition) -> HttpResponse:
    outcome = deed.outcome or (row.outcomes[0] if len(row.outcomes) == 1 else "")
    found = letters.preview(act, case, deed, outcome=outcome, agency=Agency.objects.current())
    if found is None:
        raise NotAllowed("这一步不制发告知书，没有可以预览的内容。")
    kind, content = found
    return docx_response(content, f"预览 {kind.title}")
