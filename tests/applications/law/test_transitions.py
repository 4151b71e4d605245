"""The procedure as a table: every pair of stage and act is either a row or refused by name."""

from itertools import product

import pytest

from applications.law.outcomes import OUTCOMES
from applications.law.transitions import (
    CONSULTATIONS,
    TRANSITIONS,
    Act,
    Clock,
    NotAllowed,
    Permission,
    Stage,
    next_steps,
    replay,
    transition_for,
)

ROWS = {(row.source, row.act): row for row in TRANSITIONS}


@pytest.mark.parametrize(("stage", "act"), list(product(Stage, Act)), ids=lambda value: value.value)
def test_every_pair_is_a_row_or_is_refused_by_name(stage, act):
    done = [row.answers[0] for row in TRANSITIONS if row.act is act and row.answers][:1]
    if (stage, act) in ROWS:
        assert transition_for(stage, act, done) is ROWS[stage, act]
    else:
        with pytest.raises(NotAllowed, match=f"“{stage.label}”的申请不能“{act.label}”"):
            transition_for(stage, act, done)


def test_no_pair_has_two_rows():
    assert len(ROWS) == len(TRANSITIONS)


def test_a_closed_case_is_served_and_only_the_head_opens_it_again():
    assert [(row.act, row.target, row.permission) for row in next_steps(Stage.CLOSED)] == [
        (Act.SERVE, Stage.CLOSED, Permission.HANDLE),
        (Act.REOPEN, Stage.HANDLING, Permission.APPROVE),
    ]


def test_every_stage_can_be_reached_and_left():
    reached = {row.target for row in TRANSITIONS} | {Stage.SUBMITTED}
    left = {row.source for row in TRANSITIONS} | {Stage.CLOSED}
    assert reached == left == set(Stage)


def test_the_clock_starts_once_and_every_closing_row_ends_it():
    assert [row.act for row in TRANSITIONS if row.clock is Clock.START] == [Act.CONFIRM_RECEIPT]
    closing = {row for row in TRANSITIONS if row.target is Stage.CLOSED and row.source is not Stage.CLOSED}
    assert {row for row in TRANSITIONS if row.closing} == closing


def test_a_stage_that_waits_for_the_applicant_has_stopped_the_clock_and_can_restart_it():
    for stage in (Stage.CLARIFYING, Stage.EXPLAINING, Stage.PAYING):
        assert {row.clock for row in TRANSITIONS if row.target is stage and row.source is not stage} == {
            Clock.STOP
        }
        assert Clock.RESTART in {row.clock for row in TRANSITIONS if row.source is stage}


@pytest.mark.parametrize("act", sorted({row.act for row in TRANSITIONS if row.once}))
def test_what_is_allowed_once_is_refused_a_second_time(act):
    row = next(row for row in TRANSITIONS if row.act is act and row.once)
    asked = list(row.answers[:1])
    assert transition_for(row.source, act, asked) is row
    with pytest.raises(NotAllowed, match="只能进行一次"):
        transition_for(row.source, act, [*asked, act, *asked])
    assert row not in next_steps(row.source, [*asked, act, *asked])


def test_article_33_3_an_opinion_answers_a_consultation_that_is_still_open():
    message = "没有尚未答复的“征求第三方意见”或“征求共同制作机关意见”或“征求其他机关意见”"
    for asked in CONSULTATIONS:
        assert transition_for(Stage.HANDLING, Act.RECEIVE_OPINION, [asked]).clock is Clock.RESUME
        with pytest.raises(NotAllowed, match=message):
            transition_for(Stage.HANDLING, Act.RECEIVE_OPINION, [asked, Act.RECEIVE_OPINION])
    assert transition_for(Stage.HANDLING, Act.RECEIVE_OPINION, [*CONSULTATIONS[:2], Act.RECEIVE_OPINION])


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage not in (Stage.SUBMITTED, Stage.CLOSED)])
def test_article_33_3_an_opinion_is_entered_whatever_else_is_waited_for(stage):
    """Kept back until the stage allowed it, it would be entered under a later day and hold the clock too long."""
    assert transition_for(stage, Act.RECEIVE_OPINION, [Act.CONSULT_ORGAN]).target is stage
    assert Act.RECEIVE_OPINION not in {row.act for row in next_steps(stage)}


def test_article_33_2_and_35_only_the_head_gives_more_time_approves_and_reopens():
    by_head = {row.act for row in TRANSITIONS if row.permission is Permission.APPROVE}
    assert by_head == {
        Act.EXTEND, Act.DECLINE_EXTENSION, Act.DEFER, Act.APPROVE_REPLY, Act.RETURN_REPLY, Act.REOPEN,
    }  # fmt: skip


def test_a_request_is_answered_once_approved_or_declined():
    asked = [Act.REQUEST_EXTENSION]
    assert transition_for(Stage.HANDLING, Act.EXTEND, asked).second_person is True
    for answer in (Act.EXTEND, Act.DECLINE_EXTENSION):
        with pytest.raises(NotAllowed, match="没有尚未答复的“申请延期”"):
            transition_for(Stage.HANDLING, Act.DECLINE_EXTENSION, [*asked, answer])
    assert transition_for(Stage.HANDLING, Act.EXTEND, [*asked, Act.DECLINE_EXTENSION, *asked])


def test_every_refusal_passes_a_second_person():
    """From handling only full disclosure goes straight out; all else is proposed, and approved by somebody else."""
    direct = [
        row.outcomes for row in TRANSITIONS if row.act is Act.REPLY and row.source is not Stage.REPLYING
    ]
    assert direct == [("GRANT", "GRANT_PUBLIC")]
    entering = [
        row for row in TRANSITIONS if row.target is Stage.REPLYING and row.source is not Stage.REPLYING
    ]
    assert [(row.source, row.second_person) for row in entering] == [(Stage.REVIEWING, True)]


def test_the_applicant_may_supplement_explain_and_withdraw():
    assert {row.act for row in TRANSITIONS if row.by_applicant} == {
        Act.RECEIVE_CLARIFICATION, Act.RECEIVE_REASONS, Act.WITHDRAW,
    }  # fmt: skip


def test_outcomes_named_by_the_table_exist_and_are_reached_by_it_alone():
    named = {code for row in TRANSITIONS for code in row.outcomes}
    assert named <= set(OUTCOMES)
    by_act = {code for row in TRANSITIONS if row.closing for code in row.outcomes}
    assert {code for code, outcome in OUTCOMES.items() if not outcome.by_reply} <= by_act


def test_replay_names_the_first_act_that_breaks_the_table():
    assert replay([Act.CONFIRM_RECEIPT, Act.ASK_CLARIFICATION, Act.RECEIVE_CLARIFICATION]) is Stage.HANDLING
    with pytest.raises(NotAllowed, match="“待申请人补正”的申请不能“答复”"):
        replay([Act.CONFIRM_RECEIPT, Act.ASK_CLARIFICATION, Act.REPLY])


def test_every_row_names_its_article():
    assert [row for row in TRANSITIONS if not row.article] == []
