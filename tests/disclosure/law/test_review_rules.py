"""The table of the review: every state against every step, for every kind of text."""

from itertools import combinations

import pytest

from disclosure.law.publication import NotAllowed
from disclosure.law.review import (
    CHAIN,
    RULE_OF,
    Step,
    Verdict,
    Weight,
    awaited,
    check,
    since_last_end,
    steps_for,
    weight_of,
)

SHORT = [Step.DRAFT, Step.FIRST, Step.DEPUTY, Step.SECRECY, Step.SIGN, Step.PUBLISH]
LONG = [
    Step.DRAFT,
    Step.FIRST,
    Step.DEPUTY,
    Step.TEXT,
    Step.DISCIPLINE,
    Step.SECRECY,
    Step.SIGN,
    Step.PUBLISH,
]
STATES = [(weight, length) for weight in Weight for length in range(len(steps_for(weight)))]


def test_own_rules_weighty_texts_go_the_longer_way():
    assert steps_for(Weight.ORDINARY) == SHORT
    for weight in (Weight.IMPORTANT, Weight.SENSITIVE, Weight.ISSUED):
        assert steps_for(weight) == LONG


def test_every_step_stands_in_the_table_once_with_its_source():
    assert [rule.step for rule in CHAIN] == list(Step)
    assert all(rule.basis and rule.who and rule.permission for rule in CHAIN)
    assert RULE_OF[Step.SECRECY].basis == "条例第十七条"


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize(("weight", "length"), STATES)
def test_every_state_lets_exactly_the_next_step_through(weight, length, step):
    passed = steps_for(weight)[:length]
    hands = {done: {place} for place, done in enumerate(passed)}
    if step is steps_for(weight)[length]:
        check(step, passed, weight, hands, 99)
    else:
        with pytest.raises(NotAllowed):
            check(step, passed, weight, hands, 99)


@pytest.mark.parametrize(("earlier", "later"), list(combinations(LONG, 2)))
def test_steps_that_must_be_apart_and_only_those_refuse_the_same_hands(earlier, later):
    passed = LONG[: LONG.index(later)]
    hands = {done: {7} if done is earlier else {8} for done in passed}
    if earlier in RULE_OF[later].apart:
        with pytest.raises(NotAllowed, match="不能由同一个人"):
            check(later, passed, Weight.ISSUED, hands, 7)
    else:
        check(later, passed, Weight.ISSUED, hands, 7)


def test_nobody_reviews_or_signs_what_he_wrote():
    reviews = [rule for rule in CHAIN if rule.step not in (Step.DRAFT, Step.PUBLISH)]
    assert all(Step.DRAFT in rule.apart for rule in reviews)


@pytest.mark.parametrize(
    ("declared", "number", "weight"),
    [
        ("ordinary", "", Weight.ORDINARY),
        ("ordinary", "聊商发〔2026〕3号", Weight.ISSUED),
        ("sensitive", "聊商发〔2026〕3号", Weight.SENSITIVE),
        ("important", "", Weight.IMPORTANT),
    ],
)
def test_a_document_number_makes_an_issued_document(declared, number, weight):
    assert weight_of(declared, number) is weight


def test_awaited_is_the_first_step_that_is_missing():
    assert awaited([], Weight.ORDINARY) is Step.DRAFT
    assert awaited([Step.DRAFT, Step.FIRST, Step.DEPUTY], Weight.ORDINARY) is Step.SECRECY
    assert awaited([Step.DRAFT, Step.FIRST, Step.DEPUTY], Weight.SENSITIVE) is Step.TEXT


def test_a_round_ends_by_sending_back_and_by_publication():
    passed, returned = Verdict.PASSED, Verdict.RETURNED
    rows = [(Step.DRAFT, passed), (Step.FIRST, returned), (Step.DRAFT, passed)]
    assert since_last_end(rows) == 2
    assert since_last_end([*rows, (Step.PUBLISH, passed)]) == 4
    assert since_last_end([]) == 0
