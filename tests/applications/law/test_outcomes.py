"""Each outcome is one cell of table three, one letter, one remedy."""

import pytest

from applications.law.applicants import (
    REPORT_COLUMN,
    ApplicantKind,
    IdentityKind,
    identity_fits,
)
from applications.law.letter_texts import TEXTS
from applications.law.letters import LETTERS, LETTERS_BY_CODE, LETTERS_OF_ACT, letter_number
from applications.law.outcomes import OUTCOME_ROWS, OUTCOMES, Group, Remedy, outcomes_by_group

# law.md 3.1, read from there by hand: outcome -> row of the form of 2021.
EXPECTED_ROWS = {
    "GRANT_PUBLIC": "r03", "GRANT": "r03", "PARTIAL": "r04",
    "DENY_SECRET": "r05", "DENY_LAW": "r06", "DENY_SAFETY": "r07", "DENY_THIRD": "r08", "DENY_INTERNAL": "r09",
    "DENY_PROCESS": "r10", "DENY_CASE": "r11", "DENY_QUERY": "r12",
    "UNABLE_NONE": "r13", "UNABLE_NOTOURS": "r13", "UNABLE_CREATE": "r14", "UNABLE_UNCLEAR": "r15",
    "NOPROC_PETITION": "r16", "NOPROC_REPEAT": "r17", "NOPROC_PUBLICATION": "r18", "NOPROC_EXCESS": "r19",
    "NOPROC_CONFIRM": "r20",
    "OTHER_NOSUPPLEMENT": "r21", "OTHER_NOFEE": "r22", "OTHER_WITHDRAWN": "r23", "OTHER_MERGED": "r23",
    "OTHER_NOTINFO": "r23", "OTHER_MISC": "r23",
}  # fmt: skip


def test_30_hao_every_outcome_has_its_row():
    assert {outcome.code: outcome.row for outcome in OUTCOME_ROWS} == EXPECTED_ROWS


def test_30_hao_every_leaf_of_item_three_is_reached():
    assert {outcome.row for outcome in OUTCOME_ROWS} == {f"r{number:02d}" for number in range(3, 24)}


def test_60_hao_all_of_group_six_is_one_row():
    assert {outcome.report_rows[0] for outcome in OUTCOME_ROWS if outcome.group is Group.OTHER} == {"r21"}
    others = [outcome for outcome in OUTCOME_ROWS if outcome.group is not Group.OTHER]
    assert [outcome.code for outcome in others if outcome.report_rows[0] != outcome.row] == []


def test_articles_14_to_16_and_nothing_else_must_be_reviewed_first():
    first = {outcome.code for outcome in OUTCOME_ROWS if outcome.remedy is Remedy.REVIEW_FIRST}
    on_14_to_16 = {
        outcome.code
        for outcome in OUTCOME_ROWS
        if any(article.startswith(("第十四条", "第十五条", "第十六条")) for article in outcome.articles)
    }
    assert first == on_14_to_16


def test_every_outcome_sends_a_letter_that_has_a_text():
    assert [outcome.code for outcome in OUTCOME_ROWS if outcome.letter not in LETTERS_BY_CODE] == []
    assert [outcome.letter for outcome in OUTCOME_ROWS if outcome.letter not in TEXTS] == []
    assert [code for codes in LETTERS_OF_ACT.values() for code in codes if code not in TEXTS] == []


def test_letters_are_l01_to_l30_each_once():
    assert [letter.code for letter in LETTERS] == [f"L{number:02d}" for number in range(1, 31)]


def test_every_decision_must_show_its_remedy_and_every_sent_letter_its_number():
    for letter in LETTERS:
        assert ("remedy" in letter.required_fields) == letter.decision
        assert ("number" in letter.required_fields) == bool(letter.series)


def test_gbt_9704_a_number_has_six_corner_brackets_and_no_leading_zero():
    assert letter_number("聊商公开", LETTERS_BY_CODE["L15"], 2026, 7) == "聊商公开告〔2026〕7号"


def test_choices_stand_under_the_reports_headings_and_leave_out_what_the_office_does_not_choose():
    offered = {code for _, rows in outcomes_by_group() for code, _ in rows}
    assert offered == {code for code, outcome in OUTCOMES.items() if outcome.by_reply}
    assert [label for label, _ in outcomes_by_group()] == [group.label for group in Group]
    assert {code for _, rows in outcomes_by_group(by_reply=False) for code, _ in rows} == set(OUTCOMES)


def test_applicants_stand_in_the_six_columns_of_table_three():
    assert [REPORT_COLUMN[kind] for kind in ApplicantKind] == ["c1", "c2", "c3", "c4", "c5", "c6"]


@pytest.mark.parametrize("kind", ApplicantKind)
def test_article_29_people_show_a_card_and_organisations_a_certificate(kind):
    fits = {identity for identity in IdentityKind if identity_fits(kind, identity)}
    organisation = {IdentityKind.CREDIT_CODE, IdentityKind.OTHER_ORGANISATION}
    assert fits == (set(IdentityKind) - organisation if kind is ApplicantKind.NATURAL else organisation)
