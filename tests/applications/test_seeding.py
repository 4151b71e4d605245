"""Load-test data: reproducible, and as true as what the doors would leave behind."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from applications.models import Application, CaseEvent
from disclosure.models import Item
from liaocheng_gk.models import Serial
from tests.factories.applications import make_application


@pytest.fixture
def demo(bureau, settings):
    settings.GK_DEMO = True
    call_command("loaddata", "categories", verbosity=0)


def test_the_same_seed_makes_the_same_data(demo):
    made = []
    for _ in range(2):
        call_command("seed_load", items=30, applications=40, seed=7)
        made.append(
            (
                list(Item.objects.order_by("pk").values_list("title", "index_number", "search_text")),
                list(
                    Application.objects.order_by("pk").values_list(
                        "number", "outcome", "due_on", "applicant_kind"
                    )
                ),
            )
        )
        for model in (Item, CaseEvent, Application, Serial):
            model.objects.all().delete()
    assert made[0] == made[1]
    assert (len(made[0][0]), len(made[0][1])) == (30, 40)


def test_stored_copies_agree_with_the_events(demo, calendar):
    call_command("seed_load", applications=60, seed=3)
    today = timezone.localdate()
    wrong = [
        case.number
        for case in Application.objects.prefetch_related("events")
        if case.stage != "submitted" and case.deadline(calendar, today).due_on != case.due_on
    ]
    assert wrong == []


def test_numbers_go_on_behind_the_generated_ones(demo):
    call_command("seed_load", applications=50)
    year = timezone.localdate().year
    generated = Application.objects.filter(number__startswith=f"YSQ{year}-").count()
    assert make_application(timezone.localdate()).number == f"YSQ{year}-{generated + 1:04d}"


def test_generated_items_are_found_by_search(demo, client):
    call_command("seed_load", items=50)
    item = Item.objects.first()
    assert item.search_text == item.text_to_search()


def test_load_data_is_refused_outside_the_demonstration(bureau):
    with pytest.raises(CommandError, match="不是演示环境"):
        call_command("seed_load", applications=1)
