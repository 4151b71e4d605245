"""One person and everything the portal comes to hold about them: a case from draft to suit, with all its papers."""

import subprocess
from datetime import date, datetime, time
from glob import glob
from io import BytesIO
from typing import Any
from urllib.parse import quote
from uuid import uuid4
from zipfile import ZipFile

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.utils import timezone

from applications import casework, drafts, pending
from applications.deed import Deed
from applications.law.transitions import Act
from applications.letters import issue_extra
from applications.models import Application, Dispute, Draft, Feedback, SavedFilter
from applications.uploads import CheckedFile
from liaocheng_gk.rotation import sealed_models
from liaocheng_gk.vault import Sealed, sealed_fields
from liaocheng_gk.workdays import WorkCalendar

NAME, PHONE, IDENTITY = "欧阳甲一", "13912345678", "G98765432"
EMAIL, ADDRESS, POSTCODE = "ouyang.jia@example.org", "东昌府区甲一路77号", "252099"
PARTY = "慕容乙二"
WORDS = "青年大街门面房的安置档案"
SCAN = b"SCAN-OF-A-PASSPORT-G98765432"
FILE_NAME = f"{NAME}的材料"

# Nothing of these may be read without the keys.
STRINGS = (NAME, PHONE, IDENTITY, EMAIL, ADDRESS, POSTCODE, PARTY, WORDS, FILE_NAME)

FIELDS: dict[str, Any] = {
    "applicant_kind": "natural",
    "name": NAME,
    "identity_kind": "passport",
    "identity_number": IDENTITY,
    "representative": "",
    "contact_name": "",
    "phone": PHONE,
    "email": EMAIL,
    "address": ADDRESS,
    "postcode": POSTCODE,
    "description": f"{NAME}要求公开{WORDS}",
    "carrier": "electronic",
    "delivery": "email",
}


def file(kind: str) -> ContentFile:
    return ContentFile(f"{kind} {NAME} {PHONE}".encode(), name=f"{FILE_NAME}{kind}.txt")


def scan() -> CheckedFile:
    return CheckedFile(ContentFile(SCAN), "image/jpeg", ".jpg")


def whole_case(clerk: User, head: User, calendar: WorkCalendar) -> Application:
    """A closed case of 2025 with supplement, consultation, partial disclosure, service, suit and mails."""
    at = datetime.combine(date(2025, 3, 3), time(9), tzinfo=timezone.get_current_timezone())
    case = casework.submit(FIELDS, [scan()], submission_key=uuid4(), at=at)

    def do(act: Act, month: int, day: int, by: User | None = clerk, **deed: Any) -> None:
        on = date(2025, month, day)
        if by is None:
            casework.perform_as_applicant(act, case, Deed(on, **deed), calendar=calendar, today=on)
        else:
            casework.perform(act, case, Deed(on, **deed), by=by, calendar=calendar, today=on)

    do(Act.CONFIRM_RECEIPT, 3, 4, note=f"电话 {PHONE} 确认")
    do(Act.ASK_CLARIFICATION, 3, 5, until=date(2025, 3, 26), note=f"请{NAME}写明门牌")
    do(
        Act.RECEIVE_CLARIFICATION,
        3,
        10,
        by=None,
        note=f"我住在{ADDRESS}",
        files=[(f"{FILE_NAME}补正.txt", file("补正"))],
    )
    do(Act.CONSULT_THIRD_PARTY, 3, 12, party=PARTY, note=f"所涉{WORDS}")
    do(Act.RECEIVE_OPINION, 3, 17, party=PARTY, note=f"{PARTY}不同意公开")
    do(
        Act.PROPOSE_REPLY,
        3,
        20,
        outcome="PARTIAL",
        withheld=f"{PARTY}的住址",
        grounds=("15",),
        note=f"向{NAME}提供{WORDS}",
        files=[(f"{FILE_NAME}答复.txt", file("答复"))],
    )
    do(Act.APPROVE_REPLY, 3, 21, by=head)
    do(Act.REPLY, 3, 24)
    issue_extra(case, "L01", Deed(date(2025, 3, 24)), clerk, today=date(2025, 3, 24))
    do(Act.SERVE, 3, 27, way="registered", proof=f"{NAME}签收", proof_file=file("回执"))
    Dispute.objects.create(
        application=case,
        kind=Dispute.Kind.REVIEW,
        body="聊城市人民政府",
        case_number="聊政复〔2025〕9号",
        accepted_on=date(2025, 4, 1),
        result=Dispute.Result.UPHELD,
        concluded_on=date(2025, 5, 20),
        note=f"{NAME}不服",
    )
    return Application.objects.get(pk=case.pk)


