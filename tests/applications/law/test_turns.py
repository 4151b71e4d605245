"""What stands out on the case screen: the act that the procedure awaits, read from one table."""

from datetime import date

import pytest

from applications.law.clock import Event
from applications.law.transitions import TRANSITIONS, Act, Stage, next_steps
from applications.law.turns import PURPOSES, TURNS, by_purpose, lapsed, turn_of


def first_of(stage: Stage, done: list[Act], *, late: bool = False, unserved: bool = False) -> Act | None:
    may = {row.act for row in next_steps(stage, done)}
    turn = turn_of(stage, may, lapsed=late, unserved=unserved)
    return turn.acts[0] if turn else None


RECEIVED = [Act.CONFIRM_RECEIPT]


@pytest.mark.parametrize(
    ("stage", "done", "first"),
    [
        (Stage.SUBMITTED, [], Act.CONFIRM_RECEIPT),
        (Stage.HANDLING, RECEIVED, Act.REPLY),
        (Stage.HANDLING, [*RECEIVED, Act.CONSULT_ORGAN], Act.RECEIVE_OPINION),
        (Stage.HANDLING, [*RECEIVED, Act.CONSULT_ORGAN, Act.RECEIVE_OPINION], Act.REPLY),
        (Stage.HANDLING, [*RECEIVED, Act.REQUEST_EXTENSION], Act.EXTEND),
        (Stage.CLARIFYING, [*RECEIVED, Act.ASK_CLARIFICATION], Act.RECEIVE_CLARIFICATION),
        (Stage.EXPLAINING, [*RECEIVED, Act.ASK_REASONS], Act.RECEIVE_REASONS),
        (Stage.PAYING, [*RECEIVED, Act.NOTIFY_FEE], Act.RECEIVE_PAYMENT),
        (Stage.REVIEWING, [*RECEIVED, Act.PROPOSE_REPLY], Act.APPROVE_REPLY),
        (Stage.REPLYING, [*RECEIVED, Act.PROPOSE_REPLY, Act.APPROVE_REPLY], Act.REPLY),
        (Stage.CLOSED, [*RECEIVED, Act.REPLY], None),
    ],
)
def test_the_first_act_is_the_one_that_the_stage_awaits(stage, done, first):
    assert first_of(stage, done) == first


def test_article_30_ending_stands_out_only_after_the_day_that_was_set():
    done = [*RECEIVED, Act.ASK_CLARIFICATION]
    events = [Event(Act.ASK_CLARIFICATION, date(2026, 3, 2), until=date(2026, 3, 23))]
    assert lapsed(events, date(2026, 3, 23)) is False
    assert lapsed(events, date(2026, 3, 24)) is True
    assert first_of(Stage.CLARIFYING, done, late=False) == Act.RECEIVE_CLARIFICATION
    assert first_of(Stage.CLARIFYING, done, late=True) == Act.ABANDON


def test_a_closed_case_awaits_the_service_of_its_letters_only():
    assert first_of(Stage.CLOSED, [*RECEIVED, Act.REPLY], unserved=True) == Act.SERVE


def test_who_may_not_do_the_first_act_is_shown_their_own():
    may = {row.act for row in next_steps(Stage.HANDLING, [*RECEIVED, Act.REQUEST_EXTENSION])} - {
        Act.EXTEND,
        Act.DECLINE_EXTENSION,
    }
    assert turn_of(Stage.HANDLING, may, lapsed=False, unserved=False).acts[0] == Act.REPLY
    assert turn_of(Stage.REVIEWING, {Act.TRANSFER}, lapsed=False, unserved=False) is None


def test_every_act_has_a_purpose_and_no_row_gets_lost():
    assert set(PURPOSES) == set(Act)
    rows = [row for row in TRANSITIONS if row.source is Stage.HANDLING]
    grouped = [row for _, group in by_purpose(rows) for row in group]
    assert sorted(row.act for row in grouped) == sorted(row.act for row in rows)


def test_every_turn_names_acts_of_its_stage():
    there = {(row.source, row.act) for row in TRANSITIONS}
    assert [(turn.stage, act) for turn in TURNS for act in turn.acts if (turn.stage, act) not in there] == []
