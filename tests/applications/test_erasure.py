"""Scans go when their time is over, and not a day earlier; the register stays."""

import os
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from axes.models import AccessLog
from django.core.management import call_command

from applications import pending
from applications.casework import perform
from applications.deed import Deed
from applications.erasure import erase_pending, erase_scans
from applications.law.transitions import Act
from applications.models import Application, Dispute, IdentityDocument
from applications.private import private_storage
from tests.factories.applications import make_application, scan


def test_scans_are_deleted_a_year_after_closing_and_the_register_stays(bureau, clerk, calendar):
    case = make_application(date(2025, 3, 3))
    still_open = make_application(date(2025, 3, 3))
    for act, deed in (
        (Act.CONFIRM_RECEIPT, Deed(date(2025, 3, 4))),
        (Act.REPLY, Deed(date(2025, 3, 20), outcome="GRANT")),
    ):
        case = perform(act, case, deed, by=clerk, calendar=calendar, today=date(2025, 3, 20))
    name = case.identity_documents.get().file.name
    assert erase_scans(date(2026, 3, 20)) == 0
    suit = Dispute.objects.create(
        application=case, kind="review", body="聊城市人民政府", accepted_on=date(2025, 4, 1)
    )
    assert erase_scans(date(2026, 3, 21)) == 0
    Dispute.objects.filter(pk=suit.pk).update(result="upheld", concluded_on=date(2025, 5, 30))
    assert erase_scans(date(2026, 3, 21)) == 1
    assert private_storage().exists(name) is False
    assert [document.application for document in IdentityDocument.objects.all()] == [still_open]
    assert Application.objects.count() == 2


def test_scans_of_forms_never_filed_are_deleted_after_a_day():
    token = pending.keep(scan())
    name = token.rsplit(":", 2)[0]
    now = datetime(2026, 3, 20, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
    for age, erased in ((timedelta(hours=23), 0), (timedelta(hours=25), 1)):
        moment = (now - age).timestamp()
        for file in private_storage().listdir(pending.FOLDER)[1]:
            other = f"{pending.FOLDER}/{file}"
            os.utime(
                private_storage().path(other), (moment, moment) if other == name else (now.timestamp(),) * 2
            )
        assert erase_pending(now) == erased
    assert private_storage().exists(name) is False


def test_sign_ins_are_kept_half_a_year_and_no_longer(bureau, time_machine):
    time_machine.move_to("2026-09-04 03:00 +0800", tick=False)
    for at in ("2026-03-03 09:00 +0800", "2026-03-05 09:00 +0800"):
        entry = AccessLog.objects.create(username=at[:10], ip_address="192.0.2.1", path_info="/admin/login/")
        AccessLog.objects.filter(pk=entry.pk).update(
            attempt_time=datetime.fromisoformat(at.replace(" +0800", "+08:00"))
        )
    call_command("erase_expired")
    assert [entry.username for entry in AccessLog.objects.all()] == ["2026-03-05"]