def side_tables(clerk: User, now: datetime) -> Feedback:
    """What lies beside the case: a draft with its scan, a correction with evidence, a saved search."""
    typed = {name: value for name, value in FIELDS.items() if value} | {"kept_front": pending.keep(scan())}
    drafts.keep(None, typed, now)
    SavedFilter.objects.create(user=clerk, name="找一个人", query=f"q={NAME}")
    entry = Feedback(
        number="GZ2025-0001",
        submission_key=uuid4(),
        query_code_hash="",
        submitted_at=now,
        kind=Feedback.Kind.CORRECTION,
        name=NAME,
        phone=PHONE,
        email=EMAIL,
        page=f"{ADDRESS}的登记",
        content=f"{NAME}的{WORDS}写错了",
        state=Feedback.State.ANSWERED,
        answer=f"{NAME}，已更正",
        answered_on=timezone.localdate(now),
    )
    entry.evidence.save(f"{FILE_NAME}.jpg", ContentFile(SCAN), save=False)
    entry.save()
    assert Draft.objects.count() == 1
    return entry


def database_bytes() -> bytes:
    """Everything the database holds, as a thief would read it: the SQLite file, or every table of PostgreSQL."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        return connection.connection.serialize()
    with connection.cursor() as cursor:
        parts = []
        for table in connection.introspection.table_names(cursor):
            with cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                parts += [bytes(row) for row in rows]
    return b"".join(parts)


def pg_dump() -> bytes:
    """What ``pg_dump`` writes; only of what is committed."""
    known = connection.settings_dict
    program = sorted(glob("/usr/lib/postgresql/*/bin/pg_dump"))[-1]
    run = subprocess.run(  # noqa: S603 -- a fixed program with the test's own database
        [program, "-h", known["HOST"], "-p", known["PORT"], "-U", known["USER"], known["NAME"]],
        capture_output=True,
        check=True,
    )
    return run.stdout


def media_bytes() -> dict[str, bytes]:
    """Every file of the two stores, by name."""
    private, public = storages["private"], storages["default"]
    found = {name: private.stored(name) for name in private.names()}
    folders = ["."]
    while folders:
        folder = folders.pop()
        if public.exists(folder):
            below, files = public.listdir(folder)
            folders += [f"{folder}/{name}" for name in below]
            for name in files:
                with public.open(f"{folder}/{name}") as opened:
                    found[f"{folder}/{name}"] = opened.read()
    return found


def readable(content: bytes) -> list[str]:
    """Which of the person's strings stand in ``content``: plain, in JSON's escapes, or in an address's."""

    def spellings(text: str) -> set[bytes]:
        return {
            text.encode(),
            text.encode("unicode_escape"),
            text.encode("utf-16-le"),
            text.encode("gb18030"),
            quote(text).encode(),
        }

    found = [text for text in STRINGS if any(spelling in content for spelling in spellings(text))]
    return found + (["scan"] if SCAN in content else [])


def opened() -> dict[str, list[str]]:
    """Where the person can still be read by whoever has the keys, too: every sealed text and every file, opened."""
    found = {"database": readable(database_bytes())}
    for model in sealed_models():
        for row in model._base_manager.all():
            texts = " ".join(getattr(row, field.attname) or "" for field in sealed_fields(model))
            found[f"{model.__name__} {row.pk}"] = readable(texts.encode())
    storage = storages["private"]
    for name in storage.names():
        with storage.open(name) as file:
            found[name] = readable(_unpacked(file.read()) + name.encode())
    return {place: texts for place, texts in found.items() if texts}


def _unpacked(content: bytes) -> bytes:
    """A Word file's parts, for their text is compressed."""
    if not content.startswith(b"PK"):
        return content
    with ZipFile(BytesIO(content)) as parts:
        return b"".join(parts.read(name) for name in parts.namelist())


def tokens(case: Application) -> list[bytes]:
    """The ciphertexts of a case as the database holds them now."""
    stored = Application.objects.get(pk=case.pk).__dict__
    return [value.token.encode() for value in stored.values() if isinstance(value, Sealed)]
