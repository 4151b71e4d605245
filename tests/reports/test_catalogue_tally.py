"""Table two from the catalogue: normative documents by their dated events, and the items behind each figure."""

from datetime import date

import pytest
from django.core.management import call_command
from django.utils import timezone

from disclosure.models import Category, Item
from reports.catalogue import documents_behind, documents_of, tally_two
from reports.forms import form_for


@pytest.fixture
def documents(bureau):
    """Made, repealed and lapsed over the years, a draft among them, and one to which validity does not apply."""
    call_command("loaddata", "categories", verbosity=0)
    for number, (formed, validity, ended, status) in enumerate(
        (
            (date(2020, 5, 6), "in_force", None, "published"),
            (date(2021, 5, 6), "repealed", date(2024, 3, 1), "published"),
            (date(2022, 5, 6), "repealed", date(2023, 3, 1), "published"),
            (date(2024, 5, 6), "in_force", None, "published"),
            (date(2024, 6, 6), "in_force", None, "draft"),
            (date(2024, 7, 6), "not_applicable", None, "published"),
            (date(2025, 1, 6), "in_force", None, "published"),
        ),
        start=1,
    ):
        Item.objects.create(
            index_number=f"T{number}", title=f"规范性文件{number}", publisher="聊城市商务局",
            category=Category.objects.get(slug="normative-documents"), formed_on=formed, status=status,
            validity=validity, repealed_on=ended, secrecy_reviewer="审查人",
            published_at=timezone.make_aware(timezone.datetime(2025, 1, 7)) if status == "published" else None,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("year", "made", "repealed", "valid"),
    [(2021, 1, 0, 2), (2022, 1, 0, 3), (2023, 0, 1, 2), (2024, 1, 1, 2), (2025, 1, 0, 3)],
)
def test_documents_count_in_the_year_of_their_events(documents, year, made, repealed, valid):
    assert documents_of(year) == {"made": made, "repealed": repealed, "valid": valid}
    figures = tally_two(form_for(year), year)
    assert {key: documents_behind(year, key).count() for key in figures} == figures
    assert sorted(figures) == ["t2.normative.made", "t2.normative.repealed", "t2.normative.valid"]


def test_the_stock_follows_from_year_to_year(documents):
    for year in range(2022, 2026):
        before, now = documents_of(year - 1), documents_of(year)
        assert now["valid"] == before["valid"] + now["made"] - now["repealed"]


def test_a_year_before_the_first_document_and_another_figure_are_not_counted(documents):
    assert documents_of(2019) == {}
    assert tally_two(form_for(2019), 2019) == {}
    assert sorted(tally_two(form_for(2020), 2020)) == ["t2.normative.made"]
    with pytest.raises(KeyError):
        documents_behind(2024, "t2.permits.decisions")


def test_table_two_is_one_count_of_the_catalogue(documents, django_assert_num_queries):
    with django_assert_num_queries(3):  # the category, the tree beneath it, the count
        tally_two(form_for(2024), 2024)


def test_without_the_category_nothing_is_counted(bureau):
    assert documents_of(2024) == {}
