"""Sealed fields: what the database can still be asked, what it refuses, and what search makes of it."""

import json
from datetime import date
from io import StringIO

import pytest
from django.apps import apps
from django.core.exceptions import FieldError, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F
from django.urls import reverse

from applications import finding
from applications.finding import holding
from applications.hints import same_applicant
from applications.models import Application, CaseEvent
from liaocheng_gk.vault import LookupField, SealedField, lookup_hash
from tests.factories.applications import make_application

DAY = date(2026, 3, 2)
# Every column of the register that holds text and is not sealed, with why it may be read by whoever has the database.
# A new field has to be put here by hand, or sealed.
OPEN = {
    "Application": "number submission_key query_code_hash channel applicant_kind identity_kind carrier delivery stage "
    "outcome reported_outcome",  # what the clock, the lists and the report ask for
    "CaseEvent": "act clock article opinion outcome grounds",  # codes
    "IdentityDocument": "file content_type",  # made-up names of sealed files
    "ApplicantFile": "file",
    "CorrectionReply": "result number file sha256",
    "Dispute": "kind body case_number result",  # the court's number names nobody
    "Draft": "key",
    "DraftFile": "file",
    "DueDateMove": "reason",  # the calendar's
    "FailedLookup": "key",  # a hash
    "FeeNotice": "scale",
    "Feedback": "number submission_key query_code_hash kind evidence state",
    "Letter": "code number file sha256",
    "LetterFile": "file",
    "LetterTemplate": "code file",
    "Notice": "kind fault",  # the name of an error class
    "SavedFilter": "name",  # the colleague's own word
    "Service": "way proof_file",
}
# S17 of the reference: stored as it was typed, whatever it is.
AWKWARD = ["<b>&'\"", "㐂𠮷野家", "😀", "gkv1:demo:AAAA", "=1+1", "a\nb", "Ω" * 100]


def test_s24_every_text_of_the_register_is_sealed_or_known_to_be_harmless():
    texts = (models.CharField, models.TextField, models.JSONField, models.FileField, models.UUIDField)
    found = {}
    for model in apps.get_app_config("applications").get_models():
        open_fields = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, texts) and not isinstance(field, (SealedField, LookupField))
        ]
        if open_fields:
            found[model.__name__] = " ".join(open_fields)
    assert found == OPEN


def stored(case: Application, column: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM applications_application WHERE id = %s", [case.pk])  # noqa: S608
        return cursor.fetchone()[0]


@pytest.mark.parametrize("name", AWKWARD)
def test_s17_any_text_comes_back_as_it_was_typed(bureau, name):
    case = make_application(DAY, name=name)
    assert Application.objects.get(pk=case.pk).name == name
    assert stored(case, "name").startswith("gkv1:demo:")


def test_equal_texts_have_unequal_ciphertexts_and_equal_hashes(bureau):
    one, two = make_application(DAY), make_application(DAY)
    assert stored(one, "name") != stored(two, "name")
    assert stored(one, "name_hash") == stored(two, "name_hash") == lookup_hash("name", "张三丰")
    assert stored(one, "address") == ""


def test_a_sealed_column_refuses_to_be_searched_instead_of_finding_nothing(bureau):
    make_application(DAY)
    with pytest.raises(FieldError, match="HMAC column"):
        Application.objects.filter(name="张三丰").exists()
    for lookup in ("name__icontains", "name__in", "phone__startswith"):
        with pytest.raises(FieldError, match="Unsupported lookup"):
            Application.objects.filter(**{lookup: "张"}).exists()
    assert Application.objects.filter(address="").count() == 1
    assert Application.objects.exclude(name="").count() == 1


def test_no_readable_text_gets_in_past_the_row(bureau):
    case = make_application(DAY)
    with pytest.raises(TypeError, match="save the row"), transaction.atomic():
        Application.objects.filter(pk=case.pk).update(name="李四")
    with pytest.raises(TypeError, match="save the row"), transaction.atomic():
        Application.objects.bulk_update([case], ["name"])
    assert Application.objects.update(address="") == 1


def test_rules_of_the_register_still_hold_over_sealed_columns(bureau):
    with pytest.raises(ValidationError, match="请填写通信地址"):
        make_application(DAY, delivery="post")
    with pytest.raises(ValidationError, match="100"):
        make_application(DAY, name="长" * 101)
    with pytest.raises(ValidationError, match="联系人"):
        make_application(DAY, applicant_kind="company", identity_kind="credit_code")
    case = make_application(DAY, delivery="post", address="甲路1号")
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=case.pk).update(address="")


