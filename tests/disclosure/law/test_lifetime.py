"""How long information holds and stays online, on the days where it turns."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disclosure.law.lifetime import LINK_RULES, LinkKind, kept_from, online_until, standing, standings
from disclosure.law.publication import Validity

V = Validity
DAY = date(2026, 3, 10)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dates(date(2016, 1, 1), date(2040, 12, 31)),
    st.dates(date(2018, 1, 1), date(2042, 12, 31)),
    st.integers(1, 5),
)
def test_guide_both_ways_of_counting_the_retention_agree(published_on, today, years):
    assert (published_on < kept_from(today, years)) is (online_until(published_on, "", years) < today)


@pytest.mark.parametrize(
    ("validity", "in_force_on", "expires_on", "ended_on", "shown"),
    [
        (V.IN_FORCE, None, None, None, V.IN_FORCE),
        (V.IN_FORCE, AFTER, None, None, V.PENDING),
        (V.IN_FORCE, DAY, None, None, V.IN_FORCE),
        (V.PENDING, AFTER, None, None, V.PENDING),
        (V.PENDING, DAY, None, None, V.IN_FORCE),
        (V.PENDING, None, None, None, V.PENDING),
        (V.IN_FORCE, None, DAY, None, V.IN_FORCE),
        (V.IN_FORCE, None, BEFORE, None, V.LAPSED),
        (V.AMENDED, None, BEFORE, None, V.LAPSED),
        (V.REPEALED, None, None, DAY, V.REPEALED),
        (V.REPEALED, None, None, AFTER, V.IN_FORCE),
        (V.LAPSED, None, None, None, V.LAPSED),
        (V.LAPSED, None, None, AFTER, V.IN_FORCE),
        (V.AMENDED, BEFORE, None, None, V.AMENDED),
        (V.NOT_APPLICABLE, None, BEFORE, None, V.NOT_APPLICABLE),
    ],
)
def test_what_holds_follows_the_day_not_the_last_edit(validity, in_force_on, expires_on, ended_on, shown):
    assert standing(validity, in_force_on, expires_on, ended_on, DAY) is shown


def test_every_kind_of_link_reads_both_ways():
    assert [rule.kind for rule in LINK_RULES] == list(LinkKind)
    assert {rule.kind: rule.makes for rule in LINK_RULES} == {
        LinkKind.REPEALS: V.REPEALED,
        LinkKind.AMENDS: V.AMENDED,
        LinkKind.INTERPRETS: None,
    }


DATES = st.none() | st.dates(DAY - timedelta(days=4), DAY + timedelta(days=4)) | st.just(date.max)


@given(validity=st.sampled_from(Validity), dates=st.tuples(DATES, DATES, DATES), today=st.dates())
def test_the_turns_of_a_validity_say_what_the_day_says(validity, dates, today):
    turns = standings(validity, *dates)
    assert turns[0][0] == date.min
    assert all(one[1] is not other[1] for one, other in pairwise(turns))
    for day in (today, *(DAY + timedelta(days=number) for number in range(-6, 7))):
        assert [holds for start, holds in turns if start <= day][-1] is standing(validity, *dates, day)
