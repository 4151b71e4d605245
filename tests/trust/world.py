"""One of everything that has an address, and one of everybody who may come."""

from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from applications.casework import perform, record_service
from applications.deed import Deed
from applications.law.transitions import Act
from applications.models import (
    ApplicantFile,
    Application,
    CorrectionReply,
    Dispute,
    Feedback,
    LetterTemplate,
    Notice,
    SavedFilter,
)
from applications.querycode import code_for
from disclosure.bulk.work import go_on, start
from disclosure.models import Attachment, BulkImport, GateStop
from liaocheng_gk.authenticator import Authenticator
from liaocheng_gk.calendars import load_calendar
from liaocheng_gk.models import Agency, AuditEntry, CalendarYear
from liaocheng_gk.roles import ROLES
from tests.factories.applications import make_application
from tests.factories.bulk import ROW, sheet
from tests.factories.disclosure import CategoryFactory, ItemFactory, attach, published, withdrawn
from tests.factories.documents import pdf, words
from tests.factories.reports import make_report
from tests.trust.routes import PARAMETER

TODAY = date(2026, 3, 25)
APPLICANTS = ("匿名", "本人", "他人")
STAFF = ("无岗", *(role.name for role in ROLES), "管理员")
VISITORS = (*APPLICANTS, *STAFF)
OTHER = {
    "name": "李四光",
    "identity_number": "E98765432",
    "phone": "0635-7777777",
    "description": "2024年汽车以旧换新补贴发放名单",
}


@dataclass
class World:
    """``pks``: of each admin model; ``values``: of the other parameters; ``own``: what one row of the table needs."""

    own_case: Application
    other_case: Application
    pks: dict[str, int] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    own: dict[str, dict[str, object]] = field(default_factory=dict)
    special: dict[str, str] = field(default_factory=dict)

    def address(self, row: str) -> str:
        """The address of a row of the table: a route, perhaps with `` @variant`` behind it."""
        if row in self.special:
            return self.special[row]
        route = row.partition(" @")[0]
        known = self.values | self._of_model(route) | self.own.get(route, {}) | self.own.get(row, {})
        query = f"?{known['query']}" if "query" in known else ""
        return PARAMETER.sub(lambda found: str(known[found.group(1)]), route) + query

    def _of_model(self, route: str) -> dict[str, int]:
        pk = self.pks.get("/".join(route.split("/")[2:4]))
        return {} if pk is None else dict.fromkeys(("pk", "object_id", "id"), pk)

    def visitor(self, name: str) -> Client:
        """A browser in which this visitor has come in as far as they can."""
        client = Client()
        if name in STAFF:
            client.force_login(User.objects.get(username=name))
        elif name != "匿名":
            case = self.own_case if name == "本人" else self.other_case
            code = code_for(case.submission_key)
            posted = client.post("/apply/status/", {"number": case.number, "code": code})
            assert posted.status_code == 302
        return client


def make_world() -> World:
    """The bureau must be loaded; it is ``TODAY``."""
    _people()
    clerk = User.objects.get(username="承办岗")
    case, other = _case(clerk), make_application(date(2026, 3, 23), **OTHER)
    world = World(case, other)
    _register(world, case, clerk)
    _catalogue(world)
    _books(world)
    return world


def _people() -> None:
    for name in STAFF:
        user = User.objects.create_user(name, password="demo-password-1", is_staff=True)
        user.groups.set(Group.objects.filter(name=name))
    User.objects.filter(username="管理员").update(is_superuser=True)


def _case(clerk: User) -> Application:
    """A case that is answered in part: everything has happened to it that leaves a paper."""
    case = make_application(date(2026, 3, 2))
    by = {"by": clerk, "calendar": load_calendar(), "today": TODAY}
    perform(Act.CONFIRM_RECEIPT, case, Deed(date(2026, 3, 3)), **by)
    draft = [("表.pdf", ContentFile(pdf(words("x")), "a.pdf"))]
    deed = Deed(date(2026, 3, 20), outcome="UNABLE_NONE", note="检索", files=draft)
    perform(Act.PROPOSE_REPLY, case, deed, **by)
    return Application.objects.get(pk=case.pk)


