import pytest

from bench.official_calendar import official_calendar
from liaocheng_gk.workdays import WorkCalendar


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    return official_calendar()
