"""The text of the reports: the bureau's real one where it lies beside the checkout, else one of ours with its quirks."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from liaocheng_gk.models import Agency

HERE = Path(__file__).parent
BESIDE = HERE.parents[2] / "shared" / "seed"
OURS = HERE / "data" / "reports.txt"


def sources() -> list[Path]:
    """Ours always; the bureau's too where it is. Both hold the same figures, names and dates."""
    return [OURS, *sorted(BESIDE.glob("*.txt"))[:1]]


@pytest.fixture(params=sources(), ids=lambda path: "ours" if path == OURS else "bureau")
def source(request) -> Path:
    return request.param


@pytest.fixture
def published(bureau) -> Agency:
    """The bureau with its eight reports as the fixtures hold them."""
    call_command("loaddata", *[f"figures_{year}" for year in range(2016, 2024)], verbosity=0)
    return bureau


@pytest.fixture
def clerk_of_reports(staff):
    return staff(
        "fabu",
        "reports.view_report",
        "reports.change_report",
        "reports.publish_report",
        "reports.view_chaptercomment",
    )


@pytest.fixture
def head_of_office(staff):
    """Who signs: the head approves and neither drafts nor publishes."""
    return staff(
        "lingdao",
        "reports.view_report",
        "reports.sign_report",
        "reports.add_chaptercomment",
        "reports.view_chaptercomment",
    )


def name_on(year: int) -> str:
    return "聊城市商务和投资促进局" if 2019 <= year <= 2022 else "聊城市商务局"


def december(year: int) -> date:
    return date(year, 12, 31)