def _register(world: World, case: Application, clerk: User) -> None:
    proposed, letter = case.events.last(), case.letters.first()
    proof = ContentFile(b"x", "receipt.jpg")
    service = record_service(letter, Deed(TODAY, way="online", proof_file=proof), by=clerk)
    material = ApplicantFile(application=case, event=proposed, name="补.pdf", size=1)
    material.file.save("b.pdf", ContentFile(b"x"), save=True)
    notice = Notice.objects.create(
        application=case, event=proposed, kind="receipt", to="zhang@example.com", created_at=timezone.now()
    )
    dispute = Dispute.objects.create(
        application=case, kind="review", body="聊城市人民政府", accepted_on=TODAY
    )
    feedback = Feedback(
        kind="correction",
        name="王五",
        phone="0635-6666666",
        content="x",
        number="TS2026-0001",
        submission_key=uuid4(),
        query_code_hash="x",
        submitted_at=timezone.now(),
    )
    feedback.evidence.save("e.jpg", ContentFile(b"x"))
    reply = CorrectionReply(
        entry=feedback, result="corrected", number="聊商公开更〔2026〕1号", issued_on=TODAY
    )
    reply.issued_by = clerk
    reply.file.save("L28.docx", ContentFile(b"x"), save=True)
    template = LetterTemplate(code="L02")
    template.file.save("L02.docx", ContentFile(b"x"))
    saved = SavedFilter.objects.create(user=clerk, name="我的", query="due=open")
    world.pks |= {
        "applications/application": case.pk,
        "applications/service": service.pk,
        "applications/dispute": dispute.pk,
        "applications/notice": notice.pk,
        "applications/feedback": feedback.pk,
        "applications/lettertemplate": template.pk,
    }
    world.values |= {"letter": letter.pk, "code": "L02"}
    desk = "/admin/applications/application/"
    world.own |= {
        f"{desk}<int:pk>/act/<str:act>/": {"act": Act.TRANSFER.value},
        f"{desk}<int:pk>/act/<str:act>/ @confirm": {
            "act": Act.CONFIRM_RECEIPT.value,
            "pk": world.other_case.pk,
        },
        f"{desk}<int:pk>/act/<str:act>/ @approve": {"act": Act.APPROVE_REPLY.value},
        f"{desk}<int:pk>/identity/<int:document>/": {"document": case.identity_documents.get().pk},
        f"{desk}<int:pk>/identity/<int:document>/page/": {"document": case.identity_documents.get().pk},
        f"{desk}<int:pk>/identity/<int:document>/ @of another case": {
            "document": world.other_case.identity_documents.get().pk
        },
        f"{desk}<int:pk>/material/<int:file>/": {"file": material.pk},
        f"{desk}<int:pk>/draft/<int:file>/": {"file": proposed.draft_files.get().pk},
        f"{desk}filters/<int:pk>/delete/": {"pk": saved.pk},
        f"{desk}hand-over/": {"query": f"ids={case.pk}"},
        "/apply/status/letters/<int:pk>/": {"pk": letter.pk},
    }


