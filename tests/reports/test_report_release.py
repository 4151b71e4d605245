"""S15: an annual report and its corrections pass the release gate; a second person may release exactly what was stopped."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from disclosure.law.publication import NotAllowed
from disclosure.models import GateStop
from disclosure.release import release
from liaocheng_gk.models import AuditEntry
from liaocheng_gk.roles import sync_roles
from reports.approval import sign
from reports.models import Report
from reports.publishing import amend, publish
from reports.release import GateClosed
from tests.factories.documents import mobile, resident_number
from tests.factories.reports import make_report

pytestmark = pytest.mark.django_db

AT, ON = datetime(2026, 1, 19, 2, 0, tzinfo=UTC), date(2026, 1, 20)
ID = resident_number()


@pytest.fixture
def held(bureau, head_of_office) -> Report:
    """Signed, with a number in a chapter that nobody saw."""
    report = make_report(2025, publish=False, signed_on=date(2026, 1, 15), signed_as_written="2026年1月15日")
    section = report.sections.order_by("number").last()
    section.body += f"\n经办人身份证号 {ID}。"
    section.save()
    sign(report, by=head_of_office, at=AT)
    return report


@pytest.fixture
def second(staff):
    """Somebody who may release."""
    sync_roles()
    person = staff("fanghang")
    person.groups.add(Group.objects.get(name="保密审查岗"))
    return person


def test_a_number_in_a_chapter_stops_the_report_and_is_on_record(held, clerk_of_reports):
    for _ in range(2):
        with pytest.raises(GateClosed, match="没有通过发布检查"):
            publish(held, by=clerk_of_reports, on=ON)
    held.refresh_from_db()
    assert not held.is_published
    stop = GateStop.objects.get()
    assert (stop.report_year, stop.stopped_by) == (2025, clerk_of_reports)
    assert [finding.rule for finding in stop.found] == ["ID"]
    assert ID not in str(stop.findings)
    assert AuditEntry.objects.filter(act="发布检查拦截").count() == 2


def test_a_second_person_releases_exactly_these_words(held, clerk_of_reports, second, client, head_of_office):
    with pytest.raises(GateClosed):
        publish(held, by=clerk_of_reports, on=ON)
    stop = GateStop.objects.get()
    page = reverse("admin:disclosure_gatestop_release", args=[stop.pk])
    clerk_of_reports.groups.add(Group.objects.get(name="保密审查岗"))
    clerk = type(clerk_of_reports).objects.get(pk=clerk_of_reports.pk)
    with pytest.raises(NotAllowed, match="经办人以外"):
        release(stop, by=clerk, at=AT, reason="本人放行")
    client.force_login(second)
    shown = client.get(page).content.decode()
    assert "2025年度报告" in shown
    assert ID not in shown
    assert client.post(page, {"stop": stop.pk, "reason": "公告中依法列明"}).status_code == 302
    publish(held, by=clerk_of_reports, on=ON)
    out = StringIO()
    call_command("scan_public", stdout=out)
    assert "/reports/2025/" in out.getvalue()
    assert "（已由第二人放行）" in out.getvalue()


def test_other_words_than_the_released_ones_are_stopped(held, clerk_of_reports, second, head_of_office):
    with pytest.raises(GateClosed):
        publish(held, by=clerk_of_reports, on=ON)
    release(GateStop.objects.get(), by=second, at=AT, reason="公告中依法列明")
    section = held.sections.order_by("number").last()
    section.body += f"另有手机 {mobile()}。"
    section.save()
    sign(held, by=head_of_office, at=AT)
    with pytest.raises(GateClosed):
        publish(held, by=clerk_of_reports, on=ON)
    assert GateStop.objects.count() == 2


def test_the_reason_of_a_correction_passes_the_gate(bureau, clerk_of_reports):
    report = make_report(2023)
    key, value = next((key, value) for key, value in report.figures.items() if value is not None)
    with pytest.raises(ValidationError, match="没有通过发布检查"):
        amend(report, {key: value + Decimal(1)}, reason=f"按 {mobile()} 来电更正", by=clerk_of_reports, on=ON)
    assert not report.versions.filter(number=2).exists()
    assert GateStop.objects.get().report_year == 2023
