"""What is kept no longer than needed (个人信息保护法47): scans, what was never filed, and in the end the person of a case.

Erasing a person leaves the register's bones: number, days, stages, outcome, kind of applicant, letter numbers and
hashes. The statutory counts read nothing else, so they stay what they were. Files go before rows: a row without a
file is found again, a file without a row is not.
"""

from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from liaocheng_gk import audit
from liaocheng_gk.vault import seal_text

from .law.applicants import ApplicantKind, Delivery
from .law.remedies import add_months
from .models import (
    ApplicantFile,
    Application,
    CaseEvent,
    CorrectionReply,
    Dispute,
    Draft,
    DraftFile,
    FailedLookup,
    Feedback,
    IdentityDocument,
    LetterFile,
    Notice,
    SavedFilter,
    Service,
)
from .pending import FOLDER, GOOD_FOR
from .private import private_storage

ERASED = "（已清除）"
OF_THE_APPLICANT = (
    "name",
    "identity_number",
    "representative",
    "contact_name",
    "phone",
    "email",
    "address",
    "postcode",
    "description",
)
OF_THE_SENDER = ("name", "phone", "email", "content", "page", "answer")


# --- scans and what was never filed ---


def expired_scans(today: date) -> QuerySet[IdentityDocument]:
    """Identity scans of cases closed longer ago than the office keeps them (``GK_SCAN_MONTHS`` after closing).

    Who applied may be asked in a review or suit, so an open one holds them.
    """
    closed_before = add_months(today, -settings.GK_SCAN_MONTHS)
    disputed = Dispute.objects.filter(concluded_on=None).values("application")
    return IdentityDocument.objects.filter(application__closed_on__lt=closed_before).exclude(
        application__in=disputed
    )


def erase_scans(today: date) -> int:
    return _erase_with_files(expired_scans(today))


def erase_pending(now: datetime) -> int:
    """Delete scans whose form was never filed and whose signed name has run out."""
    storage = private_storage()
    old = [name for name in storage.names(FOLDER) if storage.get_modified_time(name) < now - GOOD_FOR]
    for name in old:
        storage.delete(name)
    return len(old)


def erase_drafts(now: datetime) -> int:
    """Delete forms that were begun and left for ``Draft.GOOD_FOR``, and counts of failed look-ups that run no more."""
    FailedLookup.objects.filter(at__lt=now - FailedLookup.WINDOW).delete()
    erased, _ = Draft.objects.expired(now).delete()
    return erased


# --- the person of a case ---


def expired_cases(today: date) -> QuerySet[Application]:
    """Cases closed longer than ``GK_PERSON_MONTHS`` ago, and no review or suit open or ended since."""
    before = add_months(today, -settings.GK_PERSON_MONTHS)
    alive = Dispute.objects.filter(Q(concluded_on=None) | Q(concluded_on__gte=before))
    return Application.objects.filter(closed_on__lt=before, erased_on=None).exclude(
        pk__in=alive.values("application")
    )


def expired_entries(today: date) -> QuerySet[Feedback]:
    """Complaints and corrections answered longer than ``GK_PERSON_MONTHS`` ago."""
    before = add_months(today, -settings.GK_PERSON_MONTHS)
    return Feedback.objects.filter(state=Feedback.State.ANSWERED, answered_on__lt=before, erased_on=None)


def erase_people(today: date) -> int:
    """Erase whoever is due; how many cases and entries. One after the other: a stop in between loses nothing."""
    cases, entries = list(expired_cases(today)), list(expired_entries(today))
    for case in cases:
        erase_case(case, today)
    for entry in entries:
        erase_entry(entry, today)
    if cases or entries:
        _sweep()
    return len(cases) + len(entries)


def erase_case(case: Application, today: date) -> None:
    """Erase the applicant, third parties, texts and every file of a closed case. Done twice it does no harm."""
    letters = case.letters.all()
    _erase_with_files(IdentityDocument.objects.filter(application=case))
    _erase_with_files(ApplicantFile.objects.filter(application=case))
    _erase_with_files(DraftFile.objects.filter(event__application=case))
    _erase_with_files(LetterFile.objects.filter(letter__in=letters))
    _empty_files(letters, "file")
    _empty_files(Service.objects.filter(letter__in=letters), "proof_file")
    with transaction.atomic():
        _erase_searches(case.name, case.phone, case.identity_number)
        Notice.objects.filter(application=case).delete()
        Dispute.objects.filter(application=case).update(note="")
        for service in Service.objects.filter(letter__in=letters):
            service.proof, service.struck_reason = "", ERASED if service.struck_at else ""
            service.save()
        _erase_words(case)
        for name in OF_THE_APPLICANT:
            setattr(case, name, ERASED if name in _required(case) else "")
        case.query_code_hash, case.erased_on = "", today
        case.save()
        audit.record(audit.SYSTEM, "清除个人信息", case)


def _required(case: Application) -> set[str]:
    """What the register's constraints want to be filled."""
    by_delivery = {Delivery.EMAIL: {"email"}, Delivery.POST: {"address"}}.get(Delivery(case.delivery), set())
    return by_delivery if case.applicant_kind == ApplicantKind.NATURAL else by_delivery | {"contact_name"}


def _erase_words(case: Application) -> None:
    """The events stay; third parties become numbers, for the clock pairs a party's opinion with the question to it."""
    party = CaseEvent._meta.get_field("party")
    numbers: dict[str, str] = {}
    for event in case.events.all():
        words: dict[str, object] = {"note": "", "withheld": ""}
        if event.party:
            anonymous = numbers.setdefault(event.party, f"第三方{len(numbers) + 1}")
            words["party"] = seal_text(anonymous, party.place(event))
        CaseEvent.objects.filter(pk=event.pk).update(**words)


def erase_entry(entry: Feedback, today: date) -> None:
    """Erase the sender, the texts, the evidence and the letter of a complaint or correction."""
    entry.evidence.delete(save=False)
    _empty_files(CorrectionReply.objects.filter(entry=entry), "file")
    with transaction.atomic():
        _erase_searches(entry.name, entry.phone)
        for name in OF_THE_SENDER:
            setattr(entry, name, ERASED if getattr(entry, name) else "")
        entry.evidence, entry.query_code_hash, entry.erased_on = "", "", today
        entry.save()
        audit.record(audit.SYSTEM, "清除个人信息", entry)


def _erase_searches(*words: str) -> None:
    """Delete colleagues' saved searches for the person."""
    for kept in SavedFilter.objects.all():
        if any(word and word in f"{kept.name} {kept.words}" for word in words):
            kept.delete()


def _erase_with_files(rows: QuerySet) -> int:
    erased = 0
    for row in rows:
        row.file.delete(save=False)
        row.delete()
        erased += 1
    return erased


def _empty_files(rows: QuerySet, field: str) -> None:
    for row in rows:
        getattr(row, field).delete(save=False)
    rows.update(**{field: ""})


def _sweep() -> None:
    """SQLite writes zeros over what is deleted (``secure_delete``), but its log of writes keeps it until this."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