def _catalogue(world: World) -> None:
    category = CategoryFactory(slug="notices")
    item = published(category=category)
    file: Attachment = attach(item)
    gone, draft = withdrawn(category=category), ItemFactory(category=category)
    hidden = attach(gone)
    organisation, serial = item.index_number.split("/")
    gone_serial = gone.index_number.split("/")[1]
    stop = GateStop.objects.create(
        case_number=world.own_case.number,
        part="随附文件 1",
        digest="x",
        findings=[["ID", "1 处", ""]],
        stopped_by=User.objects.get(username="承办岗"),
        stopped_at=timezone.now(),
    )
    world.pks |= {
        "disclosure/category": category.pk,
        "disclosure/item": draft.pk,
        "disclosure/gatestop": stop.pk,
    }
    world.values |= {"organisation": organisation, "serial": serial, "slug": "notices"}
    page = "/items/<str:organisation>/<str:serial>/"
    world.own |= {
        "/catalogue/article20/<str:duty>/": {"duty": "20-04"},
        f"{page} @withdrawn": {"serial": gone_serial},
        f"{page}files/<int:pk>/": {"pk": file.pk},
        f"{page}files/<int:pk>/ @withdrawn": {"serial": gone_serial, "pk": hidden.pk},
        f"{page}files/<int:pk>/ @of another item": {"pk": hidden.pk},
        "/admin/disclosure/item/<path:object_id>/change/ @published": {"object_id": item.pk},
        "/admin/disclosure/item/<path:object_id>/delete/ @published": {"object_id": item.pk},
        "/admin/disclosure/item/<int:pk>/files/<int:file>/": {"pk": draft.pk, "file": attach(draft).pk},
        "/admin/disclosure/item/import/<int:bulk>/": {"bulk": _upload().pk},
        "/admin/disclosure/item/publish/": {"query": f"ids={draft.pk}"},
        "/admin/disclosure/item/drop/": {"query": f"ids={item.pk}"},
        "/admin/disclosure/item/withdraw/": {"query": f"ids={item.pk}"},
    }
    history = {name: row.history.first().pk for name, row in (("item", draft), ("category", category))}
    for name, version in history.items():
        pk = world.pks[f"disclosure/{name}"]
        world.special[f"/admin/disclosure/{name}/(disclosure_{name}_simple_history)"] = (
            f"/admin/disclosure/{name}/{pk}/history/{version}/"
        )


def _upload() -> BulkImport:
    by = User.objects.get(username="发布岗")
    return go_on(start("表.xlsx", sheet([ROW]), total=2, by=by, at=timezone.now()))


def _books(world: World) -> None:
    report, draft = make_report(2023), make_report(2024, publish=False)
    target = User.objects.get(username="登记岗")
    world.pks |= {
        "liaocheng_gk/auditentry": AuditEntry.objects.first().pk,
        "reports/report": report.pk,
        "liaocheng_gk/agency": Agency.objects.current().pk,
        "liaocheng_gk/calendaryear": CalendarYear.objects.get(year=2026).pk,
        "auth/user": target.pk,
        "auth/group": Group.objects.first().pk,
        "liaocheng_gk/authenticator": Authenticator.objects.create(user=target, name="手机").pk,
    }
    world.values |= {"year": "2023", "key": "t3.r01.c1", "number": "1"}
    for route in ("", "print/", "report.pdf", "report.docx", "report.xlsx"):
        world.own[f"/reports/<int:year>/{route} @draft"] = {"year": 2024}
    world.own["/admin/reports/report/<path:object_id>/change/ @draft"] = {"object_id": draft.pk}
    world.own["/admin/reports/report/<int:pk>/publish/ @draft"] = {"pk": draft.pk}
    world.own["/admin/reports/report/<int:pk>/figures/ @draft"] = {"pk": draft.pk}
    world.own["/admin/reports/report/<path:object_id>/delete/ @draft"] = {"object_id": draft.pk}
    remark = draft.comments.create(number=1, text="请核对", by=target, at=timezone.now())
    world.own["/admin/reports/report/<int:pk>/comments/<int:remark>/"] = {
        "pk": draft.pk,
        "remark": remark.pk,
    }
    world.own["/admin/r/<path:content_type_id>/<path:object_id>/"] = {
        "content_type_id": ContentType.objects.get_by_natural_key("reports", "report").pk,
        "object_id": report.pk,
    }
    world.special |= {
        "/admin/(app_list)": "/admin/applications/",
        "/admin/(any other)": "/admin/no-such-page/",
        "/admin/autocomplete/": (
            "/admin/autocomplete/?app_label=applications&model_name=dispute&field_name=application&term=张"
        ),
    }
