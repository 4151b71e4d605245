import pytest
from django.core.management import call_command

from disclosure import demo
from disclosure.law.publication import Status
from disclosure.law.review import Step
from disclosure.models import Attachment, Item
from liaocheng_gk.uploads import PUBLIC, check_upload
from tests.factories.disclosure import REVIEWERS, office, reviewer

pytestmark = pytest.mark.django_db


def test_demo_is_marked_complete_and_loaded_once(bureau, client):
    call_command("loaddata", "categories", verbosity=0)
    staff = {step: reviewer(step) for step in REVIEWERS} | {Step.PUBLISH: office()}
    made = demo.load(staff)
    assert made == Item.objects.count()
    assert demo.load(staff) == 0
    assert {item.source for item in Item.objects.all()} == {"演示数据"}
    assert set(Item.objects.values_list("status", flat=True)) == set(Status)
    assert {item.published_at.year for item in Item.objects.public()} == set(range(2019, 2027))
    for attachment in Attachment.objects.all():
        with attachment.file as file:
            check_upload(file, PUBLIC)
    for item in Item.objects.public():
        assert client.get(item.get_absolute_url()).status_code == 200