def test_saving_what_was_not_opened_keeps_the_ciphertext(bureau):
    case = make_application(DAY)
    before = stored(case, "description")
    fresh = Application.objects.get(pk=case.pk)
    fresh.signed_on = DAY
    fresh.save()
    assert stored(case, "description") == before


def test_deferred_sealed_texts_open_when_asked_for(bureau):
    make_application(DAY)
    case = Application.objects.only("number").get()
    assert (case.name, case.phone) == ("张三丰", "0635-8888888")


def test_dumpdata_writes_ciphertext(bureau):
    make_application(DAY)
    out = StringIO()
    call_command("dumpdata", "applications.application", stdout=out)
    row = json.loads(out.getvalue())[0]["fields"]
    assert row["name"].startswith("gkv1:demo:")
    assert "张三丰" not in out.getvalue()


def test_the_same_person_is_known_however_the_number_was_typed(bureau):
    case = make_application(DAY, identity_number="e1234 5678", phone="0635-8888888")
    twin = make_application(DAY, identity_number="Ｅ12345678", phone="06358888888")
    make_application(DAY, identity_number="E12345679")
    assert list(same_applicant(case)) == [twin]
    assert lookup_hash("phone", "0635 8888 888") == stored(case, "phone_hash")


def test_exact_name_phone_or_number_is_found_in_the_whole_register_and_parts_among_the_newest(
    bureau, monkeypatch
):
    old = make_application(
        DAY, name="王小明", phone="0635-7777777", identity_number="E7", description="旧城改造"
    )
    new = make_application(DAY, name="王小红", description="旧城绿化")

    def found(words: str) -> list[Application]:
        cases = Application.objects.all()
        return list(cases.filter(holding(cases, words, ("name", "description"))).order_by("pk"))

    assert found("王小") == found("旧城") == [old, new]
    assert found("旧城 绿化") == found("小红 旧城") == [new]
    monkeypatch.setattr(finding, "OPENED", 1)
    assert found("旧城") == [new]
    assert found("王小明") == found("0635 7777777") == found("e7") == [old]
    assert found("小明") == found("") == []


def test_the_list_finds_by_number_name_and_words_with_filters_and_sorting(bureau, client, clerk):
    case = make_application(DAY, name="王小明", description="旧城改造")
    make_application(DAY)
    client.force_login(clerk)
    address = reverse("admin:applications_application_changelist")
    for words in (case.number, "王小明", "小明", "旧城"):
        page = client.get(address, {"q": words, "due": "open", "o": "2"})
        assert [row.pk for row in page.context["cl"].result_list] == [case.pk]
    assert list(client.get(address, {"q": "无此人"}).context["cl"].result_list) == []


def test_a_list_of_a_hundred_rows_costs_no_query_more_for_being_sealed(bureau, django_assert_num_queries):
    make_application(DAY)
    for _ in range(3):
        make_application(DAY)
    with django_assert_num_queries(1):
        assert [case.name for case in Application.objects.all()[:100]] == ["张三丰"] * 4


def test_events_are_bound_to_their_case_and_sorting_by_a_sealed_column_is_harmless(bureau, confirmed):
    case = confirmed(DAY)
    assert list(Application.objects.order_by(F("name"))) == [case]
    assert CaseEvent.objects.get(application=case).note == ""
