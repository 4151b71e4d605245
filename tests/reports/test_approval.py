"""Before a report goes out: nothing left to fill in, every comment settled, signed by the head as it stands."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from liaocheng_gk.roles import sync_roles
from reports.approval import comment, obstacles, resolve, sign, standing_sign_off
from reports.models import ChapterComment, FindingVerdict, Report, ReportSection, SignOff
from reports.publishing import publish
from reports.writing import start_draft
from tests.factories.reports import explain_all, make_report

AT = datetime(2026, 1, 19, 2, 0, tzinfo=UTC)
ON = date(2026, 1, 20)
SECRET = "内部意见：措辞再斟酌"


@pytest.fixture
def draft(bureau) -> Report:
    """A draft of 2025 with nothing in its way."""
    return make_report(2025, publish=False, signed_on=date(2026, 1, 15), signed_as_written="2026年1月15日")


@pytest.fixture
def signed(draft, head_of_office) -> Report:
    sign(draft, by=head_of_office, at=AT)
    return draft


def chapter(report: Report, number: int) -> ReportSection:
    return report.sections.get(number=number)


# --- publishing ---


def test_without_a_sign_off_nothing_is_published(draft, clerk_of_reports):
    with pytest.raises(ValidationError, match="负责人还没有签发"):
        publish(draft, by=clerk_of_reports, on=ON)
    assert Report.objects.get(year=2025).status == "draft"


def test_the_head_signs_and_another_publishes(signed, clerk_of_reports, head_of_office):
    assert standing_sign_off(signed).by == head_of_office
    assert publish(signed, by=clerk_of_reports, on=ON).status == "published"


def _word(report):
    part = chapter(report, 5)
    part.body = "另一种说法。"
    part.save()


def _figure(report):
    report.set_figures(report.figures | {"t2.normative.valid": report.figures["t2.normative.valid"] + 1})
    report.save()


def _metric(report):
    report.metrics.update(value=143)


def _signature(report):
    report.signed_on, report.signed_as_written = date(2026, 1, 16), "2026年1月16日"
    report.save()


def _new_chapter(report):
    ReportSection.objects.create(report=report, number=7, title="附则", body="无。")


def _lost_chapter(report):
    chapter(report, 6).delete()


def _summary(report):
    report.summary = "另写的概要。"
    report.save()


@pytest.mark.parametrize(
    "change", [_word, _figure, _metric, _signature, _new_chapter, _lost_chapter, _summary]
)
def test_any_change_after_the_sign_off_voids_it(signed, clerk_of_reports, head_of_office, change):
    change(Report.objects.get(pk=signed.pk))
    report = Report.objects.get(pk=signed.pk)
    assert standing_sign_off(report) is None
    explain_all(report, clerk_of_reports)
    with pytest.raises(ValidationError, match="签发以后内容有改动，原来的签发已经失效"):
        publish(report, by=clerk_of_reports, on=ON)
    sign(report, by=head_of_office, at=AT)
    assert publish(report, by=clerk_of_reports, on=ON).status == "published"


def test_an_explanation_changed_after_the_sign_off_voids_it(bureau, clerk_of_reports, head_of_office):
    report = make_report(2025, publish=False)  # without a signature: one finding
    explain_all(report, clerk_of_reports)
    sign(report, by=head_of_office, at=AT)
    FindingVerdict.objects.update(note="另一种解释")
    assert standing_sign_off(report) is None


def test_an_undone_change_is_what_was_signed(signed):
    part = chapter(signed, 5)
    before, part.body = part.body, "改动"
    part.save()
    assert standing_sign_off(signed) is None
    part.body = before
    part.save()
    assert standing_sign_off(signed) is not None


def test_who_signed_does_not_publish_even_with_both_rights(draft, staff):
    both = staff("both", "reports.sign_report", "reports.publish_report")
    sign(draft, by=both, at=AT)
    with pytest.raises(ValidationError, match="签发人不能自己发布"):
        publish(draft, by=both, on=ON)


def test_who_drafted_does_not_sign(bureau, calendar, staff):
    writer = staff("writer", "reports.add_report", "reports.sign_report")
    report = start_draft(2025, writer, calendar=calendar)
    assert report.drafted_by == writer
    with pytest.raises(ValidationError, match="起草人不能签发"):
        sign(report, by=writer, at=AT)
    assert SignOff.objects.count() == 0


def test_signing_needs_the_permission_and_a_draft(draft, clerk_of_reports, head_of_office):
    with pytest.raises(PermissionDenied):
        sign(draft, by=clerk_of_reports, at=AT)
    with pytest.raises(ValidationError, match="已经发布"):
        sign(make_report(2024), by=head_of_office, at=AT)


def test_a_sign_off_is_never_changed(signed):
    row = SignOff.objects.get()
    row.digest = "0" * 64
    with pytest.raises(ValidationError, match="不能修改"):
        row.save()
    assert SignOff.objects.get().digest != "0" * 64


# --- what is left to fill in ---


@pytest.mark.parametrize(
    "mark", ["【请补充：网站的建设情况。】", "【请核对：下表各项先填 0。】", "【请补充】"]
)
def test_a_mark_left_in_a_chapter_refuses_signing_and_publishing(
    draft, signed, clerk_of_reports, head_of_office, mark
):
    for number in (1, 5):
        part = chapter(draft, number)
        part.body += f"\n（三）{mark}{mark if number == 5 else ''}"
        part.save()
    said = "一、总体情况（1处）；五、存在的主要问题及改进情况（2处）"
    for door in (
        lambda: sign(draft, by=head_of_office, at=AT),
        lambda: publish(draft, by=clerk_of_reports, on=ON),
    ):
        with pytest.raises(ValidationError) as refused:
            door()
        assert said in "".join(refused.value.messages)
    assert Report.objects.get(year=2025).status == "draft"


def test_a_fresh_draft_names_the_chapters_that_wait_for_a_person(bureau, calendar, staff):
    report = start_draft(2025, staff("writer", "reports.add_report"), calendar=calendar)
    first = obstacles(report)[0]
    assert "一、总体情况（3处）；二、主动公开政府信息情况（1处）" in first
    assert "五、存在的主要问题及改进情况（1处）；六、其他需要报告的事项（1处）" in first
    assert "三、收到和处理" not in first


# --- comments ---


def test_a_comment_keeps_who_when_and_what_and_waits_for_an_answer(
    draft, signed, head_of_office, clerk_of_reports
):
    remark = comment(draft, 5, f" {SECRET} ", by=head_of_office, at=AT)
    assert (remark.text, remark.by, remark.at, remark.number, remark.is_open) == (
        SECRET, head_of_office, AT, 5, True,
    )  # fmt: skip
    assert obstacles(draft) == ["还有 1 条意见没有处理：五、存在的主要问题及改进情况。"]
    with pytest.raises(ValidationError, match="没有处理"):
        publish(draft, by=clerk_of_reports, on=ON)
    resolve(remark, "已按意见修改", by=clerk_of_reports, at=AT)
    kept = ChapterComment.objects.get()
    assert (kept.answer, kept.resolved_by, kept.resolved_at) == ("已按意见修改", clerk_of_reports, AT)
    assert obstacles(draft) == []
    assert publish(draft, by=clerk_of_reports, on=ON).status == "published"


def test_who_may_comment_and_settle(draft, head_of_office, clerk_of_reports, staff):
    with pytest.raises(PermissionDenied):
        comment(draft, 5, "意见", by=clerk_of_reports, at=AT)
    remark = comment(draft, 5, "意见", by=head_of_office, at=AT)
    with pytest.raises(PermissionDenied):
        resolve(remark, "好", by=staff("other", "reports.view_report", "reports.add_chaptercomment"), at=AT)
    with pytest.raises(ValidationError, match="请写明怎样处理"):
        resolve(remark, "  ", by=clerk_of_reports, at=AT)
    resolve(remark, "撤回", by=head_of_office, at=AT)
    with pytest.raises(ValidationError, match="已经处理过"):
        resolve(remark, "再来", by=clerk_of_reports, at=AT)


def test_a_comment_needs_words_a_chapter_and_a_draft(draft, head_of_office, clerk_of_reports):
    for number, text, said in ((5, " ", "请写明意见"), (9, "意见", "没有这一部分")):
        with pytest.raises(ValidationError, match=said):
            comment(draft, number, text, by=head_of_office, at=AT)
    published = make_report(2024)
    with pytest.raises(ValidationError, match="已经发布"):
        comment(published, 5, "意见", by=head_of_office, at=AT)
    old = ChapterComment.objects.create(report=published, number=5, text="从前的", by=head_of_office, at=AT)
    with pytest.raises(ValidationError, match="已经发布"):
        resolve(old, "迟了", by=clerk_of_reports, at=AT)


@pytest.mark.parametrize("fields", [{"text": ""}, {"answer": "只有答复"}, {"resolved_at": AT}])
def test_the_database_refuses_half_a_comment(draft, head_of_office, fields):
    kept = {"report": draft, "number": 5, "text": "意见", "by": head_of_office, "at": AT}
    with pytest.raises(IntegrityError), transaction.atomic():
        ChapterComment.objects.create(**(kept | fields))


# --- the desk ---


def test_at_the_desk_a_comment_is_made_settled_and_never_public(
    client, draft, head_of_office, clerk_of_reports
):
    beside, base = (f"/admin/reports/report/{draft.pk}/{end}" for end in ("beside/", "comments/"))
    client.force_login(head_of_office)
    assert 'name="number" value="5"' in client.get(beside).content.decode()
    html = client.post(base, {"number": "5", "text": SECRET}, follow=True).content.decode()
    assert SECRET in html
    assert "待处理" in html
    assert "没有这一部分" in client.post(base, {"number": "x", "text": "意见"}, follow=True).content.decode()
    assert client.get(base).status_code == 405
    client.force_login(clerk_of_reports)
    page = client.get(beside).content.decode()
    assert (SECRET in page, 'name="text"' in page) == (True, False)
    assert client.post(base, {"number": "5", "text": "意见"}).status_code == 403
    remark = ChapterComment.objects.get()
    answered = client.post(f"{base}{remark.pk}/", {"answer": "已改"}, follow=True).content.decode()
    assert "处理情况：已改（fabu，" in answered
    sign(draft, by=head_of_office, at=AT)
    publish(draft, by=clerk_of_reports, on=ON)
    client.logout()
    for ending in ("", "print/", "report.docx", "report.xlsx"):
        assert SECRET.encode() not in client.get(f"/reports/2025/{ending}").content
    assert SECRET not in client.get("/open-data/reports.json").content.decode()


def test_a_comment_on_a_chapter_that_was_deleted_can_still_be_settled(
    client, draft, head_of_office, clerk_of_reports
):
    remark = comment(draft, 6, "这一部分写重复了。", by=head_of_office, at=AT)
    chapter(draft, 6).delete()
    assert "还有 1 条意见没有处理：已删除的部分。" in obstacles(draft)
    client.force_login(clerk_of_reports)
    url = f"/admin/reports/report/{draft.pk}/"
    page = client.get(f"{url}beside/").content.decode()
    assert ("已删除的部分" in page, "这一部分写重复了。" in page) == (True, True)
    client.post(f"{url}comments/{remark.pk}/", {"answer": "已合并"})
    assert ChapterComment.objects.get().is_open is False


def test_a_comment_is_hidden_from_who_may_not_see_comments(client, draft, head_of_office, staff):
    comment(draft, 5, SECRET, by=head_of_office, at=AT)
    client.force_login(staff("reader", "reports.view_report"))
    assert SECRET not in client.get(f"/admin/reports/report/{draft.pk}/beside/").content.decode()


def test_at_the_desk_the_head_signs_and_the_office_publishes(client, draft, head_of_office, clerk_of_reports):
    url = f"/admin/reports/report/{draft.pk}/"
    client.force_login(clerk_of_reports)
    assert "还没有签发" in client.get(f"{url}publish/").content.decode()
    assert "负责人还没有签发" in client.post(f"{url}publish/", follow=True).content.decode()
    assert client.post(f"{url}sign/").status_code == 403
    client.force_login(head_of_office)
    page = client.get(f"{url}publish/").content.decode()
    assert ("签发2025年度报告" in page, "发布2025年度报告" in page) == (True, False)
    assert "lingdao已于" in client.post(f"{url}sign/", follow=True).content.decode()
    assert client.post(f"{url}publish/").status_code == 403
    client.force_login(clerk_of_reports)
    page = client.get(f"{url}publish/").content.decode()
    assert ("签发2025年度报告" in page, "发布2025年度报告" in page) == (False, True)
    client.post(f"{url}publish/")
    assert Report.objects.get(year=2025).status == "published"


def test_at_the_desk_what_stands_in_the_way_is_named_with_its_chapter(client, draft, head_of_office):
    part = chapter(draft, 6)
    part.body = "【请补充：其他事项。】"
    part.save()
    client.force_login(head_of_office)
    url = f"/admin/reports/report/{draft.pk}/"
    page = client.get(f"{url}publish/").content.decode()
    assert "六、其他需要报告的事项（1处）" in page
    assert "签发2025年度报告" not in page
    assert "没有签发：" in client.post(f"{url}sign/", follow=True).content.decode()
    assert SignOff.objects.count() == 0


def test_the_roles_keep_drafting_signing_and_publishing_apart(bureau):
    sync_roles()

    def may(role: str) -> set[str]:
        names = {"sign_report", "publish_report", "add_report", "change_report"}
        held = Group.objects.get(name=role).permissions.filter(content_type__app_label="reports")
        return names & set(held.values_list("codename", flat=True))

    assert may("审批岗") == {"sign_report"}
    assert may("发布岗") == {"publish_report", "add_report", "change_report"}
    assert may("监督岗") == set()
