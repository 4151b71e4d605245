"""The bureau's own page in the office."""

import pytest

from liaocheng_gk.models import Agency

PAGE = "/admin/liaocheng_gk/agency/"


def form_of(agency: Agency) -> dict[str, str]:
    """What the change page posts when nothing is changed."""
    fields = {
        field.name: getattr(agency, field.name) or ""
        for field in Agency._meta.concrete_fields
        if field.editable and not field.primary_key
    }
    for prefix in ("names", "office_hours", "channels", "public_phones"):
        rows = list(getattr(agency, prefix).all())
        fields |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": len(rows)}
        for place, row in enumerate(rows):
            values = {field.name: field.value_from_object(row) for field in row._meta.concrete_fields}
            fields |= {f"{prefix}-{place}-{name}": value for name, value in values.items()}
    return fields


def test_list_leads_to_the_one_bureau(admin_client, bureau):
    answer = admin_client.get(PAGE)
    assert (answer.status_code, answer.url) == (302, f"{PAGE}{bureau.pk}/change/")
    assert admin_client.get(answer.url).status_code == 200


def test_bureau_cannot_be_deleted_and_no_second_one_added(admin_client, bureau):
    assert admin_client.post(f"{PAGE}{bureau.pk}/delete/", {"post": "yes"}).status_code == 403
    assert admin_client.get(f"{PAGE}add/").status_code == 403
    assert Agency.objects.count() == 1


def test_first_bureau_can_be_added(admin_client, db):
    assert admin_client.get(PAGE).status_code == 200
    assert admin_client.get(f"{PAGE}add/").status_code == 200


def test_changed_phone_is_saved(admin_client, bureau):
    answer = admin_client.post(f"{PAGE}{bureau.pk}/change/", form_of(bureau) | {"phone": "0635-7654321"})
    assert answer.status_code == 302
    assert Agency.objects.current().phone == "0635-7654321"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"office_hours-0-to_day": "29"}, "自9月30日起没有办公时间。"),
        ({"office_hours-0-to_month": "10"}, "自10月1日起有两套办公时间。"),
        ({"postcode": "2520"}, "邮政编码为 6 位数字。"),
        ({"organisation_code": "37-15"}, "机构代码为 9 至 18 位数字或大写字母。"),
    ],
)
def test_faults_are_named_and_nothing_is_saved(admin_client, bureau, change, sentence):
    form = form_of(bureau) | {"phone": "0635-7654321"} | change
    answer = admin_client.post(f"{PAGE}{bureau.pk}/change/", form)
    assert answer.status_code == 200
    assert sentence in answer.text
    assert 'value="0635-7654321"' in answer.text
    assert Agency.objects.current().phone == "0635-2119228"


def test_last_name_cannot_be_taken_away(admin_client, bureau):
    form = form_of(bureau) | {f"names-{place}-DELETE": "on" for place in range(3)}
    assert admin_client.post(f"{PAGE}{bureau.pk}/change/", form).status_code == 200
    assert bureau.names.count() == 3
